"""What a detector is, and what it finds.

A detector is one file in `detection/detectors/`: a frozen `DETECTOR` and one pure function

    def detect(view, settings=...) -> Iterator[Finding]

It reads only the view, so the same view gives the same findings, in the same order, strongest first. A finding
names the events and reports it cites and the part of the view it was computed on; it never repeats report text.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, Protocol
from uuid import UUID

import pyarrow as pa

from simurg.ontology.errors import CallerError


class Readable(Protocol):
    """What a detector needs of a ledger's view."""

    @property
    def known_at(self) -> datetime: ...
    def read(self, table: str, *, columns: Sequence[str], where: Mapping[str, Any]) -> pa.Table: ...


@dataclass(frozen=True, slots=True)
class Detector:
    """`false_alarm_budget` is the stated level: of the alarms of one run, the expected share that are false."""

    name: str
    question: str
    inputs: tuple[str, ...]  # tables it reads
    false_alarm_budget: float
    reference: str
    version: str  # raise it when the same view would give other findings

    def __post_init__(self) -> None:
        if not 0 < self.false_alarm_budget < 1:
            raise CallerError(f"Detector {self.name}: the false-alarm budget must lie between 0 and 1.")


@dataclass(frozen=True, slots=True)
class Finding:
    """One alarm. `observed` and `expected` count events in the window; `p_value` is the chance of at least so many
    if nothing had changed, `q_value` the same corrected over everything tested; `strength` orders the findings of
    one detector, greatest first. `basis_view` is JSON-able: a list of {"table", "where"} as in `View.read`."""

    detector: str
    subject: str
    kind: str  # place, pair
    event_type: str | None  # PLOVER; None for all types together
    window_from: datetime
    window_to: datetime  # exclusive
    observed: float
    expected: float
    p_value: float
    q_value: float
    strength: float
    events: tuple[UUID, ...] = ()
    reports: tuple[UUID, ...] = ()
    basis_view: tuple[Mapping[str, Any], ...] = ()
    detail: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        if not 0 <= self.p_value <= 1 or not 0 <= self.q_value <= 1:
            raise CallerError(f"{self.detector}: a p-value and a q-value lie between 0 and 1.")
        if self.window_from >= self.window_to:
            raise CallerError(f"{self.detector}: the window is empty.")

    @property
    def basis(self) -> tuple[UUID, ...]:
        """All ids that the finding cites: its events, then their reports."""
        return self.events + self.reports


Detect = Callable[..., Iterator[Finding]]


class DetectorModule(Protocol):
    """What a detector's file offers."""

    DETECTOR: Detector
    detect: Detect
