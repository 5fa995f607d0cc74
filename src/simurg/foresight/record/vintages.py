"""A monthly series as it was known at any earlier moment, from one read of all its versions.

`at(moment)` gives the same history, ids included, as `history_of` gives of the view of that moment, in a few numpy
steps instead of a read. It holds for the moments at which the same recalls stood as in the view that was read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from simurg.foresight.history import MOST_MONTHS, Floats, History, month_number
from simurg.ontology.countries import country_name

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
FOREVER = np.iinfo(np.int64).max
_COLUMNS = ("id", "report_id", "country", "place", "period_from", "period_to", "value", "known_at")


class Remembering(Protocol):
    """What is needed of a ledger's view."""

    def versions(self, table: str, columns: Sequence[str], where: dict[str, Any]) -> pa.Table: ...


@dataclass(frozen=True, slots=True, eq=False)
class Vintages:
    """One entry a row and span in which it was shown, in the order (known, id). Moments are microseconds since 1970;
    `whole` and `part` are places in `names`, `country` and `place` numbers of their own, -1 where there is none."""

    series: str
    names: tuple[str, ...]
    rows: npt.NDArray[np.void]
    reports: npt.NDArray[np.void]
    values: Floats
    month: Ints
    ends: Ints
    shown_from: Ints
    shown_until: Ints
    country: Ints
    place: Ints
    whole: Ints  # the label of a country that is not divided
    part: Ints  # the label where it is

    def shown(self, moment: datetime) -> Flags:
        """Which entries a view of that moment shows, of months that are over by then (see MOST_MONTHS)."""
        at = micros(moment)
        shown: Flags = (self.shown_from <= at) & (at < self.shown_until) & (self.ends <= at)
        shown &= self.month > month_number(moment) - MOST_MONTHS
        return shown

    def labels(self, shown: Flags) -> Ints:
        """The place of each entry, in `names`: a country is divided where the entries shown tell of several places of
        it in one month."""
        both = shown & (self.country >= 0) & (self.place >= 0)
        told = np.unique(np.stack([self.country[both], self.month[both], self.place[both]], 1), axis=0)
        pairs, counts = np.unique(told[:, :2], axis=0, return_counts=True)
        divided = np.isin(self.country, pairs[counts > 1, 0])
        apart = (self.place >= 0) & ((self.country < 0) | divided)
        return np.where(apart, self.part, self.whole)

    def at(self, moment: datetime) -> History:
        """The history that a view of that moment holds."""
        shown = self.shown(moment)
        if not shown.any():
            empty = np.zeros((0, 0), dtype="V16")
            return History(self.series, (), 0, np.zeros((0, 0)), empty, empty)
        named, place = np.unique(self.labels(shown)[shown], return_inverse=True)
        month = self.month[shown]
        first = int(month.min())
        month = month - first
        shape = len(named), int(month.max()) + 1
        values, rows, reports = np.full(shape, np.nan), np.zeros(shape, "V16"), np.zeros(shape, "V16")
        values[place, month] = self.values[shown]  # of several the last one written stays
        rows[place, month] = self.rows[shown]
        reports[place, month] = self.reports[shown]
        return History(self.series, tuple(self.names[one] for one in named), first, values, rows, reports)


def vintages_of(view: Remembering, series: str) -> Vintages:
    """All that the view, and what it would have been at earlier moments, ever showed of a series' whole months."""
    rows = view.versions("measurements", _COLUMNS, {"series": series})
    rows = rows.filter(pc.and_(pc.is_finite(rows["value"]), pc.is_valid(pc.coalesce(rows["country"], rows["place"]))))
    start, end = (rows[name].cast(pa.timestamp("us")).to_numpy() for name in ("period_from", "period_to"))
    month = start.astype("datetime64[M]")
    whole = (month.astype(start.dtype) == start) & ((month + 1).astype(end.dtype) == end)
    rows, month = rows.filter(pa.array(whole)), month[whole].astype(np.int64) + 1970 * 12
    known = rows["known_at"].cast(pa.int64()).to_numpy().tolist()
    ids = rows["id"].to_pylist()
    order = np.array(sorted(range(len(ids)), key=lambda one: (known[one], ids[one].bytes)), dtype=np.int64)
    rows, month = rows.take(pa.array(order)), month[order]
    countries = [one or None for one in rows["country"].to_pylist()]
    places = [country_name(one) if one else None for one in rows["place"].to_pylist()]
    wholes = [country_name(c) if c else p or "" for c, p in zip(countries, places, strict=True)]
    parts = [p or w for p, w in zip(places, wholes, strict=True)]
    names = tuple(sorted({*wholes, *parts}))
    until = rows["shown_until"].cast(pa.int64()).fill_null(FOREVER)
    return Vintages(
        series,
        names,
        rows=_bytes(rows["id"]),
        reports=_bytes(rows["report_id"]),
        values=rows["value"].to_numpy().astype(np.float64),
        month=month,
        ends=rows["period_to"].cast(pa.int64()).to_numpy(),
        shown_from=rows["shown_from"].cast(pa.int64()).to_numpy(),
        shown_until=until.to_numpy(),
        country=_numbers(countries),
        place=_numbers(places),
        whole=_places_in(names, wholes),
        part=_places_in(names, parts),
    )


def micros(moment: datetime) -> int:
    """Microseconds since 1970, exactly."""
    past = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return (past.days * 86_400 + past.seconds) * 1_000_000 + past.microseconds


def _numbers(words: Sequence[str | None]) -> Ints:
    at = {word: number for number, word in enumerate(sorted({word for word in words if word is not None}))}
    return np.array([-1 if word is None else at[word] for word in words], dtype=np.int64)


def _places_in(names: Sequence[str], words: Sequence[str]) -> Ints:
    at = {name: number for number, name in enumerate(names)}
    return np.array([at[word] for word in words], dtype=np.int64)


def _bytes(column: pa.ChunkedArray) -> npt.NDArray[np.void]:
    """Ids as 16 bytes, zero for null."""
    return np.array([bytes(16) if one is None else one.bytes for one in column.to_pylist()], dtype="V16")
