"""An open stream of events ends with the rights of whoever opened it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from tests.web.doors import PASSWORD, World
from tests.web.served import served

from simurg.access.people import Change
from simurg.ontology.markings import Scope

WAYS: dict[str, Callable[[World], object]] = {
    "disabled": lambda world: world.door.people.change("ayse", Change(state="disabled")),
    "less": lambda world: world.door.people.change("ayse", Change(clearance=Scope(0, 1))),
    "signed out": lambda world: world.door.sessions.end_all("ayse"),
    "idle": lambda world: world.wait(hours=1),
}

MOST_LINES = 8
"""A stream that goes on says more than these, or nothing until the timeout."""


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    made.add("root", "administrator")
    made.add("ayse")
    yield made
    made.close()


@pytest.mark.parametrize("way", WAYS)
def test_an_open_stream_ends_with_the_rights(world: World, way: str) -> None:
    with served(world.app) as address, httpx.Client(base_url=address, timeout=20) as browser:
        said = {"name": "ayse", "password": PASSWORD}
        assert browser.post("/api/session", json=said).status_code == 200
        with browser.stream("GET", "/api/live", headers={"Accept": "text/event-stream"}) as stream:
            lines = stream.iter_lines()
            assert any("hello" in line for line in lines)
            WAYS[way](world)
            assert sum(1 for _ in zip(lines, range(MOST_LINES), strict=False)) < MOST_LINES
        assert browser.get("/api/me").status_code == 401


def test_a_machines_stream_ends_with_its_token(world: World) -> None:
    account = world.door.people.account("ayse")
    with served(world.app) as address:
        from datetime import timedelta

        token, secret = world.door.tokens.make(
            account, "t", frozenset({"analyst"}), account.clearance, world.at, timedelta(days=1)
        )
        headers = {"Authorization": f"Bearer {secret}", "Accept": "text/event-stream"}
        with httpx.stream("GET", f"{address}/api/live", headers=headers, timeout=20) as stream:
            lines = stream.iter_lines()
            assert any("hello" in line for line in lines)
            world.door.tokens.end(token.id)
            assert sum(1 for _ in zip(lines, range(MOST_LINES), strict=False)) < MOST_LINES
        assert httpx.get(f"{address}/api/me", headers=headers).status_code == 401
