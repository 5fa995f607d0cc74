"""The queue: what the writer of a workspace was asked to do, in `state.db` (SQLite, WAL, synchronous=FULL).

A job is a command with arguments. Its row carries its progress, its result or its error, so that whoever asked
can follow it from another process. Ids are random: they tell nothing of other jobs. Who may run jobs is not
decided here but by the writer's lock (see worker).
"""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from simurg.access.state import shut
from simurg.ontology.errors import InternalError, OperatorError
from simurg.ontology.times import text_of

_SCHEMA = """CREATE TABLE IF NOT EXISTS jobs (seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
    command TEXT NOT NULL, arguments TEXT NOT NULL, state TEXT NOT NULL, asked_at TEXT NOT NULL,
    finished_at TEXT, progress TEXT, result TEXT, error TEXT, starts INTEGER NOT NULL DEFAULT 0)"""
_COLUMNS = "id, command, arguments, state, progress, result, error, starts"
MOST_FINISHED = 500
"""Finished jobs that are remembered."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is, in words and figures."""

    doing: str = ""
    documents: int = 0
    rows: int = 0


@dataclass(frozen=True, slots=True)
class Job:
    """One row. `state`: queued, running, done, failed. `error`: kind, what, hint."""

    id: str
    command: str
    arguments: Mapping[str, Any]
    state: str
    progress: Progress = Progress()
    result: Mapping[str, Any] = field(default_factory=dict)
    error: Mapping[str, str] = field(default_factory=dict)
    starts: int = 0  # how often it was begun and not put back

    @property
    def finished(self) -> bool:
        return self.state in ("done", "failed")


class Queue:
    """Opens or makes the database; each process has its own connection."""

    def __init__(self, path: Path) -> None:
        shut(path)
        try:
            self._db = sqlite3.connect(path, isolation_level=None, timeout=60)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            self._db.execute(_SCHEMA)
        except sqlite3.Error as error:
            raise OperatorError(
                f"The queue {path} cannot be opened ({type(error).__name__}).",
                hint="Check that the folder is writable and has space left.",
            ) from error

    def close(self) -> None:
        self._db.close()

    def ask(self, command: str, arguments: Mapping[str, Any], at: datetime) -> str:
        """Add a job and return its id."""
        number = uuid4().hex
        self._db.execute(
            "INSERT INTO jobs (id, command, arguments, state, asked_at) VALUES (?, ?, ?, 'queued', ?)",
            (number, command, json.dumps(dict(arguments), sort_keys=True), text_of(at)),
        )
        return number

    def ask_once(self, command: str, arguments: Mapping[str, Any], at: datetime, number: str | None) -> Job:
        """Add a job under an id of the caller's, unless there is one of that id already: that one is returned."""
        if number is None:
            return self.job(self.ask(command, arguments, at))
        self._db.execute(
            "INSERT OR IGNORE INTO jobs (id, command, arguments, state, asked_at) VALUES (?, ?, ?, 'queued', ?)",
            (number, command, json.dumps(dict(arguments), sort_keys=True), text_of(at)),
        )
        return self.job(number)

    def has(self, number: str) -> bool:
        return self._db.execute("SELECT 1 FROM jobs WHERE id = ?", (number,)).fetchone() is not None

    def job(self, number: str) -> Job:
        """InternalError if there is none of that id."""
        row = self._db.execute(f"SELECT {_COLUMNS} FROM jobs WHERE id = ?", (number,)).fetchone()  # noqa: S608
        if row is None:
            raise InternalError("A job has left the queue before it was answered.")
        return _job(row)

    def waiting(self) -> list[Job]:
        """Jobs that are not finished, in the order in which they were asked for."""
        query = f"SELECT {_COLUMNS} FROM jobs WHERE state IN ('queued', 'running') ORDER BY seq"  # noqa: S608
        return [_job(row) for row in self._db.execute(query)]

    def latest(self, most: int = 100) -> list[Job]:
        """The jobs that were asked for last, oldest first, finished or not."""
        query = f"SELECT {_COLUMNS} FROM jobs ORDER BY seq DESC LIMIT ?"  # noqa: S608
        return [_job(row) for row in self._db.execute(query, (most,))][::-1]

    def next(self) -> Job | None:
        """The first job that waits. Only for the holder of the writer's lock: a job that it finds `running` was
        interrupted, and is run again."""
        waiting = self.waiting()
        return waiting[0] if waiting else None

    def start(self, number: str) -> None:
        self._db.execute(
            "UPDATE jobs SET state = 'running', progress = NULL, starts = starts + 1 WHERE id = ?", (number,)
        )

    def tell(self, number: str, progress: Progress) -> None:
        told = json.dumps([progress.doing, progress.documents, progress.rows])
        self._db.execute("UPDATE jobs SET progress = ? WHERE id = ?", (told, number))

    def put_back(self, number: str) -> None:
        """A job that a person stopped waits again."""
        self._db.execute(
            "UPDATE jobs SET state = 'queued', starts = starts - 1 WHERE id = ? AND state = 'running'", (number,)
        )

    def finish(self, number: str, result: Mapping[str, Any], at: datetime) -> None:
        self._end(number, "done", "result", result, at)

    def fail(self, number: str, error: Mapping[str, str], at: datetime) -> None:
        self._end(number, "failed", "error", error, at)

    def _end(self, number: str, state: str, column: str, said: Mapping[str, Any], at: datetime) -> None:
        self._db.execute(
            f"UPDATE jobs SET state = ?, {column} = ?, finished_at = ? WHERE id = ?",  # noqa: S608
            (state, json.dumps(dict(said)), text_of(at), number),
        )
        self._db.execute(
            """DELETE FROM jobs WHERE state IN ('done', 'failed') AND seq <=
               (SELECT max(seq) FROM jobs) - ?""",
            (MOST_FINISHED,),
        )


def _job(row: tuple[Any, ...]) -> Job:
    number, command, arguments, state, progress, result, error, starts = row
    told = Progress(*json.loads(progress)) if progress else Progress()
    said = json.loads(result or "{}"), json.loads(error or "{}")
    return Job(number, command, json.loads(arguments), state, told, *said, starts)
