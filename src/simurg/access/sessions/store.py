"""Sessions: who is signed in where. A random secret of 256 bits in a cookie, kept here as a digest only.

A session ends by itself after `idle` without a request and after `longest` in any case, and at once when it is
revoked or its account is changed (see people.store). A new one is made at every sign-in, so that nothing that stood
in the browser before is worth anything after (ASVS 5.0, V7).
"""

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Literal

from simurg.access.people.links import Draw, random_text
from simurg.access.state import Row, State, digest, stamp

Way = Literal["password", "passkey", "oidc", "link"]
_SEEN_EVERY = timedelta(minutes=1)
"""How often a request is written down: a write costs a turn of the disk."""
MOST_SESSIONS = 20
"""Of one account; a further one ends the oldest."""


@dataclass(frozen=True, slots=True)
class Session:
    """`id` may be shown; it opens nothing."""

    id: str
    name: str
    way: str
    began_at: datetime
    seen_at: datetime
    address: str
    agent: str


@dataclass(frozen=True, slots=True)
class Begun:
    """A new session and its secret."""

    session: Session
    secret: str


class Sessions:
    """The sessions of one workspace."""

    def __init__(self, state: State, draw: Draw, idle: timedelta, longest: timedelta) -> None:
        self._state, self._draw, self.idle, self.longest = state, draw, idle, longest

    def begin(self, name: str, way: Way, at: datetime, *, address: str = "", agent: str = "") -> Begun:
        """Somebody has shown who they are."""
        secret = random_text(self._draw)
        session = Session(self._draw(8).hex(), name, way, at, at, _line(address, 60), _line(agent, 120))
        with self._state.change() as db:
            self._tidy(at)
            db.execute(
                "INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (digest(secret), session.id, name, way, stamp(at), stamp(at), session.address, session.agent),
            )
            db.execute(
                """DELETE FROM sessions WHERE name = ? AND id NOT IN
                   (SELECT id FROM sessions WHERE name = ? ORDER BY began_at DESC, id LIMIT ?)""",
                (name, name, MOST_SESSIONS),
            )
        return Begun(session, secret)

    def find(self, secret: str, at: datetime) -> Session | None:
        """The session of a secret, if it goes on."""
        row = self._state.row("SELECT * FROM sessions WHERE digest = ?", (digest(secret),))
        if row is None:
            return None
        session = _session(row)
        if not self._goes_on(session, at):
            self.end(session.name, session.id)
            return None
        if at - session.seen_at >= _SEEN_EVERY:
            with self._state.change() as db:
                db.execute("UPDATE sessions SET seen_at = ? WHERE id = ?", (stamp(at), session.id))
        return session

    def of(self, name: str, at: datetime) -> list[Session]:
        """An account's sessions that go on, newest first."""
        rows = self._state.rows("SELECT * FROM sessions WHERE name = ? ORDER BY began_at DESC, id", (name,))
        return [one for one in map(_session, rows) if self._goes_on(one, at)]

    def end(self, name: str, number: str) -> bool:
        """End one of an account's; False if there is none of that id."""
        with self._state.change() as db:
            return db.execute("DELETE FROM sessions WHERE name = ? AND id = ?", (name, number)).rowcount > 0

    def end_all(self, name: str, but: str = "") -> int:
        """End all of an account's but one; how many."""
        with self._state.change() as db:
            return db.execute("DELETE FROM sessions WHERE name = ? AND id != ?", (name, but)).rowcount

    def _goes_on(self, session: Session, at: datetime) -> bool:
        return at < session.seen_at + self.idle and at < session.began_at + self.longest

    def _tidy(self, at: datetime) -> None:
        with self._state.change() as db:
            db.execute(
                "DELETE FROM sessions WHERE seen_at <= ? OR began_at <= ?",
                (stamp(at - self.idle), stamp(at - self.longest)),
            )


def csrf_of(secret: str) -> str:
    """The word that the page sends with every unsafe request: known to whoever may read the session's answers, of no
    use to find the secret."""
    return urlsafe_b64encode(blake2b(secret.encode(), digest_size=24, person=b"simurg-csrf").digest()).decode()


def _session(row: Row) -> Session:
    began, seen = (datetime.fromisoformat(row[name]) for name in ("began_at", "seen_at"))
    return Session(row["id"], row["name"], row["way"], began, seen, row["address"], row["agent"])


def _line(text: str, most: int) -> str:
    return "".join(one if one.isprintable() else "\ufffd" for one in text[:most])
