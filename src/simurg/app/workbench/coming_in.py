"""Coming in: by password, passkey, one-time link or a provider's word. Each try is limited, and written to the audit
log before it has any effect; a try that fails says nothing of why, and its name is written down only if it is one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from simurg.access.audited import Audited
from simurg.access.door import Door
from simurg.access.people import Account
from simurg.access.sessions.limits import SIGN_IN_ACCOUNT, SIGN_IN_ADDRESS, Allowance
from simurg.access.sessions.passkeys import Site
from simurg.access.sessions.store import Begun, Way
from simurg.ontology.errors import CallerError
from simurg.ontology.markings import Scope


class Refused(CallerError):
    """Nobody is let in by this."""


class TooManyTries(CallerError):
    """`wait_s`: seconds until the next try."""

    def __init__(self, wait_s: int) -> None:
        super().__init__("Too many tries.", hint=f"Wait {wait_s} s.")
        self.wait_s = wait_s


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whoever stands at the door: from which address, with which browser, when."""

    address: str
    agent: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Entrance:
    """The door with the log beside it."""

    door: Door
    audit: Audited

    def by_password(self, name: str, password: str, visitor: Visitor) -> Begun:
        """Refused alike for a wrong name, a wrong password and an account that is not active."""
        self._tried(visitor, f"name:{name}", SIGN_IN_ACCOUNT)
        if not self.door.passwords.fits(name, password):
            self._failed(name, "password")
            raise Refused("The name or the password is not right.", hint="Check both, then try again.")
        if self.door.settings.passkeys_required and self.door.passkeys.of(name):
            self._failed(name, "password without passkey")
            raise Refused("You sign in with your passkey here.", hint="Lost it? Ask an administrator for a new link.")
        self.door.tries.forgive(f"name:{name}")
        return self._begin(name, "password", visitor)

    def by_passkey(self, site: Site, credential: Mapping[str, Any], visitor: Visitor) -> Begun:
        """Refused alike for whatever is wrong."""
        self._tried(visitor)
        try:
            name = self.door.passkeys.use(site, credential, visitor.at)
            self.door.people.active(name)
        except CallerError as error:
            self._failed("", "passkey")
            raise Refused("This passkey was not accepted.", hint="Try again, or sign in another way.") from error
        return self._begin(name, "passkey", visitor)

    def first(self, secret: str, name: str, display: str, password: str, scope: Scope, visitor: Visitor) -> Begun:
        """The first administrator, by the link that the server printed."""

        def make() -> Account:
            return self.door.links.make_first(secret, name, display, password, scope, visitor.at)

        return self._by_link(make, "people.first", visitor)

    def invited(self, secret: str, password: str, visitor: Visitor) -> Begun:
        """Whoever was invited chooses a password."""
        return self._by_link(lambda: self.door.links.accept(secret, password, visitor.at), "people.accepted", visitor)

    def vouched(self, account: Account, visitor: Visitor) -> Begun:
        """Whoever a provider vouched for (see access.sessions.oidc)."""
        return self._begin(account.name, "oidc", visitor)

    def failed(self, way: Way) -> None:
        """A try that ended before anybody's name was known."""
        self._failed("", way)

    def tried(self, visitor: Visitor) -> None:
        """Count a try from this address; TooManyTries."""
        self._tried(visitor)

    def leave(self, name: str, number: str) -> None:
        """Sign out."""
        self.audit.record(name, "session.ended", [number])
        self.door.sessions.end(name, number)

    def _by_link(self, make: Callable[[], Account], what: str, visitor: Visitor) -> Begun:
        self._tried(visitor)
        with self.door.state.change():
            account = make()
            self.audit.record(account.name, what, [account.name])
        return self._begin(account.name, "link", visitor)

    def _begin(self, name: str, way: Way, visitor: Visitor) -> Begun:
        self.audit.record(name, "session.begun", [way])
        return self.door.sessions.begin(name, way, visitor.at, address=visitor.address, agent=visitor.agent)

    def _tried(self, visitor: Visitor, key: str = "", allowance: Allowance = SIGN_IN_ACCOUNT) -> None:
        waits = [self.door.tries.take(f"address:{visitor.address}", SIGN_IN_ADDRESS, visitor.at)]
        if key and not waits[0]:
            waits.append(self.door.tries.take(key[:100], allowance, visitor.at))
        if any(waits):
            self._failed("", "limit")
            raise TooManyTries(max(waits))

    def _failed(self, name: str, way: str) -> None:
        known = name if self.door.people.find(name) is not None else "-"
        self.audit.record(known, "session.refused", [way], outcome="refused")
