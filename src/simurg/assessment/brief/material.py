"""The reports and events of a view as columns, read once for a brief.

Words are coded (an integer a row, a list of distinct words), so that matching and counting cost as much as there
are distinct words, not rows. Rows come in no particular order; whoever picks some uses `best`, whose order rests
on content alone: better grade, then later known, then id.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from simurg.ledger import View

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

REPORT_COLUMNS = (
    "id", "source_id", "known_at", "title", "body", "url", "published_at", "reliability", "credibility",
    "discipline",
)  # fmt: skip
EVENT_COLUMNS = (
    "id", "report_id", "source_id", "known_at", "actor", "recipient", "event_type", "domain", "description", "place",
    "country", "occurred_from",
)  # fmt: skip
MOST_LENT = 20
"""A report with more events than this is a data file: it lends neither its words nor its title to them."""
UNGRADED = 99
"""Rank of a row without a grade: after all graded ones."""


@dataclass(frozen=True, slots=True)
class Words:
    """A column of words: `codes[row]` points into `values`, -1 for none."""

    codes: Ints
    values: list[str]

    def where(self, holds: Callable[[str], bool]) -> Mask:
        """Rows whose word holds; rows without a word do not."""
        told = np.array([holds(value) for value in self.values] + [False], dtype=np.bool_)
        found: Mask = told[self.codes]
        return found

    def at(self, row: int) -> str:
        code = int(self.codes[row])
        return self.values[code] if code >= 0 else ""


@dataclass(frozen=True, slots=True)
class Rows:
    """One table. `known` is in microseconds; `order` is the first half of the id; `index` finds rows by id."""

    table: pa.Table
    known: Ints
    order: npt.NDArray[np.uint64]
    words: Mapping[str, Words]
    rank: Ints

    def __len__(self) -> int:
        return len(self.known)

    def id(self, row: int) -> UUID:
        value: UUID = self.table["id"][row].as_py()
        return value

    def cell(self, column: str, row: int) -> Any:
        return self.table[column][row].as_py()

    def best(self, rows: Ints, most: int) -> list[int]:
        """Up to `most` of the rows, the best first."""
        if len(rows) > 50 * most:  # a cheap cut that keeps all ties
            edge = np.partition(self.rank[rows], most)[most]
            rows = rows[self.rank[rows] <= edge]
        order = np.lexsort((self.order[rows], -self.known[rows], self.rank[rows]))
        return [int(row) for row in rows[order[:most]]]

    def rows_of(self, ids: Iterable[UUID]) -> Ints:
        """Rows with one of the ids, in ascending order of row."""
        wanted = [one.bytes for one in ids]
        if not wanted or not len(self):
            return np.zeros(0, dtype=np.int64)
        found = pc.is_in(_storage(self.table["id"]), value_set=pa.array(wanted, pa.binary(16)))
        return np.flatnonzero(found.to_numpy(zero_copy_only=False))


@dataclass(frozen=True, slots=True)
class Material:
    """`report_row[event]` is the row of the event's report, -1 where it was not read; `events_of[report]` counts."""

    reports: Rows
    events: Rows
    report_row: Ints
    events_of: Ints
    known_at: datetime
    since: datetime

    def is_data_file(self, report: int) -> bool:
        """Whether so many events come from the report that its title says nothing of one of them."""
        return bool(self.events_of[report] > MOST_LENT)

    def new(self, rows: Rows) -> Mask:
        """Known after `since`."""
        return rows.known > micros(self.since)

    def before(self, rows: Rows) -> Mask:
        """Known in the period of the same length before `since`."""
        start = micros(self.since - (self.known_at - self.since))
        return (rows.known > start) & (rows.known <= micros(self.since))

    def weekly(self, known: Ints, weeks: int = 12) -> tuple[int, ...]:
        """Counts by week of knowing, oldest first; the last week ends at the moment of the view."""
        ages = (micros(self.known_at) - known) // (7 * 86_400_000_000)
        counts = np.bincount(ages[(ages >= 0) & (ages < weeks)], minlength=weeks)
        return tuple(int(count) for count in counts[::-1])


def micros(moment: datetime) -> int:
    """Microseconds since 1970, exactly."""
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def read_material(view: View, since: datetime, silent_after: timedelta) -> Material:
    """Both tables from the start of the period before `since`, and at least twelve weeks."""
    moment = view.known_at
    start = min(since - (moment - since), moment - timedelta(weeks=12), moment - silent_after)
    return material_from(view, start, since)


def material_from(view: View, start: datetime, since: datetime) -> Material:
    """Both tables from what was known at `start` on."""
    where = {"known_at": (start, None)}
    reports = _reports(view.read("reports", columns=REPORT_COLUMNS, where=where))
    table = view.read("events", columns=EVENT_COLUMNS, where=where)
    found = pc.index_in(_storage(table["report_id"]), value_set=_storage(reports.table["id"]))
    row = pc.fill_null(found, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    ranks = np.append(reports.rank, UNGRADED)[row] if len(row) else np.zeros(0, dtype=np.int64)
    words = ("source_id", "actor", "recipient", "event_type", "domain", "description", "place", "country")
    counts = np.bincount(row[row >= 0], minlength=len(reports))
    return Material(reports, _rows(table, words, ranks), row, counts, view.known_at, since)


def _reports(table: pa.Table) -> Rows:
    reliability, credibility = coded(table["reliability"]), table["credibility"]
    letters = np.array(["ABCDEF".find(word) if word in "ABCDEF" else 5 for word in reliability.values] + [5])
    numbers = pc.fill_null(credibility.cast(pa.int64()), 6).to_numpy().astype(np.int64)
    ranks = letters[reliability.codes].astype(np.int64) * 10 + numbers
    ungraded = (letters[reliability.codes] == 5) & (numbers == 6)
    return _rows(table, ("source_id", "title"), np.where(ungraded, UNGRADED, ranks))


def _rows(table: pa.Table, words: tuple[str, ...], rank: Ints) -> Rows:
    known = table["known_at"].cast(pa.int64()).to_numpy().astype(np.int64)
    return Rows(table, known, _order(table["id"]), {name: coded(table[name]) for name in words}, rank)


def coded(column: pa.ChunkedArray) -> Words:
    """A column of words as codes."""
    encoded = column.combine_chunks().dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    codes = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    return Words(codes, encoded.dictionary.to_pylist())


def _storage(column: pa.ChunkedArray) -> pa.Array:
    whole = column.combine_chunks()
    if isinstance(whole, pa.ChunkedArray):  # no chunk at all
        whole = pa.array([], column.type) if not column.num_chunks else whole.chunk(0)
    return whole.storage if isinstance(whole, pa.ExtensionArray) else whole


def _order(column: pa.ChunkedArray) -> npt.NDArray[np.uint64]:
    storage = _storage(column)
    raw = np.frombuffer(b"".join(storage.to_pylist()), dtype=">u8") if len(storage) else np.zeros(0, dtype=">u8")
    return raw[::2].astype(np.uint64)
