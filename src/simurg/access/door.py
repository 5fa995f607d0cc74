"""The door of a workspace: all that has to do with coming in, over one connection to state.db.

    door = Door.open(workspace.state, SignIn(), draw=os.urandom, clock=now)
    door.people.account("ayse"); door.sessions.find(secret, door.clock())

Randomness and the clock are given. `close` it.
"""

from dataclasses import dataclass
from pathlib import Path

from argon2 import PasswordHasher

from simurg.access.people.links import Draw, Links
from simurg.access.people.passwords import Passwords
from simurg.access.people.store import People
from simurg.access.people.tables import TABLES
from simurg.access.sessions.limits import Pace, Tries
from simurg.access.sessions.oidc import Client, Providers, SecretOf
from simurg.access.sessions.passkeys import Passkeys
from simurg.access.sessions.settings import SignIn
from simurg.access.sessions.store import Sessions
from simurg.access.sessions.tokens import Tokens
from simurg.access.state import State
from simurg.ontology.times import Clock
from simurg.outbound.doors import Allowed
from simurg.outbound.secrets import secret_of
from simurg.outbound.way_out import WayOut


@dataclass(frozen=True, slots=True)
class Door:
    """Parts that share one `State`."""

    state: State
    settings: SignIn
    draw: Draw
    clock: Clock
    people: People
    passwords: Passwords
    links: Links
    sessions: Sessions
    tokens: Tokens
    passkeys: Passkeys
    providers: Providers
    tries: Tries
    pace: Pace

    @staticmethod
    def open(
        path: Path,
        settings: SignIn,
        *,
        draw: Draw,
        clock: Clock,
        hasher: PasswordHasher | None = None,
        client: Client = lambda: WayOut(Allowed()).client("oidc"),
        secret_of: SecretOf = lambda place: secret_of(place, Path()).reveal(),
    ) -> "Door":
        """OperatorError if state.db cannot be opened. `hasher` None: the parameters of `passwords`. `client` reaches
        providers (none by default); `secret_of` finds what we show them."""
        state = State(path, TABLES)
        people = People(path, state)
        passwords = Passwords(state, hasher)
        return Door(
            state=state,
            settings=settings,
            draw=draw,
            clock=clock,
            people=people,
            passwords=passwords,
            links=Links(people, passwords, draw),
            sessions=Sessions(state, draw, settings.idle, settings.longest),
            tokens=Tokens(state, draw),
            passkeys=Passkeys(state, draw),
            providers=Providers(people, settings, draw, client, secret_of),
            tries=Tries(state),
            pace=Pace(),
        )

    def close(self) -> None:
        self.state.close()
