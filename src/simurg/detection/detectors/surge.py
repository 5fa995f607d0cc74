"""Surge: where, and between whom, there were more events in the last days than their own past leads to expect.

Subjects are places, and undirected pairs of places and organisations (what one has with itself is no pair; it is
seen at its place), all types together or by PLOVER type. The window is the last `window_days` whole days before
the view's moment, by date of occurrence; the past is all earlier days of the view. Each family (kind, all types
or by type) is corrected by itself over every subject seen so far. The model is in detection.chances.

Findings come strongest first: least expected number of subjects that would reach such a p-value by chance
(p-value times subjects tested), then greatest ratio to the expected count, then name.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simurg.detection.chances import Chances, chances
from simurg.detection.counts import Ints, Subjects, by_type, count_cells, old_enough, pairs, places, weeks_of
from simurg.detection.detector import Detector, Finding, Readable
from simurg.detection.false_discovery import Floats, q_values
from simurg.ontology.errors import CallerError
from simurg.ontology.times import text_of, utc

DETECTOR = Detector(
    name="surge",
    question="Where, and between whom, is there more going on than their own past leads to expect?",
    inputs=("events",),
    false_alarm_budget=0.10,
    reference="Negative binomial predictive with pooled dispersion (Love et al. 2014), Benjamini & Hochberg 1995.",
    version="1",
)
KINDS = {"pair": pairs, "place": places}
_COLUMNS = (
    "id", "report_id", "source_id", "actor", "recipient", "event_type", "country", "place", "occurred_from", "mentions",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Settings:
    """`level`: findings with a corrected p-value (q) up to it are given; 1.0 gives every subject of the window."""

    kinds: tuple[str, ...] = ("pair", "place")
    by_type: tuple[bool, ...] = (False,)  # (False, True): all types together, and each type by itself
    window_days: int = 7
    level: float = DETECTOR.false_alarm_budget
    least_weeks: int = 3  # whole weeks of past below which nothing is said
    most_cited: int = 50
    any_dependence: bool = False  # Benjamini–Yekutieli instead of Benjamini–Hochberg

    def __post_init__(self) -> None:
        if unknown := sorted(set(self.kinds) - set(KINDS)):
            raise CallerError(f"There are no surges of kind {unknown[0][:40]!r}.", hint=f"Use {', '.join(KINDS)}.")
        if self.window_days < 1 or self.least_weeks < 2 or not 0 < self.level <= 1 or self.most_cited < 1:
            raise CallerError(
                "These surge settings cannot be.",
                hint="window_days, most_cited >= 1, least_weeks >= 2, 0 < level <= 1.",
            )


@dataclass(frozen=True, slots=True)
class _Run:
    """What one call of `detect` works on. `weeks[event]` is -1 for events that do not count."""

    events: pa.Table
    weeks: Ints
    until: datetime
    basis_view: tuple[Mapping[str, Any], ...]
    settings: Settings


@dataclass(frozen=True, slots=True)
class _Family:
    """The subjects of one kind, all types together or split by type, with their chances."""

    kind: str
    subjects: Subjects
    types: tuple[str, ...] | None
    chances: Chances
    q: Floats
    past_weeks: int


def detect(view: Readable, settings: Settings = Settings()) -> Iterator[Finding]:
    """Findings at the settings' level, strongest first; nothing where the past is shorter than `least_weeks`."""
    run = _run(view, settings)
    families = [_family(run, kind, split) for kind in settings.kinds for split in settings.by_type]
    findings = [
        _finding(run, family, number)
        for family in families
        if family is not None
        for number in np.flatnonzero((family.q <= settings.level) & (family.chances.observed > 0)).tolist()
    ]
    return iter(sorted(findings, key=_order))


