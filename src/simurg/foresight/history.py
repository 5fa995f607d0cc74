"""A monthly series at many places, as a view knows it: the input of every forecast model.

A month that nobody told of is not a number (NaN), never zero. Rows of the `measurements` table count if they
measure a whole calendar month that is over at the view's moment; where several tell of one month and place, the
one known last counts (then the greater id). A place is the row's country, else its place; where a country has
values of several places in one month, its places are told apart.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from simurg.ontology.countries import country_name
from simurg.ontology.errors import CallerError

Floats = npt.NDArray[np.float64]
MOST = 1e7
"""A month's count above this is absurd: no month of any war came near it."""
MOST_MONTHS = 1_200
"""Months before the view's moment that a history reaches back: a row that is dated to another age is passed over."""
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
    histories made by hand may leave both out. `covariates` are other series at the same places and months, by name.
    """

    series: str
    places: tuple[str, ...]
    first_month: int
    values: Floats
    rows: npt.NDArray[np.void] | None = None
    reports: npt.NDArray[np.void] | None = None
    covariates: Mapping[str, Floats] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.values.ndim != 2 or len(self.places) != len(self.values):
            raise CallerError(f"A history of {len(self.places)} places needs values of the shape places by months.")
        for name, values in self.covariates.items():
            if values.shape != self.values.shape:
                raise CallerError(f"The covariate {name[:60]!r} needs the places and months of its history.")

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
        others = {name: values[:, :months] for name, values in self.covariates.items()}
        return replace(self, values=self.values[:, :months], rows=kept[0], reports=kept[1], covariates=others)


def month_number(moment: datetime) -> int:
    """Months since year 0."""
    return moment.year * 12 + moment.month - 1


def month_start(number: int) -> datetime:
    """The first instant of a month in UTC."""
    return datetime(number // 12, number % 12 + 1, 1, tzinfo=UTC)


def counts(values: Floats) -> Floats:
    """Values as a model of counts may take them: below 0, above MOST or infinite is unknown (NaN). Always a copy."""
    with np.errstate(invalid="ignore"):
        return np.where((values >= 0) & (values <= MOST), values, np.nan)


def history_of(view: Readable, series: str, covariates: Sequence[str] = ()) -> History:
    """All whole months of a series that the view knows; no place and no month where there is none.

    `covariates` are other series, laid over the places and months of the first; NaN where they are unknown.
    """
    history = _history(view, series)
    others = {name: _laid_over(_history(view, name), history) for name in covariates}
    return replace(history, covariates=others)


def _laid_over(other: History, onto: History) -> Floats:
    laid = np.full(onto.values.shape, np.nan)
    at = {place: number for number, place in enumerate(other.places)}
    known = [(number, at[place]) for number, place in enumerate(onto.places) if place in at]
    first = max(other.first_month, onto.first_month)
    months = min(other.last_month, onto.last_month) - first + 1
    if known and months > 0:
        ours, theirs = (list(numbers) for numbers in zip(*known, strict=True))
        here, there = first - onto.first_month, first - other.first_month
        laid[ours, here : here + months] = other.values[theirs, there : there + months]
    return laid


def _history(view: Readable, series: str) -> History:
    soon = view.known_at + timedelta(microseconds=1)
    rows = view.read("measurements", columns=_COLUMNS, where={"series": series, "period_to": (None, soon)})
    rows = rows.filter(pc.and_(pc.is_finite(rows["value"]), pc.is_valid(pc.coalesce(rows["country"], rows["place"]))))
    numbers, whole = _whole_months(rows)
    kept = whole & (numbers > month_number(view.known_at) - MOST_MONTHS)
    rows, numbers = rows.filter(pa.array(kept)), numbers[kept]
    labels = _labels(rows, numbers)
    places = sorted(set(labels))
    at = {place: number for number, place in enumerate(places)}
    row_ids, report_ids = _bytes(rows["id"]), _bytes(rows["report_id"])
    known = rows["known_at"].cast(pa.int64()).to_numpy().tolist()
    order = sorted(range(len(rows)), key=lambda row: (known[row], row_ids[row]))
    place = np.array([at[labels[row]] for row in order], dtype=np.int64)
    first = int(numbers.min()) if len(numbers) else 0
    month = numbers[order] - first
    shape = len(places), int(month.max()) + 1 if len(month) else 0
    values, ids, reports = np.full(shape, np.nan), np.zeros(shape, dtype="V16"), np.zeros(shape, dtype="V16")
    values[place, month] = rows["value"].to_numpy()[order]  # of several the last one written stays
    ids[place, month] = np.array([row_ids[row] for row in order], dtype="V16")
    reports[place, month] = np.array([report_ids[row] for row in order], dtype="V16")
    return History(series, tuple(places), first, values, ids, reports)


def _whole_months(rows: pa.Table) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """The number of the month that each row begins in, and whether it is measured from its start to its end."""
    start, end = (rows[name].cast(pa.timestamp("us")).to_numpy() for name in ("period_from", "period_to"))
    month = start.astype("datetime64[M]")
    whole = (month.astype(start.dtype) == start) & ((month + 1).astype(end.dtype) == end)
    return month.astype(np.int64) + 1970 * 12, whole


def _labels(rows: pa.Table, numbers: npt.NDArray[np.int64]) -> list[str]:
    """The country, or the place where a country has values of several places in one month."""
    countries, places = rows["country"].to_pylist(), rows["place"].to_pylist()
    parts: dict[tuple[str, int], set[str]] = {}
    for country, place, number in zip(countries, places, numbers.tolist(), strict=True):
        if country and place:
            parts.setdefault((country, number), set()).add(country_name(place))
    divided = {country for (country, _), told in parts.items() if len(told) > 1}
    return [
        country_name(place if place and (not country or country in divided) else country)
        for country, place in zip(countries, places, strict=True)
    ]


def _bytes(column: pa.ChunkedArray) -> list[bytes]:
    """Ids as 16 bytes, zero for null."""
    return [one or bytes(16) for chunk in column.chunks for one in chunk.storage.to_pylist()]
