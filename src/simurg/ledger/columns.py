"""From Python values to the ledger's columns: ids, lists of ids, and whole tables row by row."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import accumulate, chain
from typing import Any
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc

from simurg.ledger.schema import offered_schema


def uuid_column(values: Sequence[UUID | bytes | None]) -> pa.Array:
    """Ids as a `pa.uuid()` column."""
    raw = [value.bytes if isinstance(value, UUID) else value for value in values]
    return pa.ExtensionArray.from_storage(pa.uuid(), pa.array(raw, pa.binary(16)))


def uuid_lists(values: Sequence[Sequence[UUID | bytes] | None]) -> pa.Array:
    """Lists of ids; None stays null."""
    ends = [*accumulate((len(one or ()) for one in values), initial=0)]
    offsets = [None if one is None else start for one, start in zip(values, ends, strict=False)]
    flat = uuid_column(list(chain.from_iterable(one or () for one in values)))
    return pa.ListArray.from_arrays(pa.array([*offsets, ends[-1]], pa.int32()), flat, type=pa.list_(pa.uuid()))


def table_of(table: str, rows: Sequence[Mapping[str, Any]], columns: Iterable[str] = ()) -> pa.Table:
    """The columns that any row gives, and `columns` in any case, in the table's order; `marking` (JSON text) last,
    where a row has one."""
    given = frozenset(chain(columns, *rows))
    fields = [field for field in offered_schema(table) if field.name in given]
    if "marking" in given:
        fields.append(pa.field("marking", pa.string()))
    return pa.table({field.name: _column([row.get(field.name) for row in rows], field.type) for field in fields})


def _column(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    if kind == pa.uuid():
        return uuid_column(values)
    if kind == pa.list_(pa.uuid()):
        return uuid_lists(values)
    return pa.array(values, kind)


def with_plain_ids(rows: pa.Table) -> pa.Table:
    """Ids as 16 bytes, alone and in lists: the form that all engines share."""
    return _changed(rows, lambda column: column.cast(_plain(column.type)))


def with_ids(rows: pa.Table) -> pa.Table:
    """Bytes as ids, alone and in lists: nothing else in the ledger is bytes."""
    return _changed(rows, _as_ids)


def _changed(rows: pa.Table, change: Callable[[pa.ChunkedArray], pa.ChunkedArray]) -> pa.Table:
    for place, field in enumerate(rows.schema):
        if _plain(field.type) == pa.binary(16) or pa.types.is_list(field.type):
            rows = rows.set_column(place, field.name, change(rows[field.name]))
    return rows


def _plain(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_list(kind):
        return pa.list_(_plain(kind.value_type))
    is_id = kind == pa.uuid() or pa.types.is_binary(kind) or pa.types.is_fixed_size_binary(kind)
    return pa.binary(16) if is_id else kind


def _as_ids(column: pa.ChunkedArray) -> pa.ChunkedArray:
    plain = column.cast(_plain(column.type))
    if plain.type == pa.binary(16):
        return pa.chunked_array([pa.ExtensionArray.from_storage(pa.uuid(), one) for one in plain.chunks], pa.uuid())
    if plain.type != pa.list_(pa.binary(16)):
        return plain
    return pa.chunked_array([_id_lists(chunk) for chunk in plain.chunks], pa.list_(pa.uuid()))


def _id_lists(chunk: pa.Array) -> pa.Array:
    starts = pc.subtract(chunk.offsets, chunk.offsets[0])
    inside = pa.ExtensionArray.from_storage(pa.uuid(), _under(chunk))
    return pa.ListArray.from_arrays(starts, inside, type=pa.list_(pa.uuid()), mask=chunk.is_null())


def _under(chunk: pa.Array) -> pa.Array:
    """All values under a slice of lists, those under null lists too."""
    first, last = chunk.offsets[0].as_py(), chunk.offsets[-1].as_py()
    return chunk.values.slice(first, last - first)
