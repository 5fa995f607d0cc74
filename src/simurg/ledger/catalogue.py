"""The catalogue: which files of which tables belong to the ledger, in one SQLite database.

One transaction names all files of a batch, over all tables, and the documents it finished: a batch is
visible whole or not at all. Files that the catalogue does not name do not exist for any reader. Compaction
replaces names in one transaction too. `synchronous=FULL`: what was acknowledged survives power loss.
Why not a Delta log for each table: docs/decisions/0002-one-catalogue.md.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from simurg.ledger import migrations
from simurg.ledger.entries import (
    Document,
    File,
    Quarantined,
    document_of,
    mask_columns,
    microseconds,
    moment_of,
    quarantine_columns,
    quarantined_of,
    same_reading,
)
from simurg.ledger.labels import Labels, Mask
from simurg.ontology.errors import LedgerDamaged, OperatorError


class Catalogue:
    """Opens or makes the database; migrates an older one, refuses a newer one."""

    def __init__(self, path: Path | None) -> None:
        try:
            self._db = sqlite3.connect(path or ":memory:", isolation_level=None, timeout=30, check_same_thread=False)
            if path is not None:
                self._db.execute("PRAGMA journal_mode=WAL")
                self._db.execute("PRAGMA synchronous=FULL")
            self._migrate()
            self.labels = Labels(self._known_labels(), self._register)
        except sqlite3.OperationalError as error:
            raise OperatorError(
                f"The ledger's catalogue could not be opened ({error}).",
                hint="Mend the permissions or free some space.",
            ) from error
        except sqlite3.DatabaseError as error:
            raise LedgerDamaged(
                f"The ledger's catalogue is damaged ({error}).", hint="Run `simurg verify`, then restore a backup."
            ) from error

    def close(self) -> None:
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All that is written inside lands, or nothing. OperatorError where the disk or another writer forbids it."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
            yield self._db
            self._db.execute("COMMIT")
        except BaseException as error:
            if self._db.in_transaction:  # a full disk ends it by itself
                self._db.execute("ROLLBACK")
            if isinstance(error, sqlite3.OperationalError):
                raise OperatorError(
                    f"The ledger's catalogue could not be written ({error}); nothing of this is visible.",
                    hint="Free some space or mend the permissions, then try again: it goes on where it was.",
                ) from error
            raise

    @property
    def version(self) -> int:
        return int(self._db.execute("PRAGMA user_version").fetchone()[0])

    def data_version(self) -> int:
        """A number that changes when another connection wrote; it costs next to nothing to ask."""
        return int(self._db.execute("PRAGMA data_version").fetchone()[0])

    def has_batch(self, batch: str) -> bool:
        return self._db.execute("SELECT 1 FROM batches WHERE batch = ?", (batch,)).fetchone() is not None

    def last_recorded(self) -> datetime:
        """The latest recording moment, or 1970 for an empty ledger."""
        return moment_of(self._db.execute("SELECT coalesce(max(recorded_us), 0) FROM batches").fetchone()[0])

    def next_turn(self) -> int:
        """A number above all turns of the rows of earlier batches."""
        return (int(self._db.execute("SELECT coalesce(max(seq), 0) FROM batches").fetchone()[0]) + 1) << 32

    def live_files(self, table: str | None = None) -> tuple[File, ...]:
        """Files that readers see now, oldest batch first."""
        where, values = ("AND tab = ?", (table,)) if table else ("", ())
        query = f"""SELECT path, tab, rows, bytes, sha256, contested FROM files
                    WHERE removed_us IS NULL {where} ORDER BY first_seq, path"""
        return tuple(
            File(row[0], row[1], row[2], row[3], row[4], bool(row[5])) for row in self._db.execute(query, values)
        )

    def masks(self) -> tuple[Mask, ...]:
        """Every marking that any row ever had; the names that another process gave them meanwhile are learnt."""
        found = tuple(Mask(*row) for row in self._db.execute("SELECT * FROM masks ORDER BY 1, 2, 3, 4"))
        self.labels.learn(self._known_labels())
        return found

    def _known_labels(self) -> dict[tuple[str, str], int]:
        return {(kind, name): bit for kind, name, bit in self._db.execute("SELECT kind, name, bit FROM labels")}

    def commit(
        self,
        batch: str,
        recorded_at: datetime,
        files: Sequence[File],
        masks: Iterable[Mask],
        *,
        source: str | None = None,
        documents: Sequence[Document] = (),
        quarantined: Sequence[Quarantined] = (),
    ) -> None:
        """Name a batch's files, over all tables, in one transaction."""
        with self.transaction() as db:
            db.execute(
                "INSERT INTO batches (batch, recorded_us, source, rows) VALUES (?, ?, ?, ?)",
                (batch, microseconds(recorded_at), source, sum(file.rows for file in files)),
            )
            seq = db.execute("SELECT last_insert_rowid()").fetchone()[0]
            self._name(db, seq, files)
            db.executemany("INSERT OR IGNORE INTO masks VALUES (?, ?, ?, ?)", [mask_columns(mask) for mask in masks])
            for document in documents:
                self._finish(db, document, recorded_at)
            db.executemany(
                "INSERT OR IGNORE INTO quarantine VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [(*quarantine_columns(item), *mask_columns(item.mask)) for item in quarantined],
            )

    def replace(self, gone: Sequence[File], come: Sequence[File], at: datetime) -> None:
        """Compaction: readers see the new files instead of the old ones from one moment on."""
        with self.transaction() as db:
            paths = [(microseconds(at), file.path) for file in gone]
            first = min(
                db.execute("SELECT first_seq FROM files WHERE path = ?", (file.path,)).fetchone()[0] for file in gone
            )
            db.executemany("UPDATE files SET removed_us = ? WHERE path = ?", paths)
            self._name(db, first, come)

    def removed_before(self, moment: datetime) -> tuple[str, ...]:
        """Paths that compaction replaced before a moment."""
        rows = self._db.execute("SELECT path FROM files WHERE removed_us < ?", (microseconds(moment),))
        return tuple(path for (path,) in rows)

    def forget(self, paths: Iterable[str]) -> None:
        """Drop replaced files from the catalogue after they were deleted."""
        with self.transaction() as db:
            db.executemany("DELETE FROM files WHERE path = ? AND removed_us IS NOT NULL", [(p,) for p in paths])

    def every_path(self) -> frozenset[str]:
        return frozenset(path for (path,) in self._db.execute("SELECT path FROM files"))

    def batches(self) -> list[tuple[str, datetime, str | None, int]]:
        """All batches in order: id, recorded, source, rows."""
        rows = self._db.execute("SELECT batch, recorded_us, source, rows FROM batches ORDER BY seq")
        return [(batch, moment_of(us), source, count) for batch, us, source, count in rows]

    def begin_document(self, document: Document) -> Document:
        """Remember when a document was first fetched; returns what is known of it, finished or not."""
        with self.transaction() as db:
            db.execute(
                """INSERT OR IGNORE INTO documents (source, sha256, reading, name, size, fetched_us,
                   level, tlp, compartments, releasable) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                (
                    document.source,
                    document.sha256,
                    document.reading,
                    document.name,
                    document.size,
                    microseconds(document.fetched_at),
                    *mask_columns(document.mask),
                ),
            )
        return next(d for d in self.documents(document.source, document.sha256) if same_reading(d, document))

    def documents(self, source: str | None = None, sha256: str | None = None) -> list[Document]:
        """Documents of a source, or all, by fetching time and name; those of the same bytes, if a hash is given."""
        told = [(name, value) for name, value in (("source", source), ("sha256", sha256)) if value]
        where = " AND ".join(f"{name} = ?" for name, _ in told) or "true"
        values = [value for _, value in told]
        query = f"""SELECT source, sha256, reading, name, size, fetched_us, level, tlp, compartments, releasable,
                    rows, rejects, finished_us IS NOT NULL FROM documents WHERE {where}
                    ORDER BY fetched_us, source, name, sha256"""
        return [document_of(row) for row in self._db.execute(query, values)]

    def quarantine(self) -> list[Quarantined]:
        rows = self._db.execute("SELECT * FROM quarantine ORDER BY source, name, place, id")
        return [quarantined_of(row) for row in rows]

    def check(self) -> list[str]:
        """SQLite's own integrity check; empty when all is well."""
        found = [row[0] for row in self._db.execute("PRAGMA integrity_check")]
        return [] if found == ["ok"] else found

    def copy_to(self, path: Path) -> None:
        """A consistent copy while others read."""
        with sqlite3.connect(path) as target:
            self._db.backup(target)
        target.close()

    def _name(self, db: sqlite3.Connection, seq: int, files: Sequence[File]) -> None:
        db.executemany(
            "INSERT INTO files (path, tab, first_seq, rows, bytes, sha256, contested) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(f.path, f.table, seq, f.rows, f.bytes, f.sha256, int(f.contested)) for f in files],
        )

    def _finish(self, db: sqlite3.Connection, document: Document, at: datetime) -> None:
        db.execute(
            """UPDATE documents SET rows = ?, rejects = ?, finished_us = ?, level = ?, tlp = ?, compartments = ?,
               releasable = ? WHERE source = ? AND sha256 = ? AND reading = ?""",
            (
                document.rows,
                document.rejects,
                microseconds(at) if document.finished else None,
                *mask_columns(document.mask),
                document.source,
                document.sha256,
                document.reading,
            ),
        )

    def _register(self, kind: str, name: str) -> int:
        inside = self._db.in_transaction
        if not inside:
            self._db.execute("BEGIN IMMEDIATE")
        bit = self._db.execute("SELECT count(*) FROM labels WHERE kind = ?", (kind,)).fetchone()[0]
        self._db.execute("INSERT INTO labels VALUES (?, ?, ?)", (kind, name, bit))
        if not inside:
            self._db.execute("COMMIT")
        return int(bit)

    def _migrate(self) -> None:
        if self.version == migrations.SCHEMA_VERSION:
            return
        with self.transaction() as db:
            version = self.version
            if version > migrations.SCHEMA_VERSION:
                raise OperatorError(
                    f"This workspace has ledger version {version}; {migrations.SCHEMA_VERSION} is what we know.",
                    hint="Install a newer simurg, or restore a backup made by this one.",
                )
            for step in range(version, migrations.SCHEMA_VERSION):
                for statement in filter(str.strip, migrations.MIGRATIONS[step].split(";")):
                    db.execute(statement)
            db.execute(f"PRAGMA user_version = {migrations.SCHEMA_VERSION}")
