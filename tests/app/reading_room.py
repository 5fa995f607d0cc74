"""A small workspace for reading: sources that name readers, reports that are told to it, and readers of our own."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from simurg.app.readers import Local, Readers, ReportReader
from simurg.app.worker import Desk
from simurg.app.workspace import Workspace, settings_of
from simurg.collection.connector import raw_of
from simurg.collection.rows import RowBuilder
from simurg.collection.source import Source
from simurg.extraction.reading import ActorNamed, ClaimRead, EventRead, Reading, Span, Text
from simurg.ledger import Ledger, Offer, View
from simurg.ledger.ledger import operator_view
from simurg.ontology.markings import Marking

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
OPEN, SECRET = Marking(), Marking(3, 4, frozenset({"NORTH"}))
SCOPES: Mapping[str, Any] = {
    "pictures": {"open": {"level": "open", "tlp": "clear"}},
    "readers": {"public": {"level": "open", "tlp": "clear"}},
}
_HIT = re.compile(r"(\w+) (shelled|met|may shell) (\w+)")


@dataclass(frozen=True)
class Plain:
    """A reader that knows three verbs."""

    name: str = "coder"
    version: str = "1"
    verbs: tuple[str, ...] = ("shelled", "met", "may shell")

    def read(self, texts: Sequence[Text]) -> list[Reading]:
        return [self._one(text) for text in texts]

    def _one(self, text: Text) -> Reading:
        if "poison" in text.whole:
            raise ValueError(text.whole)
        events = []
        for hit in _HIT.finditer(text.whole):
            if hit[2] in self.verbs:
                actor, recipient = (
                    ActorNamed(hit[place], hit[place][:3].upper(), "state", Span(*hit.span(place))) for place in (1, 3)
                )
                events.append(
                    EventRead(
                        "CONSULT" if hit[2] == "met" else "ASSAULT", actor, recipient, Span(*hit.span()),
                        Span(*hit.span()), 0.9, factuality="possible" if "may" in hit[2] else "asserted",
                    )
                )  # fmt: skip
        claims = tuple(
            ClaimRead(one[1], predicate, one[2], Span(*one.span()))
            for one in re.finditer(r"(\w+) owns (\w+)", text.whole)
            for predicate in ("owns", "reported_by")
        )
        return Reading("en", 1.0, (Span(0, len(text.whole)),), tuple(events), claims, abstained=1)


def plain(**given: Any) -> ReportReader:
    return Local(Plain(**given), at_once=2)


@dataclass
class ReadingRoom:
    """`sources`: name to the readers that it names."""

    folder: Path
    sources: Mapping[str, str] = field(default_factory=lambda: {"wire": "[coder]"})
    settings: Mapping[str, Any] = field(default_factory=dict)
    moment: datetime = START
    desk: Desk = field(init=False)

    def __post_init__(self) -> None:
        lines = [
            f"- {{name: {name}, connector: {'human' if name == 'desk' else 'rss'}, read: {readers}, address: in/*}}"
            for name, readers in self.sources.items()
        ]
        (self.folder / "sources.yaml").write_text("\n".join(lines) or "sources: []")
        workspace = Workspace(self.folder, settings_of({**SCOPES, **self.settings}))
        self.desk = Desk(workspace, Ledger.in_memory(lambda: self.moment), lambda: self.moment, lambda _: None)

    def __enter__(self) -> "ReadingRoom":
        return self

    def __exit__(self, *_: object) -> None:
        self.desk.ledger.close()

    def tell(self, key: str, body: str, *, source: str = "wire", marking: Marking = OPEN, **more: Any) -> UUID:
        """A report; the same key again is a new version of it."""
        self.moment += timedelta(minutes=1)
        discipline = "HUMINT" if source == "desk" else "OSINT"
        told_by = Source(source, "human" if source == "desk" else "rss", discipline=discipline, marking=marking)
        builder = RowBuilder(raw_of(f"{key}{body}".encode(), told_by, "x.xml", self.moment))
        more = {"title": f"Report {key}", "published_at": self.moment, **more}
        report = builder.report(key=key, body=body, **more)
        tables = builder.take().tables
        self.desk.ledger.append(Offer(f"{key}/{self.moment}", tables, source, marking, "test", "1"))
        return report

    @property
    def view(self) -> View:
        return operator_view(self.desk.ledger)

    def rows(self, table: str) -> list[dict[str, Any]]:
        return sorted(self.view.read(table).to_pylist(), key=lambda row: str(row["id"]))


def only(**readers: ReportReader) -> Readers:
    return {name: (lambda reader=reader: reader) for name, reader in readers.items()}
