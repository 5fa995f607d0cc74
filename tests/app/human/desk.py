"""A workspace with a desk of human sources, and the people at it."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from simurg.access.sealing.vault import Vault
from simurg.app.human.intake import Taker, take
from simurg.app.human.report import of_form
from simurg.app.human.rooms import room_of
from simurg.app.jobs import HANDLERS
from simurg.app.worker import Office
from simurg.app.workspace import Workspace, create
from simurg.ontology.markings import Scope, scope_of

NOW = datetime(2026, 11, 1, 6, tzinfo=UTC)
SOURCES = """
- {name: lake, title: Lake desk, connector: human, address: inbox/lake/*.md, grade: B3,
   marking: {level: confidential, tlp: amber, compartments: [LAKE]}}
- {name: hill, connector: human, address: inbox/hill, marking: {level: restricted, compartments: [HILL]}}
- {name: bare, connector: human, address: inbox/bare/*.md}
- {name: wire, connector: rss, address: inbox/wire/*.xml}
"""
LAKE = scope_of({"level": "secret", "tlp": "red", "compartments": ["LAKE"]})
FORM: dict[str, Any] = {
    "pseudonym": "HERON",
    "report": "14",
    "date": "2026-10-20",
    "reliability": "B",
    "credibility": 3,
    "title": "Movement at the northern depot",
    "place": "Orsk Quay",
    "country": "Karsova",
    "actors": ["Karsova"],
    "events": [{"type": "MOBILIZE", "actor": "Karsova", "place": "Orsk", "date": "2026-10-19", "deaths": 0}],
    "body": "Three lorries left the depot at night.\n\nThe gate was open.",
    "origin": {"name": "Ilya Varga", "contact": "+383 44 555 0199", "how": "at the mill, on market days"},
}


class Noted:
    """An audit log that a test reads."""

    def __init__(self) -> None:
        self.entries: list[tuple[str, str, tuple[str, ...], str]] = []

    def record(self, who, what, about=(), *, token=None, outcome="done"):
        self.entries.append((who, what, tuple(about), outcome))

    def kinds(self) -> list[str]:
        return [what for _, what, _, _ in self.entries]


@dataclass
class Clock:
    moment: datetime = NOW

    def __call__(self) -> datetime:
        return self.moment

    def pass_(self, **time: float) -> None:
        self.moment += timedelta(**time)


@dataclass
class Room:
    """One workspace; `taker` sits somebody down at it."""

    workspace: Workspace
    vault: Vault
    clock: Clock = field(default_factory=Clock)
    audit: Noted = field(default_factory=Noted)

    def taker(self, who: str = "ann", scope: Scope = LAKE, token: str | None = None) -> Taker:
        return Taker(self.workspace, self.vault, self.audit, self.clock, who, scope, token)

    def office(self) -> Office:
        return Office(self.workspace, HANDLERS, self.clock, self.audit)

    def take(self, desk: str = "lake", **other: Any) -> str:
        return take(self.taker(), desk, of_form({**FORM, **other}))

    def collect(self, desk: str = "lake") -> Any:
        return self.office().run("human", {"desk": desk})


def room(folder: Path) -> Room:
    workspace = create(folder / "ws")
    workspace.sources_file.write_text(SOURCES, "utf-8")
    settings = workspace.folder / "simurg.yaml"
    kept = settings.read_text("utf-8").replace(
        "default_reader: staff", "  lake: {level: secret, tlp: red, compartments: [LAKE]}\ndefault_reader: lake"
    )
    pictures = "pictures:\n  lake: {level: secret, tlp: red, compartments: [LAKE]}\n"
    settings.write_text(kept.replace("pictures:\n", pictures, 1), "utf-8")
    return Room(replace(create(workspace.folder)), room_of(workspace).vault())
