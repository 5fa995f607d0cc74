"""A workspace with people and findings for tests of delivery: an open picture, a staff one, a clock that is set."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import yaml

from simurg.access.people.account import Account
from simurg.access.people.store import People
from simurg.access.pictures import Picture
from simurg.access.reader import Reader
from simurg.app.bootstrap import house_of
from simurg.app.delivery.deliver import Round
from simurg.app.delivery.directory import Directory
from simurg.app.delivery.hook import deliver_due, known_in
from simurg.app.delivery.outbox import Outbox
from simurg.app.delivery.wishes import WishBook, Wishes
from simurg.app.house import House
from simurg.app.workspace import create
from simurg.ledger import Ledger, Offer
from simurg.ledger.columns import table_of
from simurg.ontology.ids import digest_of
from simurg.ontology.markings import Scope, scope_of
from simurg.outbound.way_out import WayOut

START = datetime(2031, 4, 2, 8, tzinfo=UTC)
OPEN, STAFF = scope_of({"level": "open", "tlp": "green"}), scope_of({"level": "restricted", "tlp": "amber+strict"})
KEY = "whsec_" + "c2ltdXJnLXRlc3RzLXNpZ24td2l0aC10aGlzLWtleSE="


@dataclass
class World:
    """Over a folder. `delivery` and `outbound` are entries of simurg.yaml."""

    folder: Path
    delivery: dict  # type: ignore[type-arg]
    outbound: dict  # type: ignore[type-arg]
    moment: datetime = START
    house: House = field(init=False)

    def __post_init__(self) -> None:
        create(self.folder, title="Cell", exercise=True)
        path = self.folder / "simurg.yaml"
        settings = yaml.safe_load(path.read_text())
        path.write_text(yaml.safe_dump({**settings, "delivery": self.delivery, "outbound": self.outbound}))
        (self.folder / "hook.key").write_text(KEY)
        self.house = house_of(self.folder, lambda: self.moment)

    def person(self, name: str, scope: Scope = STAFF, roles: tuple[str, ...] = ("analyst",)) -> Reader:
        people = People(self.house.workspace.state)
        people.add(Account(name, name.title(), frozenset(roles), scope, state="active"), self.moment)
        people.close()
        found = Directory(self.house.workspace).reader(name)
        assert found is not None
        return found

    def wish(self, name: str, wishes: Wishes) -> None:
        book = WishBook.open(self.house.workspace.state)
        book.put(name, wishes, self.moment)
        book.close()

    def find(self, *subjects: str, picture: str = "staff", q_value: float = 0.001) -> list[str]:
        """Findings of a picture, known now; the ids of their warnings."""
        scope = self.house.workspace.settings.pictures[picture]
        rows = [self._row(subject, picture, q_value) for subject in subjects]
        batch = digest_of("find", *(row["id"] for row in rows)).hex()
        with Ledger.open(self.house.workspace.ledger, lambda: self.moment) as ledger:
            ledger.append(Offer(batch, {"findings": table_of("findings", rows)}, marking=scope.marking()))
        known = known_in(self.house.reading, lambda: self.moment).of(Picture(picture, scope))
        told = {one.title.partition(": ")[2]: one.id for one in known}
        return [told[subject] for subject in subjects]

    def later(self, **parts: float) -> None:
        self.moment += timedelta(**parts)

    def round(self) -> Round:
        return deliver_due(self.house, WayOut(self.house.workspace.settings.outbound))

    def outbox(self) -> Outbox:
        return Outbox.open(self.house.workspace.state)

    def _row(self, subject: str, picture: str, q_value: float) -> dict[str, object]:
        number = digest_of("finding", subject, picture, str(self.moment))
        return {
            "id": number, "key": number, "known_at": self.moment, "picture": picture, "issued": True,
            "detector": "surge", "subject": subject, "kind": "place", "event_type": "ASSAULT",
            "window_from": self.moment - timedelta(days=7), "window_to": self.moment, "observed": 12.0,
            "expected": 3.0, "p_value": q_value, "q_value": q_value, "strength": 1.0,
        }  # fmt: skip
