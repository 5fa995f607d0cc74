"""What a brief is asked for, and what is handed to it because the view alone cannot say it.

Health of sources and the effect of recalls come from the application; findings, forecasts and scores are read
from the view unless given. All of it must already lie within the reader's scope.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pyarrow as pa

from simurg.assessment.brief.values import SourceHealth
from simurg.foresight.history import History
from simurg.foresight.model import ModelModule
from simurg.fusion.story.seen import Press
from simurg.ontology.errors import CallerError
from simurg.ontology.times import utc


@dataclass(frozen=True, slots=True)
class Limits:
    """How much fits on the page."""

    evidence: int = 60
    evidence_per_line: int = 4
    changes: int = 5
    warnings: int = 5
    outlooks: int = 3
    periods: int = 6
    quotes: int = 3

    def __post_init__(self) -> None:
        if min(self.evidence, self.evidence_per_line) < 1 or min(self.changes, self.warnings, self.outlooks) < 0:
            raise CallerError("A brief needs room for at least one entry of evidence.")


@dataclass(frozen=True, slots=True)
class RecallEffect:
    """What the recall of `target` (a report's id in hex, or a source's name) took away."""

    target: str
    reports: int
    stale_products: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BriefRequest:
    """`findings`, `forecasts` and `scores` are tables with the ledger's columns; None means: read them.

    `press` is what is known of publishers: who owns whom, and their names. `outside` False leaves out what no
    requirement asks for. `false_discovery` is the rate of false alarms that the reader accepts: findings with a
    greater q are not warnings. `histories` (by series) and `models` (by name) are what forecasts are explained with;
    `records` are track records in words, by model and series, that stand in place of what `scores` say.
    """

    since: datetime
    issued: bool = True
    exercise: bool = False
    title: str = "Morning brief"
    outside: bool = True
    sources: tuple[SourceHealth, ...] = ()
    recall_effects: tuple[RecallEffect, ...] = ()
    findings: pa.Table | None = None
    forecasts: pa.Table | None = None
    scores: pa.Table | None = None
    false_discovery: float = 0.05
    threshold: float = 25.0
    silent_after: timedelta = timedelta(days=30)
    limits: Limits = Limits()
    press: Press = field(default_factory=lambda: Press({}))
    histories: Mapping[str, History] = field(default_factory=dict)
    models: Mapping[str, ModelModule] = field(default_factory=dict)
    records: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        utc(self.since)
        if not 0 < self.false_discovery <= 1:
            raise CallerError("The false discovery rate must lie between 0 and 1.")
        if self.silent_after < timedelta(days=1):
            raise CallerError("A region counts as silent after one day at the earliest.")
