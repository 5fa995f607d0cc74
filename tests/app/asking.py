"""A small world of questions: a ledger in memory with sources that tell months and events, and a desk at it."""

import atexit
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any

from simurg.access.pictures import Picture
from simurg.app.question import question
from simurg.app.recall import recall
from simurg.app.worker import Desk
from simurg.app.workspace import Workspace, settings_of
from simurg.ledger import Ledger, Offer
from simurg.ledger.columns import table_of
from simurg.ontology.ids import digest_of
from simurg.ontology.markings import Marking

LOW, HIGH = Marking(0, 1), Marking(2, 3)
NOW = datetime(2026, 3, 1, tzinfo=UTC)
SETTINGS = settings_of(
    {
        "pictures": {"open": {"level": "open", "tlp": "green"}, "all": {"level": "secret", "tlp": "red"}},
        "readers": {"public": {"level": "open", "tlp": "green"}, "chief": {"level": "secret", "tlp": "red"}},
        "default_reader": "chief",
    }
)
DEATHS: dict[str, Any] = {
    "name": "deaths-april",
    "title": "Will 25 people die in April?",
    "rule": {
        "table": "measurements",
        "where": {"series": "deaths", "country": "NRV"},
        "aggregate": "sum",
        "compare": ">= 25",
        "from": "2026-04-01",
        "to": "2026-05-01",
    },
}
CLASHES: dict[str, Any] = {
    "name": "clashes-april",
    "title": "Will there be three clashes in April?",
    "rule": {
        "table": "events",
        "where": {"event_type": "ASSAULT", "country": "NRV"},
        "needs": {"source": "wire"},
        "aggregate": "count",
        "compare": ">= 3",
        "from": "2026-04-01",
        "to": "2026-05-01",
    },
}


@cache
def _folder() -> Path:
    folder = Path(mkdtemp(prefix="simurg-questions-"))
    atexit.register(rmtree, folder)
    (folder / "sources.yaml").write_text("sources: []\n")
    return folder


def month_of(year: int, month: int) -> tuple[datetime, datetime]:
    return datetime(year, month, 1, tzinfo=UTC), datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)


@dataclass
class Asking:
    """Every act is a second after the one before; `until` moves the clock on."""

    moment: datetime = NOW
    desk: Desk = field(init=False)

    def __post_init__(self) -> None:
        ledger = Ledger.in_memory(lambda: self.moment)
        self.desk = Desk(Workspace(_folder(), SETTINGS), ledger, lambda: self.moment, lambda _: None)

    def __enter__(self) -> "Asking":
        return self

    def __exit__(self, *_: object) -> None:
        self.desk.ledger.close()

    @property
    def ledger(self) -> Ledger:
        return self.desk.ledger

    def until(self, moment: datetime) -> None:
        self.moment = moment

    def do(self, what: str, reader: str = "chief", **more: Any) -> dict[str, Any]:
        self.moment += timedelta(seconds=1)
        return question(self.desk, {"do": what, "reader": reader, **more})

    def publish(self, *entries: dict[str, Any], reader: str = "chief") -> dict[str, Any]:
        return self.do("publish", reader, entries=list(entries))

    def answer(self, name: str, chance: float, by: str = "ann", reader: str = "chief") -> dict[str, Any]:
        return self.do("answer", reader, question=name, probability=chance, by=by, why="a reason")

    def tell_months(self, values: dict[tuple[int, int], float], source: str = "ucdp", marking: Marking = LOW) -> None:
        """Deaths by month in NRV; telling a month again revises it."""
        self.moment += timedelta(seconds=1)
        rows, report = [], digest_of("table", source, str(self.moment))
        for (year, month), value in values.items():
            start, end = month_of(year, month)
            key = digest_of("month", source, year, month)
            told = {"series": "deaths", "country": "NRV", "period_from": start, "period_to": end, "value": value}
            rows.append({"id": digest_of(key, value, str(self.moment)), "key": key, "known_at": self.moment, **told})
            rows[-1]["report_id"] = report
        self._offer("reports", [{"id": report, "key": report, "known_at": self.moment}], source, marking)
        self._offer("measurements", rows, source, marking)

    def tell_clashes(self, *moments: datetime, source: str = "wire", marking: Marking = LOW) -> None:
        """An event of now, or of each moment, known at once."""
        rows = []
        for number, moment in enumerate(moments):
            name = digest_of("clash", source, str(moment), number)
            told = {"event_type": "ASSAULT", "country": "NRV", "occurred_from": moment}
            rows.append({"id": name, "key": name, "known_at": max(moment, NOW - timedelta(days=4000)), **told})
        self._offer("events", rows, source, marking)

    def tell_claims(self, *claims: tuple[str, datetime | None], source: str = "wire", marking: Marking = LOW) -> None:
        """Where the council is: a place, and from when on."""
        rows = []
        for place, since in claims:
            name = digest_of("claim", source, place, str(since), str(self.moment))
            told = {"subject": "Council", "predicate": "located_in", "object": place, "valid_from": since}
            rows.append({"id": name, "key": name, "known_at": self.moment, **told})
        self._offer("claims", rows, source, marking)

    def report(self, *moments: datetime, source: str = "wire", marking: Marking = LOW) -> None:
        """Reports without events: the source lives."""
        rows = []
        for moment in moments:
            name = digest_of("report", source, str(moment))
            rows.append({"id": name, "key": name, "known_at": moment, "title": "Calm"})
        self._offer("reports", rows, source, marking)

    def recall(self, source: str, *, undo: bool = False, reader: str = "chief") -> dict[str, Any]:
        self.moment += timedelta(seconds=1)
        return recall(self.desk, {"target": source, "why": "forged", "undo": undo, "reader": reader})

    def picture(self, reader: str = "chief") -> Picture:
        return self.desk.workspace.picture(reader)

    def view(self, reader: str = "chief") -> Any:
        picture = self.picture(reader)
        return self.ledger.as_of(scope=picture.scope, picture=picture.name)

    def _offer(self, table: str, rows: list[dict[str, Any]], source: str, marking: Marking) -> None:
        name = digest_of(table, source, *(row["id"] for row in rows)).hex()
        self.ledger.append(Offer(name, {table: table_of(table, rows)}, source_name=source, marking=marking))


def days(start: datetime, count: int, step: int = 1) -> list[datetime]:
    return [start + timedelta(days=step * number) for number in range(count)]
