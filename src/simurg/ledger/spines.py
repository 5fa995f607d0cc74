"""Whether a handful of rows is shown: the question in SQL, and the columns that decide it, held in memory by id.

The columns are a cache that can be built again at any time (a million rows take about half a second and 150 MB); the
files stay the truth.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
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
    """SELECT of the ids among these that are shown: the same condition as for a whole table, asked of the few rows of
    their keys (and of the keys of the reports that told them)."""
    asked = f"id IN ({', '.join(sorted(_literal(one) for one in ids))})"
    few = [("few", relations[table], asked)]
    told_by = None
    if table in TOLD and table != "reports" and has_versions(sight, "reports"):
        few.append(("tellers", relations["reports"], "id IN (SELECT report_id FROM few)"))
        told_by = f"({outdated(sight, 'tellers', Only(rivals='true'))})"
    shown = visible(sight, table, "few", outdated_reports=told_by, only=Only(asked, "true"))
    parts = (
        f"{name} AS MATERIALIZED (SELECT {_COLUMNS} FROM {rows} WHERE key IN (SELECT key FROM {rows} WHERE {which}))"
        for name, rows, which in few
    )
    return f"WITH {', '.join(parts)} SELECT DISTINCT id FROM ({shown})"


class Spines:
    """Filled on first use; rows of files that are gone leave with the next request, those of new files join."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, store: Store) -> None:
        self._connection = connection
        self._store = store
        self._files: dict[str, dict[str, int]] = {}
        self._made = 0
        self._number = next(_NUMBERS)

    def standing_query(self, sight: Sight, table: str, ids: Collection[UUID]) -> str:
        """As `standing_query`, over the few rows themselves: planning is what would take the time otherwise."""
        asked = f"id IN ({', '.join(sorted(_literal(one) for one in ids))})"
        few, told_by, rivals = self._few("few", sight, table, asked), None, sight
        if table in TOLD and table != "reports" and has_versions(sight, "reports"):
            tellers = self._few("tellers", sight, "reports", f"id IN (SELECT report_id FROM {few})")
            told_by = f"({outdated(sight, tellers, Only(rivals='true'))})"
        if not self._has_rivals(few):
            rivals = replace(sight, files={})  # nothing to rank
        only = Only("asked", "true")
        return f"SELECT DISTINCT id FROM ({visible(rivals, table, few, outdated_reports=told_by, only=only)})"

    def load(self, table: str, files: Sequence[File]) -> str:
        """The name of the engine's table that holds the spines of these files' rows."""
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

    def marked(self, table: str, files: Sequence[File], ids: Collection[UUID]) -> frozenset[UUID]:
        """Those of these ids whose rows have any other marking than open and clear."""
        if not files or not ids:
            return frozenset()
        among = ", ".join(sorted(_literal(one) for one in ids))
        plain = "level = 0 AND tlp = 0 AND compartments = 0 AND releasable = -1"
        query = f"SELECT DISTINCT id FROM {self.load(table, files)} WHERE id IN ({among}) AND NOT ({plain})"
        return frozenset(row[0] for row in self._connection.execute(query).fetchall())

    def _few(self, name: str, sight: Sight, table: str, which: str) -> str:
        """A table of the rows that share a key with those asked for; `asked` says which those are."""
        spine = self.load(table, sight.files.get(table, ()))
        told = f"{name}_{self._number}"
        self._connection.execute(
            f"""CREATE OR REPLACE TEMP TABLE {told} AS SELECT {_COLUMNS}, {which} AS asked FROM {spine}
                WHERE key IN (SELECT key FROM {spine} WHERE {which})"""
        )
        return told

    def _has_rivals(self, few: str) -> bool:
        query = f"SELECT count(*) > count(DISTINCT key) FROM {few}"
        return bool(self._connection.execute(query).fetchall()[0][0])


def _literal(one: UUID) -> str:
    return f"'{UUID(int=one.int)}'::UUID"
