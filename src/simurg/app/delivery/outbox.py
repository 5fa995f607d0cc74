"""The outbox: who is to be told of which warning, by which way, and what became of it; in state.db.

A warning enters once for each person: that it did, and the sendings which follow from it, are one transaction under
names that say person, way and warning, so that looking again adds nothing, whoever was killed when. No words of a
warning stand here, only its id and picture; words are drawn when it is sent, from what the person may see by then.

A sending's id goes out as Message-ID or webhook-id. It is marked sent after the other side took it; if that mark is
lost, it goes out again under the same id, by which the other side knows it.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from simurg.access.state import Row, State, stamp
from simurg.app.delivery.marked import read_marking
from simurg.app.delivery.warning import IssuedWarning
from simurg.ledger.offer import marking_json
from simurg.ontology.ids import digest_of
from simurg.ontology.markings import Marking

TABLES = (
    """CREATE TABLE IF NOT EXISTS warned (person TEXT NOT NULL, warning TEXT NOT NULL, picture TEXT NOT NULL,
       kind TEXT NOT NULL, at TEXT NOT NULL, due_at TEXT NOT NULL, passed_on TEXT,
       PRIMARY KEY (person, warning, kind))""",
    """CREATE TABLE IF NOT EXISTS outbox (id TEXT PRIMARY KEY, person TEXT NOT NULL, way TEXT NOT NULL,
       kind TEXT NOT NULL, warnings TEXT NOT NULL, marking TEXT NOT NULL, state TEXT NOT NULL, tries INTEGER NOT NULL,
       made_at TEXT NOT NULL, due_at TEXT NOT NULL, sent_at TEXT, trouble TEXT)""",
    "CREATE INDEX IF NOT EXISTS outbox_due ON outbox (state, due_at)",
    "CREATE INDEX IF NOT EXISTS outbox_of ON outbox (person)",
)


@dataclass(frozen=True, slots=True)
class Sending:
    """`warnings` are (picture, id); `kind`: warning, digest, escalation; `state`: waiting, sent, given_up."""

    id: str
    person: str
    way: str
    kind: str
    warnings: tuple[tuple[str, str], ...]
    marking: Marking
    state: str
    tries: int
    made_at: datetime
    due_at: datetime
    sent_at: datetime | None = None
    trouble: str | None = None


@dataclass(frozen=True, slots=True)
class Warned:
    """That a person is told of a warning, and when they are to have it."""

    person: str
    warning: str
    picture: str
    kind: str
    at: datetime
    due_at: datetime


class Outbox:
    """Over one State. Only the holder of the deliverer's lock marks sendings."""

    def __init__(self, state: State) -> None:
        self._state = state

    @classmethod
    def open(cls, path: Path) -> "Outbox":
        return cls(State(path, TABLES))

    def close(self) -> None:
        self._state.close()

    def known(self, person: str) -> frozenset[str]:
        """Warnings that a person is told of already."""
        return frozenset(
            row["warning"] for row in self._state.rows("SELECT warning FROM warned WHERE person = ?", (person,))
        )

    def enter(self, warned: Warned, warning: IssuedWarning, ways: Sequence[str], *, digest: bool = False) -> bool:
        """One warning for one person; False if it was entered before. With `digest` it joins the person's digest of
        that moment."""
        with self._state.change() as db:
            row = (warned.person, warned.warning, warned.picture, warned.kind, stamp(warned.at), stamp(warned.due_at))
            if db.execute("INSERT OR IGNORE INTO warned VALUES (?, ?, ?, ?, ?, ?, NULL)", row).rowcount == 0:
                return False
            for way in ways:
                found, kind = None, warned.kind
                number = digest_of("sending", warned.person, way, kind, warned.warning).hex()
                if digest:
                    together = digest_of("sending", warned.person, way, "digest", stamp(warned.due_at)).hex()
                    found = self.sending(together)
                    if found is None or found.state == "waiting":  # else the clock was set back: it goes alone
                        number, kind = together, "digest"
                    else:
                        found = None
                some = (*(found.warnings if found else ()), (warned.picture, warned.warning))
                marking = (found.marking | warning.marking) if found else warning.marking
                db.execute(
                    """INSERT INTO outbox VALUES (?, ?, ?, ?, ?, ?, 'waiting', 0, ?, ?, NULL, NULL)
                       ON CONFLICT (id) DO UPDATE SET warnings = excluded.warnings, marking = excluded.marking""",
                    (number, warned.person, way, kind, json.dumps(some), marking_json(marking), stamp(warned.at),
                     stamp(warned.due_at)),
                )  # fmt: skip
        return True

    def sending(self, number: str) -> Sending | None:
        row = self._state.row("SELECT * FROM outbox WHERE id = ?", (number,))
        return None if row is None else _sending(row)

    def due(self, now: datetime, most: int) -> list[Sending]:
        """What waits and is due, the longest due first."""
        query = "SELECT * FROM outbox WHERE state = 'waiting' AND due_at <= ? ORDER BY due_at, id LIMIT ?"
        return [_sending(row) for row in self._state.rows(query, (stamp(now), most))]

    def all(self) -> list[Sending]:
        """Newest first."""
        return [_sending(row) for row in self._state.rows("SELECT * FROM outbox ORDER BY made_at DESC, id")]

    def of(self, person: str) -> list[Sending]:
        rows = self._state.rows("SELECT * FROM outbox WHERE person = ? ORDER BY made_at DESC, id", (person,))
        return [_sending(row) for row in rows]

    def warned(self, person: str) -> list[Warned]:
        """All that a person is or was told of, the newest first."""
        rows = self._state.rows("SELECT * FROM warned WHERE person = ? ORDER BY at DESC, warning", (person,))
        return [_warned(row) for row in rows]

    def unpassed(self, person: str) -> list[Warned]:
        """What a person was told of first hand and nobody has passed on by the clock."""
        query = "SELECT * FROM warned WHERE person = ? AND kind = 'warning' AND passed_on IS NULL ORDER BY at, warning"
        return [_warned(row) for row in self._state.rows(query, (person,))]

    def passed_on(self, person: str, warning: str, outcome: str) -> None:
        """It was, or cannot be, passed on by the clock: that is not tried again."""
        with self._state.change() as db:
            db.execute("UPDATE warned SET passed_on = ? WHERE person = ? AND warning = ?", (outcome, person, warning))

    def sent(self, number: str, at: datetime) -> None:
        with self._state.change() as db:
            db.execute(
                "UPDATE outbox SET state = 'sent', sent_at = ?, tries = tries + 1, trouble = NULL WHERE id = ?",
                (stamp(at), number),
            )

    def put_off(self, number: str, until: datetime, trouble: str | None) -> None:
        """Tried in vain if there is a `trouble`; else it only waits for its hour."""
        with self._state.change() as db:
            db.execute(
                "UPDATE outbox SET due_at = ?, tries = tries + ?, trouble = coalesce(?, trouble) WHERE id = ?",
                (stamp(until), int(trouble is not None), trouble, number),
            )

    def give_up(self, number: str, trouble: str) -> None:
        with self._state.change() as db:
            db.execute("UPDATE outbox SET state = 'given_up', trouble = ? WHERE id = ?", (trouble, number))


def _sending(row: Row) -> Sending:
    marking = read_marking(row["marking"])
    sent = row["sent_at"]
    return Sending(
        row["id"], row["person"], row["way"], row["kind"],
        tuple((picture, number) for picture, number in json.loads(row["warnings"])), marking, row["state"],
        row["tries"], datetime.fromisoformat(row["made_at"]), datetime.fromisoformat(row["due_at"]),
        None if sent is None else datetime.fromisoformat(sent), row["trouble"],
    )  # fmt: skip


def _warned(row: Row) -> Warned:
    moments = (datetime.fromisoformat(row[name]) for name in ("at", "due_at"))
    return Warned(row["person"], row["warning"], row["picture"], row["kind"], *moments)
