"""A small world of our own: three sources, two parties that fall out, a forecast with its record."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from simurg.app.fuse import link_new
from simurg.app.worker import Desk
from simurg.app.workspace import Workspace, settings_of
from simurg.ledger import Ledger, Offer, View
from simurg.ontology.ids import id_of
from simurg.ontology.markings import EVERYTHING, Marking

MOMENT = datetime(2031, 3, 5, 6, tzinfo=UTC)
SINCE = datetime(2031, 2, 26, 6, tzinfo=UTC)


def rows(table: str, given: Sequence[dict[str, Any]]) -> pa.Table:
    """Rows with ids from their content; known on `known_at`."""
    full = [{"id": id_of(table, repr(sorted(row.items()))).bytes, **row} for row in given]
    full = [{"key": row["id"], **row} for row in full]
    names = sorted({name for row in full for name in row})
    columns = {}
    for name in names:
        values = [row.get(name) for row in full]
        columns[name] = pa.array(values, pa.binary(16)) if name in ("id", "key", "report_id") else pa.array(values)
    return pa.table(columns)


class World:
    """A ledger in memory with a clock that stands at MOMENT."""

    def __init__(self) -> None:
        self.ledger = Ledger.in_memory(lambda: MOMENT)
        self._batches = 0

    def add(self, table: str, given: Sequence[dict[str, Any]], source: str = "agency", **offer: Any) -> pa.Table:
        self._batches += 1
        made = rows(table, given)
        self.ledger.append(Offer(f"batch-{self._batches}", {table: made}, source, **offer))
        return made

    def report(self, title: str | None, days_ago: float, source: str = "agency", **content: Any) -> bytes:
        known = MOMENT - timedelta(days=days_ago)
        row = {
            "known_at": known,
            "published_at": known,
            "title": title,
            "reliability": "B",
            "credibility": 2,
            **content,
        }
        return bytes(self.add("reports", [row], source)["id"][0].as_py())

    def event(self, report: bytes | None, days_ago: float, source: str = "agency", **content: Any) -> bytes:
        known = MOMENT - timedelta(days=days_ago)
        row = {"known_at": known, "occurred_from": known, "report_id": report, "event_type": "THREATEN", **content}
        return bytes(self.add("events", [row], source)["id"][0].as_py())

    def require(self, name: str, regions: Sequence[str] = (), topics: Sequence[str] = (), priority: int = 1) -> None:
        row = {
            "known_at": MOMENT - timedelta(days=100), "name": name, "question": f"What about {name}?",
            "regions": list(regions), "topics": list(topics), "priority": priority, "active": True,
        }  # fmt: skip
        self.add("requirements", [row], marking=Marking())

    def fuse(self) -> None:
        """Sketches and links of all reports, as after a collection."""
        settings = settings_of({"pictures": {"staff": {}}, "readers": {"staff": {}}, "default_reader": "staff"})
        link_new(Desk(Workspace(Path(), settings), self.ledger, lambda: MOMENT, lambda _: None))

    def view(self, **how: Any) -> View:
        return self.ledger.as_of(MOMENT, scope=how.pop("scope", EVERYTHING), picture="staff", **how)


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def make_world() -> Callable[[], World]:
    return World


@pytest.fixture
def tense(world: World) -> World:
    """Arlen threatens Bost ever more; a surge is found; forecasts stand with their record."""
    basis = []
    for number in range(16):
        days = number * 0.4 if number < 12 else number - 4.5
        source = ("agency", "gazette", "wire")[number % 3]
        report = world.report(f"Arlen warns Bost, note {number}", days, source, url=f"https://example.org/{number}")
        basis.append(
            world.event(
                report, days, source, actor="Minister_(Arlen)", recipient="Bost", country="Bost", place="Harbour"
            )
        )
    world.report("Bost calls up reserves", 1, "gazette", reliability="F", credibility=6)
    world.report("Bost calls up reserves!", 1.2, "wire")
    world.require("Arlen and Bost", ["Arlen", "Bost"], ["THREATEN", "reserves"])
    world.require("Quiet coast", ["Selmany"], [], 2)
    week = timedelta(days=7)
    finding = {
        "known_at": MOMENT, "picture": "staff", "issued": True, "detector": "surge", "subject": "Arlen – Bost",
        "kind": "pair", "window_from": MOMENT - week, "window_to": MOMENT, "observed": 12.0, "expected": 1.4,
        "p_value": 1e-6, "q_value": 4e-4, "strength": 9.0, "basis": basis[:12],
    }  # fmt: skip
    world.add("findings", [finding])
    forecasts = [
        {
            "known_at": MOMENT, "picture": "staff", "issued": True, "model": "last_18_months",
            "series": "state_based_deaths", "place": "Bost", "horizon": ahead,
            "target_from": datetime(2031, 2 + ahead, 1, tzinfo=UTC),
            "target_to": datetime(2031, 3 + ahead, 1, tzinfo=UTC),
            "samples": [float(value * ahead) for value in range(100)],
        }
        for ahead in range(1, 5)
    ]  # fmt: skip
    world.add("forecasts", forecasts)
    scores = [
        {
            "known_at": MOMENT, "picture": "staff", "issued": False, "model": "last_18_months",
            "series": "state_based_deaths", "measure": measure, "horizon": 1, "value": value, "baseline": base,
            "cases": 240,
        }
        for measure, value, base in (("crps", 12.31, 15.6), ("coverage_80", 0.83, 0.8), ("brier_25", 0.05, 0.081))
    ]  # fmt: skip
    world.add("scores", scores)
    recall = {
        "known_at": MOMENT - timedelta(days=2), "target_kind": "source", "target": "rumour-mill",
        "reason": "Invented by its owner", "by": "desk", "withdrawn": False,
    }  # fmt: skip
    world.add("recalls", [recall])
    return world
