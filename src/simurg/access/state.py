"""Small tables in `state.db` (SQLite, WAL, synchronous=FULL): what is acknowledged outlives a loss of power.

A store declares its tables and opens one `State`; `change` is whole or not at all, and waits its turn among threads
and processes. Secrets are stored as digests only (`digest`), so that whoever reads the file can sign in as nobody; and
nobody but its owner (and a group that was given it) reads it, for it holds hashes of passwords and words of reports.
"""

import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any

from simurg.ontology.errors import OperatorError
from simurg.ontology.times import utc

Row = sqlite3.Row


def shut(path: Path) -> None:
    """Make the file before SQLite does, for its owner alone; take it from all others where it stands already. SQLite
    gives the files beside it the same rights. OperatorError where it cannot be made."""
    try:
        try:
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        except FileExistsError:
            mode = path.stat().st_mode
            if mode & 0o007 and path.stat().st_uid == os.geteuid():
                path.chmod(mode & 0o770)
    except OSError as error:
        raise OperatorError(
            f"The database {path} cannot be opened ({error.strerror}).",
            hint="Check that the folder is writable and has space left.",
        ) from error


class State:
    """One connection that several threads share in turn. `tables`: statements that make what is missing."""

    def __init__(self, path: Path, tables: Sequence[str]) -> None:
        self._turn = threading.RLock()
        shut(path)
        try:
            self._db = sqlite3.connect(path, isolation_level=None, timeout=60, check_same_thread=False)
            self._db.row_factory = sqlite3.Row
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            for table in tables:
                self._db.execute(table)
        except sqlite3.Error as error:
            raise OperatorError(
                f"The database {path} cannot be opened ({type(error).__name__}).",
                hint="Check that the folder is writable and has space left.",
            ) from error

    def close(self) -> None:
        with self._turn:
            self._db.close()

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[Row]:
        """What a query finds."""
        with self._turn, _told():
            return self._db.execute(query, values).fetchall()

    def row(self, query: str, values: Sequence[Any] = ()) -> Row | None:
        """The first that a query finds."""
        found = self.rows(query, values)
        return found[0] if found else None

    @contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """A transaction: durable when the block ends, undone if it raises. Blocks within a block are one."""
        with self._turn, _told():
            if self._db.in_transaction:
                yield self._db
                return
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")


def digest(secret: str) -> str:
    """What is stored of a random secret of 256 bits; there is no way back, and none to guess."""
    return blake2b(secret.encode(), digest_size=32, person=b"simurg-secret").hexdigest()


def stamp(moment: datetime) -> str:
    """A moment as it is stored: of one length, so that texts compare as moments do."""
    return utc(moment).isoformat(timespec="microseconds")


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise OperatorError(
            f"The database state.db could not be read or written ({type(error).__name__}).",
            hint="Free some space or mend the permissions, then try again.",
        ) from error
