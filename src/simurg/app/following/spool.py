"""The spool: documents that were fetched and are not in the ledger yet, and where each source's plan goes on.

Bytes lie under `spool/<source>/` by their hash; which of them count, the cursor and the validators stand in state.db.
`commit` is the one step by which a run becomes visible: the files are durable before it, and documents, cursor and
validators change in one transaction. Whoever is killed before it has fetched nothing; whoever is killed after it goes
on behind it. Files that no row names are leftovers, swept when the source is fetched next.

A source is fetched by one process at a time (`turn`: a lock that the operating system lets go of with its process).
"""

import fcntl
import json
import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from simurg.access.state import Row, State, stamp
from simurg.app.keeping import Kept
from simurg.collection.connector import Raw
from simurg.collection.fetching.validators import Validators
from simurg.collection.source import Source
from simurg.ledger.durable import sync_folder
from simurg.ontology.errors import OperatorError

TABLES = (
    """CREATE TABLE IF NOT EXISTS spooled (source TEXT NOT NULL, sha256 TEXT NOT NULL, name TEXT NOT NULL,
       size INTEGER NOT NULL, fetched_at TEXT NOT NULL, place INTEGER PRIMARY KEY AUTOINCREMENT,
       UNIQUE (source, sha256))""",
    "CREATE TABLE IF NOT EXISTS cursors (source TEXT PRIMARY KEY, cursor TEXT NOT NULL, at TEXT NOT NULL)",
    """CREATE TABLE IF NOT EXISTS validators (source TEXT NOT NULL, url TEXT NOT NULL, etag TEXT, modified TEXT,
       at TEXT NOT NULL, PRIMARY KEY (source, url))""",
)
MOST_CURSOR = 64 << 10
"""Bytes of a cursor as JSON."""
MOST_VALIDATORS = 2_000
"""Of one source; the oldest give way."""


@dataclass(frozen=True, slots=True)
class Spooled:
    """A document in the spool. `name` as `Raw.name`; `fetched_at`: when these bytes first came."""

    source: str
    name: str
    sha256: str
    size: int
    fetched_at: datetime
    path: Path

    def open(self) -> BinaryIO:
        return self.path.open("rb")

    def raw(self, source: Source) -> Raw:
        """As a connector takes it."""
        return Raw(source, self.name, self.size, self.sha256, self.fetched_at, self.open)


