"""Hand-overs: what one analyst leaves to the next, in state.db, taken once.

The words bear the marking of the picture that their writer had; whoever's picture does not reach it neither gets them
nor hears of them. Things that a hand-over points at are shown as far as the reader's own view shows them.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from simurg.access.reader import Reader
from simurg.access.state import Row, State, stamp
from simurg.app.delivery.marked import read_marking
from simurg.app.workbench.refs import Named, refs_of
from simurg.ledger import View
from simurg.ledger.offer import marking_json
from simurg.ontology.errors import CallerError, NotFound
from simurg.ontology.markings import Marking
from simurg.ontology.times import text_of

_TABLES = (
    """CREATE TABLE IF NOT EXISTS handovers (id TEXT PRIMARY KEY, by TEXT NOT NULL, "to" TEXT, text TEXT NOT NULL,
       refs TEXT NOT NULL, marking TEXT NOT NULL, at TEXT NOT NULL, taken_at TEXT, taken_by TEXT)""",
)
MOST_WAITING = 1_000
"""Hand-overs of one writer that nobody has taken."""


@dataclass(frozen=True, slots=True)
class Handover:
    """`to` None: whoever has the same picture and takes it first."""

    id: str
    by: str
    to: str | None
    text: str
    refs: tuple[Named, ...]
    marking: Marking
    at: datetime
    taken_at: datetime | None = None
    taken_by: str | None = None


class Handovers:
    """`close` it."""

    def __init__(self, path: Path) -> None:
        self._state = State(path, _TABLES)

    def close(self) -> None:
        self._state.close()

    def give(self, made: Handover, number: str | None = None) -> Handover:
        """Keep it under an id of its own. Given again under the same `number` it changes nothing."""
        number = number or uuid4().hex
        with self._state.change() as db:
            if db.execute("SELECT 1 FROM handovers WHERE id = ? AND by = ?", (number, made.by)).fetchone():
                return self._one(number)
            query = "SELECT count(*) FROM handovers WHERE by = ? AND taken_at IS NULL"
            if db.execute(query, (made.by,)).fetchone()[0] >= MOST_WAITING:
                raise CallerError("Too many of your hand-overs wait.", hint="Have some of them taken first.")
            db.execute(
                "INSERT INTO handovers VALUES (?, ?, ?, ?, ?, ?, ?, NULL, NULL)",
                (number, made.by, made.to, made.text, json.dumps(made.refs), marking_json(made.marking),
                 stamp(made.at)),
            )  # fmt: skip
        return self._one(number)

    def of(self, reader: Reader) -> list[Handover]:
        """By and to a reader, and those to everybody; waiting ones first, then the newest."""
        rows = self._state.rows(
            """SELECT * FROM handovers WHERE by = ? OR "to" = ? OR "to" IS NULL
               ORDER BY taken_at IS NOT NULL, at DESC, id""",
            (reader.name, reader.name),
        )
        return [one for one in map(_handover, rows) if _reaches(reader, one.marking)]

    def take(self, number: str, reader: Reader, at: datetime) -> Handover:
        """Taken by the reader; by whoever takes it first, if it is for everybody. Taking it again changes nothing.
        NotFound for one that is not for them, CallerError if somebody else has taken it."""
        with self._state.change() as db:
            found = next((one for one in self.of(reader) if one.id == number), None)
            if found is None or (found.to != reader.name and (found.to is not None or found.by == reader.name)):
                raise NotFound("There is no such hand-over for you.", hint="GET /api/handovers lists them.")
            if found.taken_by not in (None, reader.name):
                raise CallerError("Somebody else has taken this hand-over.", hint="Ask them.")
            db.execute(
                "UPDATE handovers SET taken_at = ?, taken_by = ? WHERE id = ? AND taken_at IS NULL",
                (stamp(at), reader.name, number),
            )
        return self._one(number)

    def _one(self, number: str) -> Handover:
        return _handover(self._state.rows("SELECT * FROM handovers WHERE id = ?", (number,))[0])


def may_get(receiver: Reader | None, marking: Marking) -> None:
    """CallerError for one who is not there or whose picture does not reach the words: both sound alike."""
    if receiver is None or not receiver.may("note") or not _reaches(receiver, marking):
        raise CallerError(
            "There is nobody of that name who may read what you write here.", hint="Name a colleague of your picture."
        )


def shown(view: View, handovers: Sequence[Handover], reader: str) -> list[dict[str, Any]]:
    """As a page shows them."""
    refs = refs_of(view, [ref for one in handovers for ref in one.refs])
    return [
        {
            "id": one.id,
            "by": one.by,
            "to": one.to,
            "text": one.text,
            "refs": [refs[ref] for ref in one.refs if ref in refs],
            "at": text_of(one.at),
            "marking": str(one.marking),
            "mine": one.by == reader,
            "taken": None if one.taken_at is None else text_of(one.taken_at),
            "taken_by": one.taken_by,
        }
        for one in handovers
    ]


def waiting(handovers: Sequence[Handover], reader: str) -> int:
    """How many wait for a reader."""
    return sum(one.taken_at is None and one.by != reader for one in handovers)


def _reaches(reader: Reader, marking: Marking) -> bool:
    return reader.picture.scope.reading().permits(marking)


def _handover(row: Row) -> Handover:
    marking = read_marking(row["marking"])
    taken = row["taken_at"]
    return Handover(
        row["id"], row["by"], row["to"], row["text"], tuple((table, number) for table, number in
        json.loads(row["refs"])), marking, datetime.fromisoformat(row["at"]),
        None if taken is None else datetime.fromisoformat(taken), row["taken_by"],
    )  # fmt: skip
