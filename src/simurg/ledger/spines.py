"""Whether a handful of rows is shown: the question in SQL, and the columns that decide it, held in memory by id.

The columns are a cache that can be built again at any time (a million rows take about half a second and 150 MB); the
files stay the truth.
"""

from collections.abc import Collection, Mapping, Sequence
from itertools import count
from uuid import UUID

import duckdb

from simurg.ledger.entries import File
from simurg.ledger.schema import TOLD
from simurg.ledger.store import Store
from simurg.ledger.visible import Only, Sight, has_versions, outdated, visible

_COLUMNS = "id, key, report_id, source_id, level, tlp, compartments, releasable, known_at, recorded_at, contested"
_NUMBERS = count()
_FEW = 3
"""Files that are added one by one; for more it is quicker to build the indexes anew."""


def standing_query(sight: Sight, table: str, ids: Collection[UUID], relations: Mapping[str, str]) -> str:
    """SELECT of the ids among these that are shown: the same condition as for a whole table, asked of their keys."""
    rows = relations[table]
    asked = f"id IN ({', '.join(sorted(_literal(one) for one in ids))})"
    told_by = None
    if table in TOLD and table != "reports" and has_versions(sight, "reports"):
        reports = relations["reports"]
        tellers = f"SELECT report_id FROM {rows} WHERE {asked}"
        rivals = Only(rivals=f"key IN (SELECT key FROM {reports} WHERE id IN ({tellers}))")
        told_by = f"({outdated(sight, reports, rivals)})"
    only = Only(asked, f"key IN (SELECT key FROM {rows} WHERE {asked})")
    return f"SELECT DISTINCT id FROM ({visible(sight, table, rows, outdated_reports=told_by, only=only)})"


class Spines:
    """Filled on first use; rows of files that are gone leave with the next request, those of new files join."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, store: Store) -> None:
        self._connection = connection
        self._store = store
        self._files: dict[str, dict[str, int]] = {}
        self._made = 0
        self._number = next(_NUMBERS)

    def relations(self, table: str, files: Mapping[str, Sequence[File]]) -> dict[str, str]:
        """Names of the spines of a table's rows, and of the reports that may have told them."""
        wanted = {table, "reports"} if table in TOLD else {table}
        return {name: self._relation(name, files[name]) for name in sorted(wanted) if files.get(name)}

    def _relation(self, table: str, files: Sequence[File]) -> str:
        name = f"spine_{self._number}_{table}"
        held = self._files.setdefault(table, {})
        fresh = [file for file in files if file.path not in held]
        if fresh:
            rows = self._store.relation(self._connection, fresh[:1])
            empty = f"SELECT 0 AS file, {_COLUMNS} FROM {rows} LIMIT 0"
            self._connection.execute(f"CREATE TEMP TABLE IF NOT EXISTS {name} AS {empty}")
        for path in held.keys() - {file.path for file in files}:
            self._connection.execute(f"DELETE FROM {name} WHERE file = {held.pop(path)}")
        if len(fresh) > _FEW:
            self._connection.execute(f"DROP INDEX IF EXISTS {name}_id; DROP INDEX IF EXISTS {name}_key")
        for file in fresh:
            self._made += 1
            held[file.path] = self._made
            rows = self._store.relation(self._connection, [file])
            self._connection.execute(f"INSERT INTO {name} SELECT {self._made}, {_COLUMNS} FROM {rows}")
        for column in ("id", "key") if fresh else ():
            self._connection.execute(f"CREATE INDEX IF NOT EXISTS {name}_{column} ON {name} ({column})")
        return name


def _literal(one: UUID) -> str:
    return f"'{UUID(int=one.int)}'::UUID"
