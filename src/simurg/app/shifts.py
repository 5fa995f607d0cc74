"""Relations as of a moment, in a reader's picture: which pairs have shifted of late, and how one pair stands.

Reads and writes nothing. Everything is computed from the view while you wait, so it rests on what the reader may see.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from simurg.access.pictures import Picture
from simurg.app.moments import view_at
from simurg.app.old_data import old_events
from simurg.detection.detectors import shift as detector
from simurg.detection.shifts import REGIMES, Shift, alarms_of, shifts_of
from simurg.ledger import Ledger
from simurg.ontology.country_names import iso3_of_name
from simurg.ontology.errors import CallerError
from simurg.ontology.times import text_of

ALARM = 1 - detector.DETECTOR.false_alarm_budget
EARLIER = 0.5
"""Chance at which a shift of the past is told of."""
DASHES = (" – ", " — ", " - ")


@dataclass(frozen=True, slots=True)
class Watch:
    """`as_of`: an ISO moment or None for now; `pair`: "A – B" for one pair, None for all; `top`: how many."""

    as_of: str | None = None
    pair: str | None = None
    top: int = 10


def shifts(ledger: Ledger, picture: Picture, watch: Watch) -> dict[str, Any]:
    """Pairs by the evidence for a shift within the last days that any event is known of (to `last_told`);
    `alarm` where its chance reaches ALARM. With `pair`, that pair alone, and its earlier shifts. CallerError for a
    moment that has not come, or a pair that is not known."""
    if watch.top < 1:
        raise CallerError("--top is at least 1.")
    view = view_at(ledger, picture, watch.as_of)
    settings = detector.Settings(level=1.0)
    run = detector.run_of(view, settings)
    daily = run.reading.daily
    newest = daily.date_of(daily.days - 1) if daily.days else None
    told: dict[str, Any] = {
        "as_of": text_of(view.known_at),
        "picture": picture.name,
        "known_events": view.count("events"),
        "days": daily.days,
        "last_told": newest.isoformat() if newest else None,
        "old_data": old_events(newest, view.known_at) if newest else None,
        "least_days": settings.least_days,
        "least_events": settings.least_events,
        "window_days": settings.filters.young,
        "level": ALARM,
        "pairs": len(daily.parties),
        "alarms": sum(one.relation + one.volume >= ALARM for one in run.shifts),
    }
    if watch.pair is None:
        chosen = list(run.shifts[: watch.top])
    else:
        at = _pair_at(daily.parties, watch.pair, settings.least_events)
        chosen = [one for one in shifts_of(daily, run.followed) if one.pair == at]
        told["earlier"] = _earlier(run, at)
    told["shifts"] = [_told(run, one) for one in chosen]
    return told


def _pair_at(parties: tuple[tuple[str, str], ...], asked: str, least: int) -> int:
    for dash in DASHES:
        if dash in asked:
            wanted = {_plain(part) for part in asked.split(dash, 1)}
            for at, pair in enumerate(parties):
                if {_plain(part) for part in pair} == wanted:
                    return at
            hint = f"Pairs need {least} events in the view; `simurg shifts` lists those that are watched."
            raise CallerError(f"The pair {asked[:80]!r} is not watched.", hint=hint)
    raise CallerError(f"{asked[:80]!r} is no pair.", hint='Write it as "A – B".')


def _plain(name: str) -> str:
    return iso3_of_name(name.strip()) or name.strip().casefold()


def _earlier(run: detector.Run, at: int) -> list[dict[str, Any]]:
    """When the pair's chance of a shift rose above EARLIER, and since when the relation was held to be another one."""
    daily, followed = run.reading.daily, run.followed
    return [
        {
            "seen": daily.date_of(day).isoformat(),
            "since": daily.date_of(max(int(followed.start[at, day]), 0)).isoformat(),
            "relation": round(float(followed.relation[at, day]), 4),
            "volume_alone": round(float(followed.volume[at, day]), 4),
        }
        for pair, day in alarms_of(followed, EARLIER)
        if pair == at and day >= run.followed.settings.young
    ]


def _told(run: detector.Run, one: Shift) -> dict[str, Any]:
    events, reports = detector.cited(run.reading, one, detector.Settings().most_cited)
    chance = one.relation + one.volume
    return {
        "pair": run.reading.daily.names[one.pair],
        "parties": list(one.parties),
        "alarm": chance >= ALARM,
        "verdict": one.verdict,
        "chance": chance,
        "chance_relation": one.relation,
        "chance_volume_alone": one.volume,
        "evidence": one.evidence / float(np.log(10)),
        "since": one.since.isoformat(),
        "since_low": one.since_low.isoformat(),
        "since_high": one.since_high.isoformat(),
        "share_before": list(one.share_before),
        "share_since": list(one.share_since),
        "volume_ratio": list(one.volume_ratio),
        "conflict_ratio": list(one.conflict_ratio),
        "cooperation_ratio": list(one.cooperation_ratio),
        "more_hostile": one.more_hostile,
        "conflict_cooperation_all_before": list(one.events_before),
        "conflict_cooperation_all_since": list(one.events_since),
        "regime": one.regime.name,
        "regimes": dict(zip(REGIMES, one.regime.chances, strict=True)),
        "events": [event.hex for event in events],
        "reports": [report.hex for report in reports],
    }
