"""A view over Arrow tables held in memory: what a detector or a model reads, without a ledger.

It answers `read` as a ledger's view does (columns, conditions) and hides what was known later, if the table says
so. It knows no markings, recalls or revisions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simurg.ledger.schema import schema_of
from simurg.ontology.errors import CallerError


@dataclass(frozen=True, slots=True)
class TableView:
    """`tables` by name, with any of the ledger's columns; those that are missing read as null."""

    known_at: datetime
    tables: Mapping[str, pa.Table]
    picture: str = "staff"

    def read(
        self, table: str, columns: Sequence[str] | None = None, where: Mapping[str, Any] | None = None
    ) -> pa.Table:
        """Rows of a table that were known by then and meet the condition."""
        schema = schema_of(table)
        wanted = list(columns) if columns is not None else schema.names
        if table not in self.tables:
            return pa.table({name: pa.nulls(0, schema.field(name).type) for name in wanted})
        rows = self.tables[table]
        if "known_at" in rows.column_names:
            rows = rows.filter(pc.less_equal(rows["known_at"], pa.scalar(self.known_at, schema.field("known_at").type)))
        for column, value in (where or {}).items():
            if column == "known_at" and column not in rows.column_names:
                continue  # known from the start
            rows = rows.filter(_meets(rows[column], value))
        return pa.table({name: _column(rows, name, schema.field(name).type) for name in wanted})

    def shuffled(self, seed: int) -> "TableView":
        """The same rows in another order."""
        random = np.random.default_rng(seed)
        mixed = {name: rows.take(pa.array(random.permutation(len(rows)))) for name, rows in self.tables.items()}
        return TableView(self.known_at, mixed, self.picture)

    def with_rows(self, table: str, rows: pa.Table) -> "TableView":
        """The same view with further rows in one table."""
        joined = pa.concat_tables([self.tables[table], rows]) if table in self.tables else rows
        return TableView(self.known_at, {**self.tables, table: joined}, self.picture)


def _column(rows: pa.Table, name: str, kind: pa.DataType) -> pa.ChunkedArray | pa.Array:
    return rows[name] if name in rows.column_names else pa.nulls(len(rows), kind)


def _meets(column: pa.ChunkedArray, value: object) -> pa.ChunkedArray:
    if value is None:
        return pc.is_null(column)
    if isinstance(value, frozenset):
        return pc.is_in(column, value_set=pa.array(sorted(value, key=repr), column.type))
    if not isinstance(value, tuple):
        return pc.fill_null(pc.equal(column, pa.scalar(value, column.type)), False)
    low, high = value
    if low is None and high is None:
        raise CallerError("A range needs at least one end.")
    met = pc.is_valid(column)
    if low is not None:
        met = pc.and_(met, pc.greater_equal(column, pa.scalar(low, column.type)))
    if high is not None:
        met = pc.and_(met, pc.less(column, pa.scalar(high, column.type)))
    return pc.fill_null(met, False)
