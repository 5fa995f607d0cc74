"""People, as whoever manages them works with them: invite, change, disable, end sessions; and tokens of machines.

Nobody changes their own roles, clearance or state. Every change stands in the audit log, or does not happen.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from simurg.access.audited import Audited
from simurg.access.door import Door
from simurg.access.people import Account, Change
from simurg.access.people.links import Link
from simurg.access.pictures import picture_for
from simurg.access.sessions.tokens import Token
from simurg.ontology.errors import CallerError, NotFound
from simurg.ontology.markings import Scope


class Oneself(CallerError):
    """Nobody decides over themselves."""


@dataclass(frozen=True, slots=True)
class Office:
    """`by` manages people; `pictures` are the workspace's."""

    door: Door
    audit: Audited
    by: str
    pictures: Mapping[str, Scope]

    def invite(self, account: Account, at: datetime) -> Link:
        """A new account and its link. CallerError if it could see no picture."""
        self._sees_something(account.clearance)
        with self.door.state.change():
            self.door.people.add(account, at)
            self.audit.record(self.by, "people.invited", [account.name])
        return self.door.links.invite(account.name, at)

    def invite_again(self, name: str, at: datetime) -> Link:
        """A new link: for a lost password, or an invitation that was not taken up."""
        with self.door.state.change():
            link = self.door.links.invite(name, at)
            self.audit.record(self.by, "people.invited", [name])
        return link

    def reset(self, name: str, at: datetime) -> Link:
        """Nothing that the person signs in with works any more, no session and no token goes on; a new link."""
        with self.door.state.change() as db:
            link = self.door.links.invite(name, at)
            db.execute("UPDATE people SET hash = NULL, version = version + 1 WHERE name = ?", (name,))
            for table in ("passkeys", "sessions", "tokens"):
                db.execute(f"DELETE FROM {table} WHERE name = ?", (name,))
            self.audit.record(self.by, "people.reset", [name])
        return link

    def change(self, name: str, change: Change, *, version: int | None) -> Account:
        """ChangedMeanwhile unless it has this version; Oneself for one's own roles, clearance or state."""
        account = self.door.people.account(name)
        if name == self.by and (change.roles, change.clearance, change.state) != (None, None, None):
            raise Oneself("Nobody changes their own roles, clearance or state.", hint="Ask another administrator.")
        if account.provider is not None and (change.roles, change.clearance) != (None, None):
            raise CallerError(
                f"{account.provider} says what {name} may see and do.", hint="Change it there, or disable the account."
            )
        if change.state == "active" and account.state == "invited":
            raise CallerError(f"{name} has not come in yet.", hint="Send the invitation again.")
        if change.clearance is not None:
            self._sees_something(change.clearance)
        parts = [part for part in ("display", "roles", "clearance", "state") if getattr(change, part) is not None]
        with self.door.state.change():
            changed = self.door.people.change(name, change, version=version)
            self.audit.record(self.by, "people.changed", [name, *parts])
        return changed

    def end_sessions(self, name: str) -> int:
        """End all sessions of an account; how many."""
        self.door.people.account(name)
        self.audit.record(self.by, "session.revoked", [name])
        return self.door.sessions.end_all(name)

    def make_token(
        self, title: str, roles: frozenset[str], scope: Scope, at: datetime, lasts: timedelta
    ) -> tuple[Token, str]:
        """A token of one's own, and its secret."""
        self._sees_something(scope)
        with self.door.state.change():
            owner = self.door.people.active(self.by)
            token, secret = self.door.tokens.make(owner, title, roles, scope, at, lasts)
            self.audit.record(self.by, "token.made", [token.id])
        return token, secret

    def end_token(self, number: str, *, anybodys: bool) -> None:
        """NotFound if there is none of that id, or it is another's and one may not manage people."""
        with self.door.state.change():
            if not self.door.tokens.end(number, None if anybodys else self.by):
                raise NotFound("There is no such token.", hint="The list shows those that are left.")
            self.audit.record(self.by, "token.ended", [number])

    def _sees_something(self, scope: Scope) -> None:
        picture_for(scope, self.pictures)
