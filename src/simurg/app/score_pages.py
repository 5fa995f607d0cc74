"""Scores of issued forecasts as JSON can say them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from simurg.foresight.history import month_start
from simurg.foresight.record.issued import Marks, Revision, Verdict
from simurg.foresight.record.scoring import Mean
from simurg.foresight.record.truths import Case, Told
from simurg.ontology.times import text_of


def group_told(some: Marks, verdicts: Sequence[Verdict | None]) -> dict[str, Any]:
    """`verdicts`: on the first truths, on those that stand, and on those without stale forecasts."""
    first, latest, standing = verdicts
    return {
        "forecasts": len(some.cases),
        "places": len({place for place, _ in some.cases}),
        "stale": int(some.stale.sum()),
        "baseline_replayed": int(some.replayed.sum()),
        "revised": len(some.revisions),
        "first": _verdict(first),
        "latest": _verdict(latest),
        "latest_without_stale": _verdict(standing),
    }


def mean_told(mean: Mean) -> dict[str, Any]:
    """A mean with its interval and its baseline."""
    return {
        "value": mean.value,
        "low": mean.low,
        "high": mean.high,
        "baseline": mean.baseline,
        "baseline_cases": mean.both,
        "ratio": None if mean.ratio is None else list(mean.ratio),
        "cases": mean.cases,
    }


def revision_told(
    head: Mapping[str, Any], one: Revision, cases: Sequence[Case], ids: Sequence[UUID], moments: Sequence[datetime]
) -> dict[str, Any]:
    """A truth that changed: old and new, with the score on each."""
    place, month = cases[one.number]
    return {
        "model": head["model"],
        "series": head["series"],
        "horizon": head["horizon"],
        "forecast": ids[one.number].hex,
        "issued_at": text_of(moments[one.number]),
        "place": place,
        "month": text_of(month_start(month))[:7],
        "old": _told(one.old),
        "new": _told(one.new),
        "old_crps": one.old_crps,
        "new_crps": one.new_crps,
    }


def _told(one: Told) -> dict[str, Any]:
    return {"value": one.value, "known_at": text_of(one.moment)}


def _verdict(one: Verdict | None) -> dict[str, Any] | None:
    if one is None:
        return None
    return {
        "measures": {name: mean_told(mean) for name, mean in one.means.items()},
        "pit_departure": one.pit,
        "pit_departure_likely": one.pit_likely,
        "likely": one.likely,
    }
