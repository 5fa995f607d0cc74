"""The forecasts of a picture that stand as issued: by place, the months to come, and what was said of them before.

Stored rows only; nothing is forecast here. `moved_since` tells against what today's are compared: the last forecast
of the same month that stood at that moment, else the issue before the newest.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from simurg.app.standing import standing
from simurg.assessment.brief.matching import Requirement
from simurg.assessment.brief.outlooks import Series
from simurg.assessment.brief.outlooks import concerns as series_concerns
from simurg.foresight.crossing import THRESHOLDS, chance_of_reaching
from simurg.ledger import View
from simurg.ontology.times import text_of

THRESHOLD = 25.0
QUANTILES = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Month:
    """What is said of one month at one moment. `id` None: replayed."""

    start: datetime
    horizon: int
    samples: Floats
    said_at: datetime
    id: UUID | None = None
    basis: tuple[UUID, ...] = ()

    def chance(self, threshold: float = THRESHOLD) -> float:
        """Of reaching a level."""
        return float((self.samples >= threshold).mean())


@dataclass(frozen=True, slots=True, eq=False)
class Outlook:
    """One place: months to come, nearest first, and what was said of the nearest before."""

    place: str
    months: tuple[Month, ...]
    before: Month | None = None

    @property
    def change(self) -> float | None:
        """Of the chance of the threshold in the nearest month."""
        return None if self.before is None else self.months[0].chance() - self.before.chance()


@dataclass(frozen=True, slots=True, eq=False)
class Outlooks:
    """Of one model and series."""

    model: str
    series: str
    issued_at: datetime
    places: Mapping[str, Outlook]


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """All that was issued of the months to come, by place; to be compared with what was said at any moment."""

    model: str
    series: str
    by_place: Mapping[str, Sequence[Month]]

    def against(self, moment: datetime | None) -> Outlooks:
        """`moment` None: against the issue before the newest."""
        places = {place: _outlook(place, months, moment) for place, months in self.by_place.items()}
        newest = max(month.said_at for one in places.values() for month in one.months)
        return Outlooks(self.model, self.series, newest, places)


def outlooks_of(view: View, series: str, moved_since: datetime | None = None) -> Outlooks | None:
    """None where no forecast stands as issued."""
    said = said_of(view, series)
    return None if said is None else said.against(moved_since)


def said_of(view: View, series: str) -> Said | None:
    """None where no forecast stands as issued."""
    rows = standing(view, (series,))
    if rows is None or not rows.num_rows:
        return None
    by_place: dict[str, list[Month]] = {}
    for place, month in months_in(rows):
        if month.start > view.known_at or _is_open(month, view.known_at):
            by_place.setdefault(place, []).append(month)
    for months in by_place.values():
        months.sort(key=lambda one: (one.start, one.said_at, one.id.bytes if one.id else b""))
    return Said(str(rows["model"][0].as_py()), series, by_place) if by_place else None


def months_in(rows: pa.Table) -> list[tuple[str, Month]]:
    """(place, month) of each row of `forecasts` with finite samples."""
    lists = rows["samples"].combine_chunks()
    names = ("place", "target_from", "horizon", "known_at", "id", "basis")
    columns = [rows[name].to_pylist() for name in names]
    found = []
    for number, (place, start, horizon, known, row_id, basis) in enumerate(zip(*columns, strict=True)):
        if place is None or start is None or not lists[number].is_valid or not len(lists[number]):
            continue
        samples = lists[number].values.to_numpy(zero_copy_only=False)
        if np.isfinite(samples).all():
            found.append((place, Month(start, horizon or 0, samples, known, row_id, tuple(basis or ()))))
    return found


def month_told(month: Month) -> dict[str, Any]:
    """As JSON can say it."""
    low, median, high = np.quantile(month.samples, (0.1, 0.5, 0.9)).tolist()
    chances = chance_of_reaching(month.samples).tolist()
    return {
        "month": text_of(month.start)[:7],
        "horizon": month.horizon,
        "median": median,
        "low": low,
        "high": high,
        "at_least": dict(zip(map(str, THRESHOLDS), chances, strict=True)),
        "quantiles": np.quantile(month.samples, QUANTILES).tolist(),
        "id": None if month.id is None else month.id.hex,
    }


def alarms_of(one: Outlook, series: str, requirements: Sequence[Requirement]) -> list[dict[str, Any]]:
    """The requirements by whose costs the nearest month is worth an alarm."""
    chance = one.months[0].chance()
    told = Series("", series, one.place, (), None)
    return [
        {"requirement": each.name, "threshold": each.costs.threshold, "probability": chance}
        for each in requirements
        if each.costs is not None and chance >= each.costs.threshold and series_concerns(told, each)
    ]


def country_of(view: View, series: str) -> Mapping[str, str]:
    """The code of each place of a series, where the figures or our names tell one."""
    rows = view.read("measurements", ("place", "country"), {"series": series})
    pairs = rows.group_by(["place", "country"]).aggregate([]).to_pylist()
    found: dict[str, str] = {}
    for row in sorted(pairs, key=lambda row: (str(row["place"]), str(row["country"]))):
        if row["place"] and row["country"]:
            found.setdefault(row["place"], view.countries.fold(row["country"]))
        for name in (row["place"], row["country"]):
            if name and (code := view.countries.code_of(name)):
                found.setdefault(name, code)
    return found


def _outlook(place: str, months: Sequence[Month], since: datetime | None) -> Outlook:
    newest = {one.start: one for one in months}
    nearest = tuple(newest.values())
    first = nearest[0]
    earlier = [one for one in months if one.start == first.start and one.said_at < first.said_at]
    stood = [one for one in earlier if since is None or one.said_at <= since]
    return Outlook(place, nearest, stood[-1] if stood else None)


def _is_open(month: Month, moment: datetime) -> bool:
    return (month.start.year, month.start.month) >= (moment.year, moment.month)
