"""What the workbench remembers of each person in `state.db`: when they last looked, and what they have done with.

It is nobody else's and no news, so it does not go to the ledger. SQLite, WAL, synchronous=FULL, like the queue.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType

from simurg.access.state import shut
from simurg.ontology.errors import OperatorError
from simurg.ontology.times import parse_moment, text_of

_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS looked (name TEXT PRIMARY KEY, at TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE IF NOT EXISTS done (name TEXT NOT NULL, report TEXT NOT NULL, at TEXT NOT NULL,
       PRIMARY KEY (name, report)) WITHOUT ROWID""",
)
MOST_DONE = 20_000
"""Items that are remembered of one person; the oldest are forgotten."""


class DeskState:
    """Use it in a `with`. Each thread opens its own."""

    def __init__(self, path: Path) -> None:
        shut(path)
        with _told(path):
            self._db = sqlite3.connect(path, isolation_level=None, timeout=60)
            for text in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", *_SCHEMA):
                self._db.execute(text)
        self._path = path

    def __enter__(self) -> "DeskState":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()

    def looked(self, name: str) -> datetime | None:
        """When somebody last looked at the morning; None: never."""
        row = self._db.execute("SELECT at FROM looked WHERE name = ?", (name,)).fetchone()
        return None if row is None else parse_moment(row[0])

    def look(self, name: str, at: datetime) -> None:
        with _told(self._path):
            self._db.execute("INSERT OR REPLACE INTO looked VALUES (?, ?)", (name, text_of(at)))

    def done(self, name: str) -> frozenset[str]:
        """Ids of the reports that somebody has done with."""
        rows = self._db.execute("SELECT report FROM done WHERE name = ?", (name,))
        return frozenset(report for (report,) in rows)

    def finish(self, name: str, report: str, at: datetime) -> None:
        with _told(self._path):
            self._db.execute("INSERT OR IGNORE INTO done VALUES (?, ?, ?)", (name, report, text_of(at)))
            self._db.execute(
                """DELETE FROM done WHERE name = ?1 AND report NOT IN
                   (SELECT report FROM done WHERE name = ?1 ORDER BY at DESC LIMIT ?2)""",
                (name, MOST_DONE),
            )

    def reopen(self, name: str, report: str) -> None:
        with _told(self._path):
            self._db.execute("DELETE FROM done WHERE name = ? AND report = ?", (name, report))


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise OperatorError(
            f"{path.name} could not be read or written ({type(error).__name__}).",
            hint="Check that the folder is writable and has space left.",
        ) from error
