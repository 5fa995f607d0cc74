"""What models cost and what became of each question, and their answers, kept in state.db.

Answers are kept by content: the hash of model, version of the question and text. The same words are paid for once. An
answer quotes its report, so it goes when the report's words are erased (`forget`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from simurg.access.state import State
from simurg.app.model.endpoint import Reply
from simurg.ontology.ids import id_of

_TABLES = (
    """CREATE TABLE IF NOT EXISTS model_answers (name TEXT PRIMARY KEY, content TEXT NOT NULL, stop INTEGER NOT NULL,
       at TEXT NOT NULL)""",
    """CREATE TABLE IF NOT EXISTS model_answered (report TEXT NOT NULL, name TEXT NOT NULL,
       PRIMARY KEY (report, name)) WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS model_use (day TEXT NOT NULL, model TEXT NOT NULL, what TEXT NOT NULL,
       count INTEGER NOT NULL, tokens_read INTEGER NOT NULL, tokens_written INTEGER NOT NULL, cost REAL NOT NULL,
       PRIMARY KEY (day, model, what)) WITHOUT ROWID""",
)


@dataclass(frozen=True, slots=True)
class Use:
    """Of one model on one day. `what`: read, cached, refused: …, left: …, fault: …"""

    day: str
    model: str
    what: str
    count: int
    tokens_read: int = 0
    tokens_written: int = 0
    cost: float = 0.0


class Counted:
    """The tables of one workspace."""

    def __init__(self, path: Path) -> None:
        self._state = State(path, _TABLES)
        self._state.rows("PRAGMA secure_delete = ON")

    def close(self) -> None:
        self._state.close()

    def answer(self, name: UUID, report: UUID | None) -> Reply | None:
        """What was answered to the same question before."""
        row = self._state.row("SELECT content, stop FROM model_answers WHERE name = ?", (name.hex,))
        if row is None:
            return None
        self._told_of(name, report)
        return Reply(row["content"], stop=bool(row["stop"]))

    def keep(self, name: UUID, report: UUID | None, reply: Reply, at: datetime) -> None:
        with self._state.change() as change:
            change.execute(
                "INSERT OR REPLACE INTO model_answers (name, content, stop, at) VALUES (?, ?, ?, ?)",
                (name.hex, reply.content, int(reply.stop), at.isoformat()),
            )
            self._told_of(name, report)

    def forget(self, reports: Iterable[UUID]) -> int:
        """Delete what was answered to the words of some reports, from the file's free pages too; how many answers."""
        gone, count = {report.hex for report in reports}, 0
        known = {row["report"] for row in self._state.rows("SELECT DISTINCT report FROM model_answered")}
        with self._state.change() as change:
            for report in sorted(known & gone):
                where = "(SELECT name FROM model_answered WHERE report = ?)"
                found = change.execute(f"DELETE FROM model_answers WHERE name IN {where}", (report,))  # noqa: S608
                count += found.rowcount
                change.execute("DELETE FROM model_answered WHERE report = ?", (report,))
        if count:
            self._state.rows("PRAGMA wal_checkpoint(TRUNCATE)")  # the log has the words as well
        return count

    def kept(self) -> int:
        """How many answers are kept."""
        row = self._state.row("SELECT count(*) AS n FROM model_answers")
        return 0 if row is None else int(row["n"])

    def count(self, use: Use) -> None:
        """Add to a day's figures."""
        with self._state.change() as change:
            change.execute(
                """INSERT INTO model_use VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
                   count = count + excluded.count, tokens_read = tokens_read + excluded.tokens_read,
                   tokens_written = tokens_written + excluded.tokens_written, cost = cost + excluded.cost""",
                (use.day, use.model, use.what, use.count, use.tokens_read, use.tokens_written, use.cost),
            )

    def used(self, since: str = "") -> list[Use]:
        """All figures from a day on, the latest day first."""
        query = "SELECT * FROM model_use WHERE day >= ? ORDER BY day DESC, model, what"
        return [Use(*row) for row in self._state.rows(query, (since,))]

    def _told_of(self, name: UUID, report: UUID | None) -> None:
        if report is not None:
            with self._state.change() as change:
                change.execute("INSERT OR IGNORE INTO model_answered VALUES (?, ?)", (report.hex, name.hex))


def named(model: str, version: str, title: str, body: str, published: str, bounds: Mapping[str, object]) -> UUID:
    """What an answer is kept under: everything that the question depends on but the fence."""
    told = [f"{key}={bounds[key]!r}" for key in sorted(bounds)]
    return id_of("model answer", model, version, title, body, published, *told)
