"""The engine in this process: DuckDB, over the ledger's files or over tables in memory."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

import duckdb
import pyarrow as pa

from simurg.ledger.columns import with_plain_ids
from simurg.ledger.engines import Held, free_name, in_own_types
from simurg.ledger.entries import File
from simurg.ledger.schema import ADDED, CONTENT, MOMENT, WORD
from simurg.ledger.store import Store, readable

if TYPE_CHECKING:
    import ibis.expr.types as ir


_KINDS = {MOMENT: "TIMESTAMPTZ", WORD: "VARCHAR", pa.float64(): "DOUBLE"}
_WHOLE = {1: "TINYINT", 2: "SMALLINT", 4: "INTEGER", 8: "BIGINT"}


class Embedded:
    """One connection, shared by all views of a ledger. LedgerDamaged where a file is missing or altered."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, store: Store) -> None:
        self._connection = connection
        self._store = store

    def relation(self, table: str, files: Sequence[File]) -> str:
        """Files know their columns here; those that older ones lack are null."""
        rows = self._store.relation(self._connection, files)
        if table not in ADDED:
            return rows
        kinds = {field.name: _KINDS[field.type] for field in CONTENT[table] if field.name in ADDED[table]}
        none = ", ".join(f"NULL::{kind} AS {name}" for name, kind in kinds.items())
        return f"(SELECT * FROM {rows} UNION ALL BY NAME SELECT {none} WHERE false)"

    def run(self, query: str, values: Sequence[object] = ()) -> pa.Table:
        with readable():
            relation = self._connection.sql(query, params=list(values)) if values else self._connection.sql(query)
            return relation.to_arrow_table()

    def hold(self, rows: pa.Table) -> Held:
        """As a table of the engine's own: it cannot push a join on ids into Arrow's."""
        name, connection = free_name(), self._connection
        connection.from_arrow(rows).create(name)
        return Held(name, lambda: _drop(connection, name))

    def keep(self, query: str) -> Held:
        return self.hold(self.run(query))

    def expression(self, query: str) -> "ir.Table":
        import ibis

        return ibis.duckdb.from_connection(self._connection).sql(query, dialect="duckdb")

    def collect(self, expression: "ir.Table") -> pa.Table:
        import ibis

        query = cast(str, ibis.to_sql(expression, dialect="duckdb"))
        columns = ", ".join(_column(name, kind) for name, kind in expression.schema().items())
        return in_own_types(with_plain_ids(self.run(f"SELECT {columns} FROM ({query})")), expression)


def _column(name: str, kind: Any) -> str:
    """A column; sums of whole numbers, which DuckDB makes 128 bits wide, as wide as Ibis says they are."""
    quoted = '"' + name.replace('"', '""') + '"'
    return f"{quoted}::{_WHOLE[kind.nbytes]} AS {quoted}" if kind.is_signed_integer() else quoted


def _drop(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    try:
        connection.execute(f"DROP TABLE {name}")
    except duckdb.Error:
        return  # the connection is closed already
