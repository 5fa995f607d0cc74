"""The index of a collection: each version of each object that a picture's view may tell, in the order they came in.

One pass over a few columns; objects themselves are drawn a page at a time. The order (when it was recorded, then its
key) never changes for what is there, so pages neither repeat nor skip; what comes later stands later.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from simurg.app.taxii.lives import Recalls, lives, recalls_in
from simurg.exchange.stix import things
from simurg.exchange.stix.marks import mark_objects
from simurg.exchange.stix.objects import KINDS
from simurg.ledger import View
from simurg.ledger.entries import microseconds, moment_of

TABLES = tuple(KINDS)
ENTRY = np.dtype(
    [("added", "<i8"), ("key", ">u8", 2), ("turn", "u1"), ("revoked", "?"), ("table", "u1"), ("row", ">u8", 2),
     ("created", "<i8"), ("first", "?"), ("last", "?")]
)  # fmt: skip
"""`row` is the id of the row, `created` when the first version of the object was added."""
_COLUMNS = ("id", "key", "source_id", "report_id", "recorded_at")
Entries = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Index:
    """`entries` in their order; `things` are objects without rows, each with the moment from which it is needed."""

    entries: Entries
    things: tuple[tuple[int, dict[str, Any]], ...]


def index_of(view: View, title: str) -> Index:
    """For one picture's view."""
    recalls = recalls_in(view)
    parts = [_entries(view, number, recalls) for number in range(len(TABLES))]
    entries = np.concatenate(parts) if parts else np.empty(0, ENTRY)
    _mark_versions(entries)
    order = _order(entries)
    return Index(entries[order], tuple(_things(view, title, entries)))


def uuid_of(pair: npt.NDArray[Any]) -> UUID:
    return UUID(int=(int(pair[0]) << 64) | int(pair[1]))


def _order(entries: Entries) -> npt.NDArray[Any]:
    key, row = entries["key"], entries["row"]
    return np.lexsort(
        (row[:, 1], row[:, 0], entries["revoked"], entries["turn"], key[:, 1], key[:, 0], entries["added"])
    )


def _entries(view: View, number: int, recalls: Recalls) -> Entries:
    table = TABLES[number]
    where = {"observable_type": frozenset(things.OBSERVABLES)} if table == "observations" else None
    rows = view.stored(table, _COLUMNS, where)
    current = view.read(table, ("id", "key"), {**(where or {}), **({"withdrawn": False} if table == "notes" else {})})
    standing = _is_in(rows["id"], current["id"])
    succeeded = _is_in(rows["key"], current["key"]) & ~standing
    touched = _touched(rows, recalls)
    plain = (standing | succeeded) & ~touched
    found = np.zeros(int(plain.sum()), ENTRY)
    found["added"] = _moments(rows["recorded_at"])[plain]
    found["key"], found["row"] = _halves(rows["key"])[plain], _halves(rows["id"])[plain]
    found["table"] = number
    others = rows.filter(pa.array(~plain)).to_pylist()
    slow = [one for row in others for one in _lived(row, number, recalls, view)]
    return np.concatenate([found, np.array(slow, ENTRY)]) if slow else found


def _lived(row: dict[str, Any], table: int, recalls: Recalls, view: View) -> Iterator[tuple[Any, ...]]:
    """The entries of a row that was recalled, restored, taken back or left behind by its report's new version."""
    steps = recalls.steps(row["source_id"], row["report_id"] if TABLES[table] != "reports" else row["id"])
    key, number = _pair(row["key"]), _pair(row["id"])
    gone = _gone(row, table, view)
    for life in lives(row["recorded_at"], steps, gone):
        for at, revoked in ((life.added, False), (life.revoked_at, True)):
            if at is not None:
                yield (microseconds(at), key, life.turn, revoked, table, number, 0, False, False)


def _gone(row: dict[str, Any], table: int, view: View) -> datetime | None:
    """When a row ceased to stand that no recall hides: its report has a newer version without it, or it was taken
    back."""
    name = TABLES[table]
    if name == "notes":
        withdrawn = view.read("notes", ("recorded_at",), {"key": row["key"], "withdrawn": True})
        return max(withdrawn["recorded_at"].to_pylist(), default=None)
    if name in ("reports", "findings") or row["report_id"] is None:
        return None
    keys = view.stored("reports", ("key",), {"id": row["report_id"]})["key"].to_pylist()
    newer = view.read("reports", ("id", "recorded_at"), {"key": frozenset(keys)}).to_pylist() if keys else []
    if not newer or any(one["id"] == row["report_id"] for one in newer):
        return None
    return max(one["recorded_at"] for one in newer)  # type: ignore[no-any-return]


