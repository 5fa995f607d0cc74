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
