"""A monthly series at many places, as a view knows it: the input of every forecast model.

A month that nobody told of is not a number (NaN), never zero. Rows of the `measurements` table count if they
measure a whole calendar month that is over at the view's moment; where several tell of one month and place, the
one known last counts (then the greater id). A place is the row's country, else its place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from simurg.ontology.countries import country_name
from simurg.ontology.errors import CallerError

Floats = npt.NDArray[np.float64]
_COLUMNS = ("id", "report_id", "country", "place", "period_from", "period_to", "value", "known_at")


class Readable(Protocol):
    """What a forecast needs of a ledger's view."""

    @property
    def known_at(self) -> datetime: ...
    def read(self, table: str, *, columns: Sequence[str], where: Mapping[str, Any]) -> pa.Table: ...


@dataclass(frozen=True, slots=True)
class History:
    """`values[p, m]` at place p in the month numbered `first_month + m` (see `month_number`), NaN where unknown.

    `rows[p, m]` and `reports[p, m]` are the 16-byte ids of the row and of its report, zero where there is none;
    histories made by hand may leave both out.
    """

    series: str
    places: tuple[str, ...]
    first_month: int
    values: Floats
    rows: npt.NDArray[np.void] | None = None
    reports: npt.NDArray[np.void] | None = None

    def __post_init__(self) -> None:
        if self.values.ndim != 2 or len(self.places) != len(self.values):
            raise CallerError(f"A history of {len(self.places)} places needs values of the shape places by months.")

    @property
    def months(self) -> int:
        return int(self.values.shape[1])

    @property
    def last_month(self) -> int:
        """Number of the last month; the origin of a forecast made from this history."""
        return self.first_month + self.months - 1

    def until(self, months: int) -> "History":
        """The first `months` months alone."""
        kept = [None if ids is None else ids[:, :months] for ids in (self.rows, self.reports)]
        return replace(self, values=self.values[:, :months], rows=kept[0], reports=kept[1])


def month_number(moment: datetime) -> int:
    """Months since year 0."""
    return moment.year * 12 + moment.month - 1


def month_start(number: int) -> datetime:
    """The first instant of a month in UTC."""
    return datetime(number // 12, number % 12 + 1, 1, tzinfo=UTC)


def history_of(view: Readable, series: str) -> History:
    """All whole months of a series that the view knows; no place and no month where there is none."""
    where = {"series": series, "period_to": (None, view.known_at)}
    rows = [row for row in view.read("measurements", columns=_COLUMNS, where=where).to_pylist() if _is_month(row)]
    rows.sort(key=lambda row: (row["known_at"], row["id"].bytes))
    places = sorted({_place(row) for row in rows})
    numbers = [month_number(row["period_from"]) for row in rows]
    first = min(numbers, default=0)
    shape = (len(places), max(numbers, default=-1) - first + 1)
    values, ids, reports = np.full(shape, np.nan), np.zeros(shape, dtype="V16"), np.zeros(shape, dtype="V16")
    at = {place: number for number, place in enumerate(places)}
    for row, number in zip(rows, numbers, strict=True):
        cell = at[_place(row)], number - first
        values[cell] = row["value"]
        ids[cell] = row["id"].bytes
        reports[cell] = row["report_id"].bytes if row["report_id"] else bytes(16)
    return History(series, tuple(places), first, values, ids, reports)


def _is_month(row: Mapping[str, Any]) -> bool:
    start, end, value = row["period_from"], row["period_to"], row["value"]
    if None in (start, end, value) or not np.isfinite(value) or not (row["country"] or row["place"]):
        return False
    whole: bool = start == month_start(month_number(start)) and end == month_start(month_number(start) + 1)
    return whole


def _place(row: Mapping[str, Any]) -> str:
    return country_name(row["country"] or row["place"])
