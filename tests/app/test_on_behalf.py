"""Jobs run with no more than whoever asked has left, and are told of to nobody who reaches less."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.web.doors import STAFF, World

from simurg.access.people import Change
from simurg.access.pictures import Picture
from simurg.access.reader import Reader
from simurg.app.on_behalf import lent, may_follow, on_behalf_of
from simurg.app.workspace import Workspace
from simurg.ontology.errors import CallerError
from simurg.ontology.markings import Scope

OPEN = Scope(0, 1)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    made.add("ayse", "analyst", "handler")
    yield made
    made.close()


def reader(world: World) -> Reader:
    return world.door.people.reader("ayse", world.house.workspace.settings.pictures)


def token_of(world: World) -> Reader:
    made, _ = world.door.tokens.make(
        world.door.people.active("ayse"), "nightly", frozenset({"analyst"}), OPEN, world.at, timedelta(days=1)
    )
    return Reader("ayse", OPEN, Picture("open", OPEN), frozenset({"analyst"}), made.id)


def workspace(world: World) -> Workspace:
    return world.house.workspace


def test_a_job_of_a_token_sees_what_the_token_sees_and_not_what_its_owner_does(world: World) -> None:
    own = lent(workspace(world), on_behalf_of(token_of(world)))
    assert (own.scope("@ayse"), own.picture("@ayse").name) == (OPEN, "open")
    assert lent(workspace(world), on_behalf_of(reader(world))).scope("@ayse") == STAFF
    assert own.scope("operator").level == 4  # readers of the settings have no token


def test_a_token_that_was_ended_has_its_jobs_refused(world: World) -> None:
    machine = token_of(world)
    asked = on_behalf_of(machine)
    assert machine.token is not None
    world.door.tokens.end(machine.token)
    with pytest.raises(CallerError, match="was ended"):
        lent(workspace(world), asked)


@pytest.mark.parametrize(
    "change", [Change(state="disabled"), Change(clearance=OPEN), Change(roles=frozenset({"handler"}))]
)
def test_whoever_lost_something_while_their_job_waited_has_it_refused(world: World, change: Change) -> None:
    world.add("root", "administrator")
    asked = on_behalf_of(reader(world))
    world.door.people.change("ayse", change)
    with pytest.raises(CallerError):
        lent(workspace(world), asked)


def test_what_a_job_told_is_told_to_nobody_who_reaches_less(world: World) -> None:
    pictures = workspace(world).settings.pictures
    person, machine = reader(world), token_of(world)
    own, machines = on_behalf_of(person), on_behalf_of(machine)

    def follows(who: Reader, arguments: dict[str, Any]) -> bool:
        return may_follow(who, arguments, pictures)

    assert follows(person, own)
    assert follows(person, machines)
    assert follows(machine, machines)
    assert not follows(machine, own)
    assert not follows(replace(machine, token="another"), machines)
    assert not follows(replace(person, name="omar"), own)
    assert not follows(replace(person, scope=OPEN, picture=Picture("open", OPEN)), own)  # cleared for less since
    assert not follows(person, {"entries": []})


def test_over_http_a_token_hears_nothing_of_its_owners_jobs(world: World) -> None:
    browser = world.browser("ayse")
    scope = {"level": "open", "tlp": "green"}
    said = {"title": "nightly", "roles": ["analyst"], "scope": scope, "days": 1}
    secret = browser.post("/api/tokens", json=said).json()["secret"]
    number = browser.post("/api/products", json={}).json()["job"]
    headers = {"Authorization": f"Bearer {secret}"}
    machine = world.browser()
    assert machine.get(f"/api/jobs/{number}", headers=headers).status_code == 404
    assert machine.get("/api/jobs", headers=headers).json() == {"items": []}
    assert browser.get(f"/api/jobs/{number}").status_code == 200
    again = machine.post("/api/products", json={}, headers={**headers, "Idempotency-Key": "k"}).json()["job"]
    assert browser.post("/api/products", json={}, headers={"Idempotency-Key": "k"}).json()["job"] != again
