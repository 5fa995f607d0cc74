"""Tables held in memory in the order in which they are asked for: one engine table for each file, sorted.

A cache that can be built again at any time; the files stay the truth. Memory: what the columns take unpacked.
"""

from collections.abc import Sequence

import duckdb

from simurg.ledger.entries import File
from simurg.ledger.store import Store
from simurg.ledger.visible import Only


class Resident:
    """Copies are made on first use; those of files that are gone are dropped with the next request."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, store: Store) -> None:
        self._connection = connection
        self._store = store
        self._names: dict[str, str] = {}
        self._made = 0
        self._moved: dict[tuple[str, ...], str | None] = {}

    def about(self, table: str, files: Sequence[File], subject: str) -> tuple[str, Only]:
        """SQL for the rows of these files, and the question for one subject: its rows, and as rivals also the
        rows of the few keys whose versions tell of different subjects."""
        relation = self.relation(table, files)
        told = "subject = '" + subject.replace("'", "''") + "'"
        paths = tuple(file.path for file in files)
        if paths not in self._moved:
            for gone in filter(None, self._moved.values()):
                self._connection.execute(f"DROP TABLE {gone}")
            self._moved = {paths: self._movers(table, relation)}
        moved = self._moved[paths]
        return relation, Only(told, told if moved is None else f"({told} OR key IN (SELECT key FROM {moved}))")

    def _movers(self, table: str, relation: str) -> str | None:
        """A table of the keys whose versions differ in subject, or None."""
        self._made += 1
        name = f"moved_{table}_{self._made}"
        self._connection.execute(
            f"""CREATE TEMP TABLE {name} AS SELECT key FROM {relation}
                WHERE key IN (SELECT key FROM {relation} WHERE contested <> 0)
                GROUP BY key HAVING min(subject) IS DISTINCT FROM max(subject) OR count(subject) < count(*)"""
        )
        (count,) = self._connection.sql(f"SELECT count(*) FROM {name}").fetchall()[0]
        if count:
            return name
        self._connection.execute(f"DROP TABLE {name}")
        return None

    def relation(self, table: str, files: Sequence[File]) -> str:
        """SQL for the rows of these files, each file's sorted by subject."""
        for path in [path for path in self._names if path not in {file.path for file in files}]:
            self._connection.execute(f"DROP TABLE {self._names.pop(path)}")
        for file in files:
            if file.path not in self._names:
                self._names[file.path] = self._copy(table, file)
        return "(" + " UNION ALL BY NAME ".join(f"FROM {self._names[file.path]}" for file in files) + ")"

    def _copy(self, table: str, file: File) -> str:
        self._made += 1
        name = f"resident_{table}_{self._made}"
        source = self._store.relation(self._connection, [file])
        self._connection.execute(f"CREATE TABLE {name} AS SELECT * FROM {source} ORDER BY subject, key")
        return name
