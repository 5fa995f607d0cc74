"""One-time links: the first administrator's, and invitations. Random, kept as a digest, good for a day and once.

There is no default password: whoever holds the link chooses one. A new link for the same purpose ends the old one.
"""

from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from simurg.access.people.account import Account
from simurg.access.people.passwords import Passwords
from simurg.access.people.store import People
from simurg.access.state import digest, stamp
from simurg.ontology.errors import CallerError
from simurg.ontology.markings import Scope

Draw = Callable[[int], bytes]
"""So many random bytes that nobody can guess."""
LASTS = timedelta(hours=24)
Kind = Literal["first", "invited"]


@dataclass(frozen=True, slots=True)
class Link:
    """`secret` stands nowhere else."""

    kind: Kind
    name: str
    secret: str
    until: datetime

    def address(self, base: str) -> str:
        """Where it leads. The secret stands behind #, which no browser sends to a server or tells another page."""
        return f"{base.rstrip('/')}/welcome#{self.kind}={self.secret}"


class Links:
    """The links of one workspace."""

    def __init__(self, people: People, passwords: Passwords, draw: Draw) -> None:
        self._people, self._passwords, self._draw = people, passwords, draw

    def first(self, at: datetime) -> Link | None:
        """A link that makes the first administrator; None if there is an account."""
        return self._new("first", "", at) if self._people.none_yet() else None

    def invite(self, name: str, at: datetime) -> Link:
        """A link by which an account's person chooses a password, first or anew; its sessions go on until then."""
        account = self._people.account(name)
        if account.state == "disabled":
            raise CallerError(f"The account {name!r} is disabled.", hint="Make it active first.")
        if account.provider is not None:
            raise CallerError(f"{name!r} signs in through {account.provider!r}.", hint="They need no link from here.")
        return self._new("invited", name, at)

    def make_first(
        self, secret: str, name: str, display: str, password: str, clearance: Scope, at: datetime
    ) -> Account:
        """The first administrator, who is an analyst too so that one person can begin alone."""
        roles = frozenset({"administrator", "analyst"})
        account = Account(name, display, roles, clearance, "active")
        with self._people.state.change():
            self._spend("first", secret, at)
            if not self._people.none_yet():
                raise _no_link()
            self._people.add(account, at)
            self._passwords.set(account, password)
        return self._people.account(name)

    def accept(self, secret: str, password: str, at: datetime) -> Account:
        """Whoever was invited chooses a password: the account is active, its earlier sessions are over."""
        with self._people.state.change() as db:
            name = self._spend("invited", secret, at)
            account = self._people.account(name)
            if account.state == "disabled":
                raise _no_link()
            self._passwords.set(account, password)
            db.execute("UPDATE people SET state = 'active', version = version + 1 WHERE name = ?", (name,))
            db.execute("DELETE FROM sessions WHERE name = ?", (name,))
        return self._people.account(name)

    def _new(self, kind: Kind, name: str, at: datetime) -> Link:
        secret = random_text(self._draw)
        with self._people.state.change() as db:
            db.execute("DELETE FROM links WHERE (kind = ? AND name = ?) OR until <= ?", (kind, name, stamp(at)))
            db.execute("INSERT INTO links VALUES (?, ?, ?, ?)", (digest(secret), kind, name, stamp(at + LASTS)))
        return Link(kind, name, secret, at + LASTS)

    def _spend(self, kind: Kind, secret: str, at: datetime) -> str:
        """The link's name; it is gone if the transaction around this ends well."""
        with self._people.state.change() as db:
            row = db.execute(
                "DELETE FROM links WHERE digest = ? AND kind = ? AND until > ? RETURNING name",
                (digest(secret), kind, stamp(at)),
            ).fetchone()
        if row is None:
            raise _no_link()
        return str(row["name"])


def random_text(draw: Draw) -> str:
    """256 random bits as text that may stand in an address."""
    return urlsafe_b64encode(draw(32)).rstrip(b"=").decode()


def _no_link() -> CallerError:
    return CallerError("This link does not work, or not any more.", hint="Ask an administrator for a new one.")
