"""The log of fetches: one row of `state.db` for each, kept for a year and a month. Health is read from it, as of any
moment: what became known of a fetch later (its rows, once the ledger has them) bears the moment when it did.

The words of a row are simurg's own and hold no key; they name hosts, so whoever shows them asks the source's marking.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from simurg.access.state import Row, State, stamp

KEPT = timedelta(days=400)
_TABLES = (
    """CREATE TABLE IF NOT EXISTS fetches (seq INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT NOT NULL,
       started_at TEXT NOT NULL, ended_at TEXT NOT NULL, outcome TEXT NOT NULL, calls INTEGER NOT NULL,
       bytes INTEGER NOT NULL, documents INTEGER NOT NULL, what TEXT NOT NULL, said TEXT NOT NULL,
       taken_at TEXT, rows INTEGER, new_rows INTEGER, rejects INTEGER, cause TEXT)""",
    "CREATE INDEX IF NOT EXISTS fetches_of ON fetches (source, started_at)",
    "CREATE INDEX IF NOT EXISTS fetches_untaken ON fetches (source, seq) WHERE taken_at IS NULL AND documents > 0",
)


@dataclass(frozen=True, slots=True)
class Taken:
    """What a fetch's documents gave the ledger. `cause`: why most of what could not be read could not be."""

    at: datetime
    rows: int = 0
    new_rows: int = 0
    rejects: int = 0
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Logged:
    """One fetch. `outcome`: ok, unchanged, or the kind of fault, with `what` went wrong in words; `said`: the words of
    its plan. `taken` is None until its documents are in the ledger."""

    source: str
    started_at: datetime
    ended_at: datetime
    outcome: str
    calls: int = 0
    bytes: int = 0
    documents: int = 0
    what: str = ""
    said: tuple[str, ...] = ()
    taken: Taken | None = None

    @property
    def good(self) -> bool:
        return self.outcome in ("ok", "unchanged")


class FetchLog:
    """The log in one `state.db`; several threads may share it."""

    def __init__(self, path: Path) -> None:
        self._state = State(path, _TABLES)

    def close(self) -> None:
        self._state.close()

    def record(self, one: Logged) -> int:
        """Durable; the row's number, by which `take` names it."""
        told = (one.source, stamp(one.started_at), stamp(one.ended_at), one.outcome, one.calls, one.bytes)
        words = (one.documents, one.what[:500], json.dumps([text[:500] for text in one.said[:20]]))
        with self._state.change() as db:
            db.execute(
                "DELETE FROM fetches WHERE source = ? AND started_at < ?", (one.source, stamp(one.started_at - KEPT))
            )
            cursor = db.execute(
                """INSERT INTO fetches (source, started_at, ended_at, outcome, calls, bytes, documents, what, said)
                   VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                (*told, *words),
            )
        return int(cursor.lastrowid or 0)

    def take(self, number: int, taken: Taken) -> None:
        """What a fetch gave. Said once: a later word changes nothing."""
        with self._state.change() as db:
            db.execute(
                """UPDATE fetches SET taken_at = ?, rows = ?, new_rows = ?, rejects = ?, cause = ?
                   WHERE seq = ? AND taken_at IS NULL""",
                (stamp(taken.at), taken.rows, taken.new_rows, taken.rejects, taken.cause[:200], number),
            )

    def untaken(self, source: str) -> int | None:
        """The last fetch with documents that nobody has taken in yet, if any."""
        query = "SELECT max(seq) AS last FROM fetches WHERE source = ? AND taken_at IS NULL AND documents > 0"
        row = self._state.row(query, (source,))
        return None if row is None or row["last"] is None else int(row["last"])

    def fetches(self, source: str, until: datetime, since: datetime | None = None) -> list[Logged]:
        """Those that had ended by a moment, oldest first, as they were known then."""
        query = """SELECT * FROM fetches WHERE source = ? AND started_at >= ? AND started_at <= ? AND ended_at <= ?
                   ORDER BY started_at, seq"""
        start = stamp(since) if since is not None else ""
        return [_logged(row, until) for row in self._state.rows(query, (source, start, stamp(until), stamp(until)))]

    def latest(self, source: str, until: datetime, most: int) -> list[Logged]:
        """The last ones by a moment, the youngest first."""
        query = "SELECT * FROM fetches WHERE source = ? AND ended_at <= ? ORDER BY started_at DESC, seq DESC LIMIT ?"
        return [_logged(row, until) for row in self._state.rows(query, (source, stamp(until), most))]


def _logged(row: Row, until: datetime) -> Logged:
    taken = None
    if row["taken_at"] is not None and row["taken_at"] <= stamp(until):
        numbers = row["rows"], row["new_rows"], row["rejects"]
        taken = Taken(datetime.fromisoformat(row["taken_at"]), *numbers, row["cause"])
    said: Sequence[str] = json.loads(row["said"])
    moments = datetime.fromisoformat(row["started_at"]), datetime.fromisoformat(row["ended_at"])
    told = row["outcome"], row["calls"], row["bytes"], row["documents"], row["what"]
    return Logged(row["source"], *moments, *told, tuple(said), taken)