def _run(view: Readable, settings: Settings) -> _Run:
    moment = utc(view.known_at)
    until = datetime(moment.year, moment.month, moment.day, tzinfo=UTC)
    events = view.read("events", columns=_COLUMNS, where={"occurred_from": (None, until)})
    weeks = weeks_of(events["occurred_from"], micros_of(until), settings.window_days)
    weeks = np.where(old_enough(events["source_id"], weeks, settings.least_weeks), weeks, -1)
    known = text_of(moment + timedelta(microseconds=1))
    where = {"known_at": [None, known], "occurred_from": [None, text_of(until)]}
    return _Run(events, weeks, until, ({"table": "events", "where": where},), settings)


def _order(finding: Finding) -> tuple[float, float, str, str, str]:
    lift = finding.observed / finding.expected if finding.expected else math.inf
    return (-finding.strength, -lift, finding.subject, finding.kind, finding.event_type or "")


def _family(run: _Run, kind: str, split: bool) -> _Family | None:
    events, weeks, settings = run.events, run.weeks, run.settings
    subjects, types = KINDS[kind](events), None
    if split:
        subjects, types = by_type(subjects, events["event_type"])
    told = (subjects.codes >= 0) & (weeks >= 0)
    if not told.any():
        return None
    oldest = int(weeks[told].max())
    days = pc.min_max(events["occurred_from"].filter(pa.array(weeks == oldest))).as_py()
    whole = oldest if (days["max"].date() - days["min"].date()).days + 1 >= settings.window_days else oldest - 1
    counts = count_cells(subjects.codes, weeks, len(subjects.names), whole)
    past_weeks = int(np.count_nonzero(counts.volume[1:]))
    if min(past_weeks, whole) < settings.least_weeks:
        return None
    found = chances(counts)
    q = q_values(found.p_value, any_dependence=settings.any_dependence)
    return _Family(kind, subjects, types, found, q, past_weeks)


def _finding(run: _Run, family: _Family, number: int) -> Finding:
    told, tested = family.chances, len(family.chances.subject)
    subject = int(told.subject[number])
    p_value = float(told.p_value[number])
    rows = np.flatnonzero((family.subjects.codes == subject) & (run.weeks == 0))
    cited, reports = _cited(run.events, rows, run.settings.most_cited)
    return Finding(
        detector=DETECTOR.name,
        subject=family.subjects.names[subject],
        kind=family.kind,
        event_type=family.types[subject] if family.types else None,
        window_from=run.until - timedelta(days=run.settings.window_days),
        window_to=run.until,
        observed=float(told.observed[number]),
        expected=float(told.expected[number]),
        p_value=p_value,
        q_value=float(family.q[number]),
        strength=-math.log10(max(p_value, 1e-300) * tested),
        events=cited,
        reports=reports,
        basis_view=run.basis_view,
        detail=_detail(family, number, len(rows), len(cited)),
    )


def _detail(family: _Family, number: int, in_window: int, cited: int) -> dict[str, Any]:
    subject = int(family.chances.subject[number])
    return {
        "parties": list(family.subjects.parts[subject]),
        "never_seen_before": bool(family.chances.new[number]),
        "subjects_tested": len(family.chances.subject),
        "past_weeks": family.past_weeks,
        "events_in_window": in_window,
        "events_cited": cited,
    }


def _cited(events: pa.Table, rows: Ints, most: int) -> tuple[tuple[UUID, ...], tuple[UUID, ...]]:
    """The latest events (then most mentioned, then by id), at most `most`, and the reports they were taken from."""
    chosen = events.select(["id", "report_id", "occurred_from", "mentions"]).take(pa.array(rows)).to_pylist()
    chosen.sort(key=lambda row: (-micros_of(row["occurred_from"]), -(row["mentions"] or 0), row["id"].bytes))
    reports = dict.fromkeys(row["report_id"] for row in chosen[:most] if row["report_id"] is not None)
    return tuple(row["id"] for row in chosen[:most]), tuple(reports)


def micros_of(moment: datetime) -> int:
    """Microseconds since 1970, exactly."""
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
