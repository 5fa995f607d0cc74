"""The strongest surges as of a moment, in a reader's picture: what the brief warns of, and what stands just below."""

from dataclasses import dataclass
from typing import Any

from simurg.access.pictures import Picture
from simurg.detection.detector import Finding
from simurg.detection.detectors import surge
from simurg.ledger import Ledger
from simurg.ontology.errors import CallerError
from simurg.ontology.times import parse_moment, text_of


@dataclass(frozen=True, slots=True)
class Watch:
    """What is asked: an ISO moment or None for now, `pair` or `place`, all types together or each by itself."""

    as_of: str | None = None
    kind: str = "pair"
    by_type: bool = False
    top: int = 10


def surges(ledger: Ledger, picture: Picture, watch: Watch) -> dict[str, Any]:
    """Subjects that had any event in the window, strongest first; `alarm` where q is within the detector's budget.
    CallerError for a moment that has not come."""
    if watch.top < 1:
        raise CallerError("--top is at least 1.")
    moment = parse_moment(watch.as_of) if watch.as_of else None
    if moment and moment > max(ledger.now(), ledger.catalogue.last_recorded()):
        raise CallerError("There are no surges of the future.", hint="Give --as-of a moment that has passed.")
    view = ledger.as_of(moment, scope=picture.scope, picture=picture.name)
    settings = surge.Settings(kinds=(watch.kind,), by_type=(watch.by_type,), level=1.0)
    found = list(surge.detect(view, settings))
    budget = surge.DETECTOR.false_alarm_budget
    return {
        "as_of": text_of(view.known_at),
        "picture": picture.name,
        "level": budget,
        "known_events": view.count("events"),
        "subjects_in_window": len(found),
        "alarms": sum(one.q_value <= budget for one in found),
        "surges": [_told(place, one, budget) for place, one in enumerate(found[: watch.top], 1)],
    }


def _told(place: int, finding: Finding, budget: float) -> dict[str, Any]:
    return {
        "rank": place,
        "subject": finding.subject,
        "parties": list(finding.detail["parties"]),
        "event_type": finding.event_type,
        "observed": finding.observed,
        "expected": finding.expected,
        "p_value": finding.p_value,
        "q_value": finding.q_value,
        "alarm": finding.q_value <= budget,
        "window_from": text_of(finding.window_from),
        "window_to": text_of(finding.window_to),
        "events": [one.hex for one in finding.events],
        "reports": [one.hex for one in finding.reports],
    }
