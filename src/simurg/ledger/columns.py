"""From Python values to the ledger's columns: ids, lists of ids, and whole tables row by row."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, chain
from typing import Any
from uuid import UUID

import pyarrow as pa

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
    for place, field in enumerate(rows.schema):
        kind = _plain(field.type)
        if kind != field.type:
            rows = rows.set_column(place, field.name, rows[field.name].cast(kind))
    return rows


def conformed(rows: pa.Table, schema: pa.Schema) -> pa.Table:
    """Rows of any engine in the types of a schema; 16 bytes become ids where it says so."""
    return pa.table([_conformed(rows[field.name], field.type) for field in schema], schema=schema)


def _plain(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_list(kind):
        return pa.list_(_plain(kind.value_type))
    return pa.binary(16) if kind == pa.uuid() or pa.types.is_binary(kind) else kind


def _conformed(column: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray:
    if column.type == kind:
        return column
    plain = column.cast(_plain(kind))
    if plain.type == kind:
        return plain
    return pa.chunked_array([_as_ids(chunk, kind) for chunk in plain.chunks], kind)


def _as_ids(chunk: pa.Array, kind: pa.DataType) -> pa.Array:
    if not pa.types.is_list(kind):
        return pa.ExtensionArray.from_storage(kind, chunk)
    inside = pa.ExtensionArray.from_storage(kind.value_type, chunk.values)
    return pa.ListArray.from_arrays(
        chunk.offsets, inside, type=kind, mask=chunk.is_null() if chunk.null_count else None
    )
