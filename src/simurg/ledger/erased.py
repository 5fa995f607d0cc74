"""What was erased, as rows of `erasures` tell it: read past every scope, since what is gone is gone for all."""

from collections.abc import Sequence

import duckdb
import pyarrow as pa

from simurg.ledger.columns import uuid_column
from simurg.ledger.entries import File
from simurg.ledger.store import Store, readable


def erased_reports(connection: duckdb.DuckDBPyConnection, store: Store, files: Sequence[File]) -> pa.Array:
    """Ids of the reports whose words were erased, each once; millions of them where much is over."""
    if not files:
        return uuid_column([])
    relation = store.relation(connection, files)
    with readable():
        query = f"SELECT DISTINCT target::UUID AS report FROM {relation} WHERE kind = 'report'"
        found = connection.sql(query).to_arrow_table()["report"].combine_chunks()
    return pa.concat_arrays(found.chunks) if isinstance(found, pa.ChunkedArray) else found


def erased_bytes(
    connection: duckdb.DuckDBPyConnection, store: Store, files: Sequence[File]
) -> frozenset[tuple[str, str, str | None]]:
    """(kind, SHA-256, source) of raw bytes that were erased."""
    found: set[tuple[str, str, str | None]] = set()
    for kind in ("payload", "quarantine"):
        found |= {(kind, target, source) for target, source in _targets(connection, store, files, f"kind = '{kind}'")}
    return frozenset(found)


def _targets(
    connection: duckdb.DuckDBPyConnection, store: Store, files: Sequence[File], which: str
) -> list[tuple[str, str | None]]:
    if not files:
        return []
    relation = store.relation(connection, files)
    with readable():
        query = f"SELECT DISTINCT target, source_id FROM {relation} WHERE {which} ORDER BY target, source_id"
        return [(target, source) for target, source in connection.sql(query).fetchall()]