def _mark_versions(entries: Entries) -> None:
    """First and last of each object, and when its first version was added."""
    if not len(entries):
        return
    key = entries["key"]
    order = np.lexsort((entries["revoked"], entries["added"], entries["turn"], key[:, 1], key[:, 0]))
    ordered = entries[order]
    same = (ordered["key"][1:] == ordered["key"][:-1]).all(axis=1) & (ordered["turn"][1:] == ordered["turn"][:-1])
    first = np.concatenate([[True], ~same])
    group = np.cumsum(first) - 1
    entries["first"][order] = first
    entries["last"][order] = np.concatenate([~same, [True]])
    entries["created"][order] = ordered["added"][first][group]


def _things(view: View, title: str, entries: Entries) -> Iterator[tuple[int, dict[str, Any]]]:
    """Publishers, countries, observables and markings, each from the first row on that names it; and what is fixed."""
    if not len(entries):
        return
    start = int(entries["added"].min())
    for thing in (things.project(), things.workspace(title), things.extension()):
        yield start, thing
    named: dict[str, tuple[int, dict[str, Any]]] = {}

    def needed(at: datetime, thing: dict[str, Any]) -> None:
        moment = microseconds(at)
        if thing["id"] not in named or moment < named[thing["id"]][0]:
            named[thing["id"]] = moment, thing

    for name, at in _first(view, "reports", ("source_id",)):
        needed(at, things.source(name[0] or "unknown"))
    for name, at in _first(view, "events", ("country",)):
        if name[0]:
            needed(at, things.country(name[0]))
    for name, at in _first(view, "observations", ("observable_type", "observable")):
        if name[0] in things.OBSERVABLES:
            needed(at, things.observable(name[0], name[1] or ""))
    for row in view.stored("notes", ("about", "recorded_at"), {"about_table": "countries"}).to_pylist():
        needed(row["recorded_at"], things.country(row["about"]))
    for table in TABLES:
        for name, at in _first(view, table, ("marking",)):
            for thing in mark_objects(name[0]):
                needed(at, thing)
    yield from named.values()


def _first(view: View, table: str, columns: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], datetime]]:
    """Each value of the columns with the moment at which a row first had it."""
    rows = view.stored(table, (*columns, "recorded_at")).group_by(list(columns)).aggregate([("recorded_at", "min")])
    for row in rows.to_pylist():
        yield tuple(row[name] for name in columns), row["recorded_at_min"]


def _touched(rows: pa.Table, recalls: Recalls) -> npt.NDArray[np.bool_]:
    """Rows whose source or report was ever recalled."""
    found = np.zeros(rows.num_rows, bool)
    if recalls.of_source:
        found |= _flags(pc.is_in(rows["source_id"], pa.array(list(recalls.of_source))))
    if recalls.of_report:
        reports = pa.array([one.bytes for one in recalls.of_report], pa.binary(16))
        for name in ("report_id", "id"):
            found |= _flags(pc.is_in(_storage(rows[name]), reports))
    return found


def _is_in(column: pa.ChunkedArray, values: pa.ChunkedArray) -> npt.NDArray[np.bool_]:
    return _flags(pc.is_in(_storage(column), _storage(values)))


def _flags(column: Any) -> npt.NDArray[np.bool_]:
    return np.asarray(pc.fill_null(column, False).to_numpy(zero_copy_only=False), bool)


def _storage(column: pa.ChunkedArray) -> pa.Array:
    """The 16 bytes of ids."""
    whole = column.combine_chunks()
    whole = whole.chunk(0) if isinstance(whole, pa.ChunkedArray) else whole
    return whole.storage if isinstance(whole, pa.ExtensionArray) else whole


def _halves(column: pa.ChunkedArray) -> npt.NDArray[Any]:
    whole = _storage(column)
    raw = whole.buffers()[1]
    if not len(whole) or raw is None:
        return np.empty((0, 2), ">u8")
    return np.frombuffer(raw, ">u8", 2 * len(whole), 16 * whole.offset).reshape(-1, 2)


def _moments(column: pa.ChunkedArray) -> npt.NDArray[Any]:
    return np.asarray(column.cast(pa.timestamp("us")).cast(pa.int64()).to_numpy())


def _pair(number: UUID) -> tuple[int, int]:
    return number.int >> 64, number.int & (2**64 - 1)


__all__ = ["ENTRY", "TABLES", "Index", "index_of", "moment_of", "uuid_of"]
