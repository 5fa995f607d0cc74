"""Shift: with whom a pair's relation has turned of late, apart from there being more or less to read about it.

Subjects are undirected pairs of places and organisations, as for surges. A finding says since when, how surely, and
whether the mix turned (more or less hostile) or, as far as can be seen, only the volume (more or less told), measured
against all other reporting of the pair's sources. The model is in detection.shifts. `observed` are the conflicts since
the shift (all events where only volume changed), `expected` what the year before leads to expect of as many events (of
as much reporting). `p_value` is two-sided and multiplied by the days that the shift might have begun on; `q_value` is
the expected share of false ones among the findings at least as strong, from their posterior chances (Newton et al.
2004).
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

import numpy as np

from simurg.detection import shifts
from simurg.detection.detector import Detector, Finding, Readable
from simurg.detection.shifts import Followed, Reading, Shift, daily_of, follow, shifts_of
from simurg.detection.shifts.daily import CONFLICT_SIDE, COOPERATION_SIDE, sides_of
from simurg.ontology.errors import CallerError
from simurg.ontology.times import text_of, utc

DETECTOR = Detector(
    name="shift",
    question="Since when is the relation of two another one, and is it more hostile or only more reported?",
    inputs=("events",),
    false_alarm_budget=0.20,
    reference="Adams & MacKay 2007 and Fearnhead & Liu 2007 (run lengths), Newton et al. 2004 (q from posteriors).",
    version="1",
)
MOST_CHANCE = 1 - 1e-12


@dataclass(frozen=True, slots=True)
class Settings:
    """`level`: pairs are given whose chance of nothing new is at most this; 1.0 gives every pair watched."""

    level: float = DETECTOR.false_alarm_budget
    least_events: int = 20  # of a pair in the whole view
    least_days: int = 60  # whole days of the view below which nothing is said
    most_cited: int = 50
    filters: shifts.Settings = field(default_factory=shifts.Settings)

    def __post_init__(self) -> None:
        if not 0 < self.level <= 1 or self.least_events < 1 or self.least_days < 1 or self.most_cited < 1:
            raise CallerError(
                "These shift settings cannot be.", hint="0 < level <= 1, least_events, least_days, most_cited >= 1."
            )


@dataclass(frozen=True, slots=True)
class Run:
    """One look at a view: what was read, what the filters say of each day, and the newest shift of each pair."""

    reading: Reading
    followed: Followed
    shifts: tuple[Shift, ...]
    known_at: datetime


def detect(view: Readable, settings: Settings = Settings()) -> Iterator[Finding]:
    """Findings at the settings' level, strongest evidence first; nothing where the past is too short."""
    return findings_of(run_of(view, settings), settings)


def run_of(view: Readable, settings: Settings = Settings()) -> Run:
    """All that a view has to say of shifts; no shifts where the past is shorter than `least_days`."""
    reading = daily_of(view, least_events=settings.least_events)
    followed = follow(reading.daily, settings.filters)
    told = reading.daily.days >= settings.least_days
    found = shifts_of(reading.daily, followed, 1 - settings.level) if told else []
    return Run(reading, followed, tuple(found), utc(view.known_at))


def findings_of(run: Run, settings: Settings) -> Iterator[Finding]:
    """The run's shifts as findings, in their order."""
    false = 0.0
    for place, one in enumerate(run.shifts, 1):
        false += 1 - min(one.relation + one.volume, MOST_CHANCE)
        yield _finding(run, one, false / place, settings)


def _finding(run: Run, one: Shift, q_value: float, settings: Settings) -> Finding:
    daily = run.reading.daily
    until = datetime.combine(daily.date_of(daily.days), time(), tzinfo=UTC)  # of days after it nobody told
    known = text_of(run.known_at + timedelta(microseconds=1))
    where = {"known_at": [None, known], "occurred_from": [None, text_of(until)]}
    events, reports = cited(run.reading, one, settings.most_cited)
    observed, expected = _against(one)
    return Finding(
        detector=DETECTOR.name,
        subject=run.reading.daily.names[one.pair],
        kind="pair",
        event_type=None,
        window_from=datetime.combine(one.since, time(), tzinfo=UTC),
        window_to=until,
        observed=observed,
        expected=expected,
        p_value=min(1.0, one.chance_by_luck * settings.filters.young),
        q_value=q_value,
        strength=one.evidence / math.log(10),
        events=events,
        reports=reports,
        basis_view=({"table": "events", "where": where},),
        detail=_detail(one),
    )


def _against(one: Shift) -> tuple[float, float]:
    conflict, cooperation, everything = one.events_since
    if one.of_mix:
        return float(conflict), (conflict + cooperation) * one.share_before[1]
    return float(everything), everything / one.volume_ratio[1]


def _detail(one: Shift) -> Mapping[str, Any]:
    return {
        "parties": list(one.parties),
        "verdict": one.verdict,
        "chance_relation": round(one.relation, 6),
        "chance_volume_alone": round(one.volume, 6),
        "since": [day.isoformat() for day in (one.since_low, one.since, one.since_high)],
        "share_before": [round(part, 4) for part in one.share_before],
        "share_since": [round(part, 4) for part in one.share_since],
        "volume_ratio": [round(part, 4) for part in one.volume_ratio],
        "conflict_ratio": [round(part, 4) for part in one.conflict_ratio],
        "cooperation_ratio": [round(part, 4) for part in one.cooperation_ratio],
        "more_hostile": round(one.more_hostile, 4),
        "regime": one.regime.name,
        "regime_chance": round(one.regime.chance, 4),
    }


def cited(reading: Reading, one: Shift, most: int) -> tuple[tuple[UUID, ...], tuple[UUID, ...]]:
    """Events since the shift that bear it out, most mentioned first, then the latest, then by id; and their reports.

    Of conflict where it grew more hostile, of cooperation where less; all where there are none, or only volume changed.
    """
    since = (one.since - reading.daily.date_of(0)).days
    rows = np.flatnonzero((reading.pair == one.pair) & (reading.day >= since))
    wanted = {"more hostile": CONFLICT_SIDE, "less hostile": COOPERATION_SIDE}.get(one.verdict)
    events = reading.events.take(rows)
    if wanted is not None and (fitting := sides_of(events) == wanted).any():
        events = events.take(np.flatnonzero(fitting))
    columns = events.select(["id", "report_id", "occurred_from", "mentions"]).to_pylist()
    columns.sort(key=lambda row: (-(row["mentions"] or 0), -row["occurred_from"].timestamp(), row["id"].bytes))
    reports = dict.fromkeys(row["report_id"] for row in columns[:most] if row["report_id"] is not None)
    return tuple(row["id"] for row in columns[:most]), tuple(reports)
