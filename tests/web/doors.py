"""A house with a door, a clock that tests move, random bytes that repeat, and browsers that come to it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import shake_256
from pathlib import Path

from argon2 import PasswordHasher
from fastapi.testclient import TestClient

from simurg.access.door import Door
from simurg.access.people import Account
from simurg.app.house import House
from simurg.app.workbench.reading_room import ReadingRoom
from simurg.app.worker import Office
from simurg.app.workspace import SETTINGS, create
from simurg.ledger import Ledger
from simurg.ontology.markings import Scope
from simurg.outbound.secrets import secret_of
from simurg.outbound.way_out import WayOut
from simurg.web.server import create_app
from simurg.web.who import Doorkeeper

NOW = datetime(2026, 11, 1, 6, tzinfo=UTC)
PASSWORD = "otter violin seven glacier"
STAFF = Scope(1, 3)
QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
"""Parameters for tests: a real hash, made soon."""


class Repeats:
    """Random bytes that are the same in every run."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, size: int) -> bytes:
        self.count += 1
        return shake_256(f"draw {self.count}".encode()).digest(size)


@dataclass
class Written:
    """An audit log in memory, in its order; `broken` writes nothing and says so."""

    entries: list[tuple[str, str, tuple[str, ...], str]] = field(default_factory=list)
    broken: Exception | None = None

    def record(
        self, who: str, what: str, about: Sequence[str] = (), *, token: str | None = None, outcome: str = "done"
    ) -> None:
        if self.broken is not None:
            raise self.broken
        self.entries.append((who, what, tuple(about), outcome))


class World:
    """One workspace, its server, and `at`, which tests move."""

    def __init__(self, folder: Path, *, https: bool = False, settings: str = "", real: bool = False) -> None:
        create(folder)
        with (folder / SETTINGS).open("a", encoding="utf-8") as file:
            file.write(settings)
        self.at = datetime.now(UTC) if real else NOW  # a provider on this machine has the machine's clock
        self.https = https
        workspace = create(folder)
        with Ledger.open(workspace.ledger, self.clock):
            pass
        said = workspace.settings
        self.door = Door.open(
            workspace.state,
            said.sign_in,
            draw=Repeats(),
            clock=self.clock,
            hasher=QUICK,
            client=lambda: WayOut(said.outbound).client("oidc"),
            secret_of=lambda place: secret_of(place, folder).reveal(),
        )
        self.written = Written()
        office = Office(workspace, {}, self.clock, self.written)
        self.house = House(office, ReadingRoom(workspace, self.clock), self.door)
        self.app = create_app(self.house, Doorkeeper(self.house, https=https), https=https)

    def clock(self) -> datetime:
        return self.at

    def wait(self, **length: float) -> None:
        self.at += timedelta(**length)

    def add(self, name: str, *roles: str, scope: Scope = STAFF, password: str = PASSWORD) -> Account:
        """An active account."""
        account = self.door.people.add(
            Account(name, name.title(), frozenset(roles or ("analyst",)), scope, "active"), self.at
        )
        self.door.passwords.set(account, password)
        return account

    def browser(self, name: str | None = None, host: str = "localhost:8474") -> TestClient:
        """A browser at the page; signed in if a name is given."""
        base = f"{'https' if self.https else 'http'}://{host}"
        client = TestClient(self.app, base_url=base, raise_server_exceptions=False, headers={"Origin": base})
        if name is not None:
            answer = client.post("/api/session", json={"name": name, "password": PASSWORD})
            assert answer.status_code == 200, answer.text
            client.headers["X-CSRF-Token"] = answer.json()["csrf"]
        return client

    def close(self) -> None:
        self.house.close()
