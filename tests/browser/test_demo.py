"""The demo of the workbench: whoever opens it finds something on every screen, and nobody's name."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from fastapi import Request
from fastapi.testclient import TestClient

from simurg.access.reader import Reader
from simurg.app.bootstrap import house_of
from simurg.app.demo_human import PSEUDONYM
from simurg.web.server import create_app

ROLES = frozenset({"analyst", "handler"})
LISTS = ("inbox", "recalls", "forecasts", "questions", "requirements", "sources", "entities", "stories")


@pytest.fixture(scope="module")
def cell(exercise: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The demo as whoever is cleared for all of it sees it."""
    folder = tmp_path_factory.mktemp("demo") / "world"
    copytree(exercise, folder)
    house = house_of(folder)
    scope, picture = house.workspace.scope("cell"), house.workspace.picture("cell")

    def who(_: Request) -> Reader:
        return Reader("cell", scope, picture, ROLES)

    with TestClient(create_app(house, who), base_url="http://localhost") as client:
        yield client
    house.close()


def get(cell: TestClient, path: str) -> Any:
    answer = cell.get(f"/api/{path}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_every_list_of_the_demo_has_something(cell: TestClient) -> None:
    assert [name for name in LISTS if not get(cell, name)["items"]] == []
    assert len(get(cell, "morning?since=2024-11-01")["cards"]) >= 3
    assert get(cell, "scores")["groups"]


def test_the_demos_countries_are_told_by_one_code_and_name(cell: TestClient) -> None:
    countries = get(cell, "map")["countries"]
    assert {(one["country"], one["name"]) for one in countries} >= {("XOR", "Orrelia"), ("XDU", "Durane")}
    assert all(len(one["country"]) == 3 for one in countries)
    assert all(one["country"] for one in get(cell, "forecasts")["items"])
    assert not [one for one in get(cell, "requirements")["items"] if one["doubts"]]


def test_the_demos_human_source_has_reports_and_a_contact_and_its_name_stands_nowhere(
    cell: TestClient, exercise: Path
) -> None:
    (source,) = get(cell, "human/sources")["items"]
    assert (source["pseudonym"], source["sealed"], source["reports"], source["contacts"]) == (PSEUDONYM, True, 2, 1)
    files = [path for path in exercise.rglob("*") if path.is_file()]
    assert files
    assert [path for path in files if b"Vantongeren" in path.read_bytes()] == []