class Spool:
    """Over the workspace's folder and its state.db; `close` it. `close` leaves a shared State open."""

    def __init__(self, folder: Path, state: State | Path) -> None:
        self.folder = folder / "spool"
        self._own = isinstance(state, Path)
        self._state = State(state, TABLES) if isinstance(state, Path) else state
        if not self._own:
            with self._state.change() as db:
                for table in TABLES:
                    db.execute(table)

    def close(self) -> None:
        if self._own:
            self._state.close()

    @contextmanager
    def turn(self, source: str) -> Iterator[bool]:
        """False if another process, or another thread, fetches this source just now. Leftovers are swept."""
        with self._locked(source) as mine:
            if mine:
                self._sweep(source)
            yield mine

    @contextmanager
    def _locked(self, source: str) -> Iterator[bool]:
        place = self._place(source)
        with _told(place):
            place.mkdir(parents=True, exist_ok=True)
            handle = os.open(place / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                mine = True
            except BlockingIOError:
                mine = False
            yield mine
        finally:
            os.close(handle)

    def cursor(self, source: str) -> Mapping[str, Any]:
        """What its plan remembered last; empty at first."""
        row = self._state.row("SELECT cursor FROM cursors WHERE source = ?", (source,))
        return {} if row is None else dict(json.loads(row["cursor"]))

    def validators(self, source: str, url: str) -> Validators:
        """What came with the last answer of an address that was dealt with."""
        row = self._state.row("SELECT etag, modified FROM validators WHERE source = ? AND url = ?", (source, url))
        return Validators() if row is None else Validators(row["etag"], row["modified"])

    def land(self, source: str, name: str, content: bytes, at: datetime) -> Spooled:
        """Bytes on the disk, durable, and not visible before `commit`."""
        kept = Kept(self._place(source))
        sha256 = kept.keep_bytes(content)
        with _told(kept.folder):
            sync_folder(kept.folder)
        return Spooled(source, name, sha256, len(content), at, kept.path(sha256))

    def commit(
        self,
        source: str,
        landed: Sequence[Spooled],
        at: datetime,
        *,
        cursor: Mapping[str, Any] | None = None,
        validators: Mapping[str, Validators] | None = None,
    ) -> tuple[Spooled, ...]:
        """All of it, or nothing; durable when it returns. Those that were not in the spool before. `cursor` None: it
        stays as it is."""
        with self._state.change() as db:
            fresh = tuple(one for one in landed if _entered(db, one))
            if cursor is not None:
                text = json.dumps(dict(cursor), sort_keys=True)
                db.execute("INSERT OR REPLACE INTO cursors VALUES (?, ?, ?)", (source, text, stamp(at)))
            for url, one in (validators or {}).items():
                _keep_validators(db, source, url, one, at)
            if validators:
                db.execute(
                    """DELETE FROM validators WHERE source = ? AND url NOT IN (SELECT url FROM validators
                       WHERE source = ? ORDER BY at DESC, rowid DESC LIMIT ?)""",
                    (source, source, MOST_VALIDATORS),
                )
        return fresh

    def waiting(self, source: str | None = None) -> tuple[Spooled, ...]:
        """What is not in the ledger yet, in the order in which it came; of all sources if none is named."""
        query = (
            "SELECT * FROM spooled WHERE source = ? ORDER BY place"
            if source
            else "SELECT * FROM spooled ORDER BY place"
        )
        return tuple(self._spooled(row) for row in self._state.rows(query, (source,) if source else ()))

    def drop(self, documents: Sequence[Spooled]) -> None:
        """They are in the ledger. Rows go first; files only while nobody fetches their source, for the same bytes may
        be landing again: what is left is swept by the next run."""
        self._drop_rows(documents)
        for source in sorted({one.source for one in documents}):
            with self._locked(source) as mine, _told(self._place(source)):
                for one in documents:
                    if mine and one.source == source:
                        one.path.unlink(missing_ok=True)

    def forget(self, source: str) -> None:
        """Its cursor and validators: the next run fetches as the first did. Documents that wait stay."""
        with self._state.change() as db:
            db.execute("DELETE FROM cursors WHERE source = ?", (source,))
            db.execute("DELETE FROM validators WHERE source = ?", (source,))

    def _drop_rows(self, documents: Sequence[Spooled]) -> None:
        with self._state.change() as db:
            for one in documents:
                db.execute("DELETE FROM spooled WHERE source = ? AND sha256 = ?", (one.source, one.sha256))

    def _place(self, source: str) -> Path:
        return self.folder / source

    def _spooled(self, row: Row) -> Spooled:
        path = Kept(self._place(row["source"])).path(row["sha256"])
        at = datetime.fromisoformat(row["fetched_at"])
        return Spooled(row["source"], row["name"], row["sha256"], row["size"], at, path)

    def _sweep(self, source: str) -> None:
        """Files that no row names: of a run that was killed, or of documents that were dropped. A row whose file is not
        there any more is taken away with the cursor that lies behind it, so that the document is fetched again."""
        named = {one.path: one for one in self.waiting(source)}
        with _told(self._place(source)):
            found = set(self._place(source).glob("*/*"))
            for path in found - set(named):
                path.unlink(missing_ok=True)
        lost = [one for path, one in named.items() if path not in found]
        if lost:
            self.forget(source)
            self._drop_rows(lost)


def _entered(db: sqlite3.Connection, one: Spooled) -> bool:
    row = (one.source, one.sha256, one.name, one.size, stamp(one.fetched_at))
    query = "INSERT OR IGNORE INTO spooled (source, sha256, name, size, fetched_at) VALUES (?, ?, ?, ?, ?)"
    return db.execute(query, row).rowcount == 1


def _keep_validators(db: sqlite3.Connection, source: str, url: str, one: Validators, at: datetime) -> None:
    if one:
        row = (source, url, one.etag, one.modified, stamp(at))
        db.execute("INSERT OR REPLACE INTO validators VALUES (?, ?, ?, ?, ?)", row)
    else:
        db.execute("DELETE FROM validators WHERE source = ? AND url = ?", (source, url))


@contextmanager
def _told(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OperatorError(
            f"The spool {place} cannot be used ({error.strerror}).", hint="Free some space or mend its permissions."
        ) from error
