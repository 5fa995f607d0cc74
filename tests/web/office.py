"""A small exercise workspace that an office has worked in, behind the application: for tests of the desk's routes."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from fastapi import Request
from fastapi.testclient import TestClient

from simurg.access.reader import Reader
from simurg.app.bootstrap import house_of, office_of
from simurg.app.require import requirements_of
from simurg.app.workspace import create
from simurg.exercise.published import published
from simurg.exercise.settings import countries
from simurg.exercise.world import START, World
from simurg.exercise.write import in_memory, put
from simurg.web.asking import signed_out
from simurg.web.server import create_app

MONDAY = START + timedelta(weeks=24, hours=6)
NOW = MONDAY + timedelta(days=7)


@cache
def worked_in() -> Path:
    """Two days of work: what was published, a forecast of cargo each, the watch, a question with answers, a brief."""
    folder = Path(mkdtemp(prefix="simurg-office-"))
    files = in_memory(World.small())
    for moment in (MONDAY, NOW):
        put(published(files, moment), folder, moment)
        create(folder, title="Exercise", exercise=True, countries=countries())
        _work(folder, moment)
    return folder


def _work(folder: Path, moment: datetime) -> None:
    office = office_of(folder, lambda: moment)
    if moment == MONDAY:
        entries = requirements_of((folder / "requirements.yaml").read_text("utf-8"))
        entries[0] |= {"cost_of_miss": 20, "cost_of_false_alarm": 1}
        office.run("require", {"entries": entries})
    office.run("collect", {"watch": True})
    if moment == MONDAY:
        office.run("question", {"do": "publish", "entries": [_question(moment)]})
    for by, chance in (("heron", 0.2), ("lark", 0.6 if moment == NOW else 0.3)):
        given = {"question": "quarrels", "by": by, "why": "a hunch", "probability": chance}
        office.run("question", {"do": "answer", **given})
    if moment == NOW:
        office.run("brief", {"reader": "staff"})


def _question(moment: datetime) -> dict[str, object]:
    rule: dict[str, object] = {"table": "events", "where": {"event_type": "ASSAULT"}, "needs": {"source": "gdelt"}}
    start, end = (f"{moment + timedelta(days=days):%Y-%m-%d}" for days in (10, 20))
    rule |= {"aggregate": "count", "compare": ">= 10", "from": start, "to": end}
    return {"name": "quarrels", "title": "Will there be ten assaults?", "rule": rule, "requirement": "borders"}


@contextmanager
def desk_of(folder: Path, roles: frozenset[str] = frozenset({"analyst"})) -> Iterator[TestClient]:
    """Answers the reader that the header `X-Reader` names, at NOW."""
    house = house_of(folder, lambda: NOW)

    def who(request: Request) -> Reader:
        name = request.headers.get("x-reader")
        if name is None:
            raise signed_out()
        return Reader(name, house.workspace.scope(name), house.workspace.picture(name), roles)

    try:
        with TestClient(create_app(house, who), base_url="http://localhost") as client:
            yield client
    finally:
        house.close()
