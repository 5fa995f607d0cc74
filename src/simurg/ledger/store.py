"""Where rows stand: Parquet files in a folder, or Arrow tables in memory. Nothing here knows what a row means.

A file is written under a temporary name, flushed to the disk, and renamed; only then may the catalogue name it.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol
from uuid import uuid4

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from simurg.ledger.durable import digest_and_size, sync_folder
from simurg.ledger.entries import File
from simurg.ontology.errors import LedgerDamaged, OperatorError

ROWS_IN_GROUP = 120_000
_PLAIN = frozenset(
    {"id", "key", "report_id", "supersedes", "recorded_at", "known_at", "span_from", "span_to", "url", "title", "body"}
)
"""Columns where a dictionary only costs."""


_OURS = (duckdb.OutOfMemoryException, duckdb.InterruptException, duckdb.ParserException, duckdb.CatalogException)


@contextmanager
def readable() -> Iterator[None]:
    """What the engine says of a file that is missing or damaged becomes LedgerDamaged."""
    try:
        yield
    except _OURS:
        raise
    except duckdb.Error as error:
        raise LedgerDamaged(
            "A file of the ledger is missing or cannot be read.", hint="Run `simurg verify`, then restore a backup."
        ) from error


class Store(Protocol):
    """Writes and names files, and says in SQL where their rows are."""

    def write(self, table: str, rows: pa.Table, contested: bool) -> File: ...
    def relation(self, connection: duckdb.DuckDBPyConnection, files: Sequence[File]) -> str: ...
    def delete(self, paths: Sequence[str]) -> None: ...
    def damage(self, file: File) -> str | None: ...


class FolderStore:
    """`folder/<table>/<random>.parquet`; the name tells a reader nothing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, table: str, rows: pa.Table, contested: bool) -> File:
        place = self.folder / table
        name = f"{uuid4().hex}.parquet"
        partial = place / f".{name}.partial"
        try:
            place.mkdir(parents=True, exist_ok=True)
            with partial.open("wb") as sink:
                _write_parquet(rows, sink)
                sink.flush()
                os.fsync(sink.fileno())
            partial.rename(place / name)
            sync_folder(place)
        except OSError as error:
            partial.unlink(missing_ok=True)
            raise OperatorError(
                f"The ledger could not write to {place} ({error.strerror or type(error).__name__}); nothing of this "
                "batch is visible.",
                hint="Free some space or mend the permissions, then run the command again: it goes on where it was.",
            ) from error
        digest, size = digest_and_size(place / name)
        return File(f"{table}/{name}", table, rows.num_rows, size, digest, contested)

    def relation(self, connection: duckdb.DuckDBPyConnection, files: Sequence[File]) -> str:  # noqa: ARG002
        folder = str(self.folder).replace("'", "''")
        paths = ", ".join(f"'{folder}/{file.path}'" for file in files)  # a path is a table's name and hex digits
        return f"read_parquet([{paths}], union_by_name = true)" if len(files) > 1 else f"read_parquet([{paths}])"

    def delete(self, paths: Sequence[str]) -> None:
        for path in paths:
            (self.folder / path).unlink(missing_ok=True)

    def orphans(self, named: frozenset[str]) -> list[str]:
        """Files that no catalogue entry names: what a killed writer left."""
        standing = [path for path in self.folder.glob("*/*") if path.is_file()]
        return sorted(name for path in standing if (name := path.relative_to(self.folder).as_posix()) not in named)

    def damage(self, file: File) -> str | None:
        """What is wrong with a file that the catalogue names, or None."""
        path = self.folder / file.path
        if not path.is_file():
            return f"{file.path} is missing"
        digest, size = digest_and_size(path)
        return None if (size, digest) == (file.bytes, file.sha256) else f"{file.path} was altered"


class MemoryStore:
    """For tests and laws: the same promises without a disk. Rows become tables of the engine when first read."""

    def __init__(self) -> None:
        self._held: dict[str, pa.Table] = {}
        self._made: set[str] = set()

    def write(self, table: str, rows: pa.Table, contested: bool) -> File:
        path = f"memory_{table}_{len(self._held)}"
        self._held[path] = rows
        return File(path, table, rows.num_rows, rows.nbytes, "", contested)

    def relation(self, connection: duckdb.DuckDBPyConnection, files: Sequence[File]) -> str:
        for file in files:
            if file.path not in self._made:
                connection.from_arrow(self._held[file.path]).create(file.path)
                self._made.add(file.path)
        both = " UNION ALL BY NAME ".join(f"FROM {file.path}" for file in files)
        return f"({both})" if len(files) > 1 else files[0].path

    def delete(self, paths: Sequence[str]) -> None:
        for path in paths:
            self._held[path] = self._held[path].slice(0, 0)

    def damage(self, file: File) -> str | None:  # noqa: ARG002
        """Memory is not looked after."""
        return None


def _write_parquet(rows: pa.Table, sink: object) -> None:
    compressed = [field.name for field in rows.schema if field.name not in _PLAIN]
    pq.write_table(
        rows,
        sink,
        row_group_size=ROWS_IN_GROUP,
        compression="zstd",
        compression_level=1,
        use_dictionary=compressed,
        store_schema=False,
        write_statistics=[f.name for f in rows.schema if pa.types.is_timestamp(f.type)] or False,
    )
