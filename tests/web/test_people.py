"""Whoever manages people: invite, change one after another, disable; and what they may not do."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from tests.web.doors import PASSWORD, World

from simurg.ontology.errors import OperatorError
from simurg.ontology.markings import Scope

CLEARANCE = {"level": "restricted", "tlp": "amber+strict", "compartments": ["LAKE"], "affiliations": []}
NEW = {"name": "mehmet", "display": "Mehmet", "roles": ["analyst"], "clearance": CLEARANCE}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    made.add("root", "administrator")
    made.add("ayse")
    yield made
    made.close()


@pytest.fixture
def root(world: World) -> TestClient:
    return world.browser("root")


def tag(browser: TestClient, name: str) -> dict[str, str]:
    return {"If-Match": browser.get(f"/api/people/{name}").headers["etag"]}


def test_the_list_shows_all_by_name(root: TestClient) -> None:
    told = root.get("/api/people").json()
    assert ([one["name"] for one in told["items"]], told["total"]) == (["ayse", "root"], 2)
    ayse = told["items"][0]
    assert (ayse["picture"], ayse["clearance_text"], ayse["sessions"]) == ("staff", "RESTRICTED//TLP:AMBER+STRICT", 0)


@pytest.mark.parametrize(("method", "path"), [
    ("GET", ""), ("POST", ""), ("GET", "/ayse"), ("PATCH", "/ayse"), ("POST", "/ayse/invitation"),
    ("DELETE", "/ayse/sessions"),
])  # fmt: skip
def test_nobody_else_manages_people_nor_learns_who_there_is(world: World, method: str, path: str) -> None:
    ayse = world.browser("ayse")
    there = ayse.request(method, f"/api/people{path}", json={})
    not_there = ayse.request(method, f"/api/people{path.replace('ayse', 'nobody')}", json={})
    assert there.status_code == not_there.status_code == 403
    assert there.text == not_there.text
    assert world.browser().request(method, f"/api/people{path}", json={}).status_code == 401


def test_an_invited_person_has_what_they_were_given(world: World, root: TestClient) -> None:
    made = root.post("/api/people", json=NEW).json()
    assert (made["person"]["state"], made["person"]["clearance"]) == ("invited", CLEARANCE)
    assert world.browser().post("/api/session", json={"name": "mehmet", "password": PASSWORD}).status_code == 401
    again = root.post("/api/people/mehmet/invitation").json()
    old, new = (one["link"].partition("=")[2] for one in (made["invitation"], again))
    for secret, status in ((old, 422), (new, 200)):
        said = {"token": secret, "password": PASSWORD}
        assert world.browser().post("/api/session/invited", json=said).status_code == status
    assert root.get("/api/people/mehmet").json()["state"] == "active"


@pytest.mark.parametrize("wrong", [
    {"name": "Not A Name"}, {"name": "ayse"}, {"name": ""}, {"roles": []}, {"roles": ["king"]}, {"display": "\u202e"},
    {"clearance": {"level": "cosmic"}}, {"clearance": {"compartments": ["REL-NORTH"]}}, {"more": 1},
    {"clearance": {"level": "open", "tlp": "clear"}}, {"clearance": {"compartments": ["a b"]}},
])  # fmt: skip
def test_what_is_not_understood_makes_nobody(world: World, root: TestClient, wrong: dict[str, Any]) -> None:
    answer = root.post("/api/people", json={**NEW, **wrong})
    assert answer.status_code == 422
    assert len(world.door.people.all()) == 2


def test_two_people_who_change_one_account_do_not_undo_each_other(world: World, root: TestClient) -> None:
    world.add("second", "administrator")
    second = world.browser("second")
    mine, theirs = tag(root, "ayse"), tag(second, "ayse")
    assert root.patch("/api/people/ayse", json={"display": "Ayşe"}, headers=mine).json()["display"] == "Ayşe"
    late = second.patch("/api/people/ayse", json={"display": "A."}, headers=theirs)
    assert (late.status_code, late.json()["type"]) == (412, "urn:simurg:problem:changed-meanwhile")
    assert second.patch("/api/people/ayse", json={"display": "A."}, headers=tag(second, "ayse")).status_code == 200
    assert root.patch("/api/people/ayse", json={"display": "A."}).status_code == 428
    assert root.patch("/api/people/ayse", json={"display": "A."}, headers={"If-Match": "*"}).status_code == 412
    assert root.patch("/api/people/nobody", json={}, headers=mine).status_code == 404


def test_a_smaller_clearance_is_a_smaller_world_at_once(world: World, root: TestClient) -> None:
    ayse = world.browser("ayse")
    less = {"clearance": {"level": "open", "tlp": "green", "compartments": [], "affiliations": []}}
    assert root.patch("/api/people/ayse", json=less, headers=tag(root, "ayse")).status_code == 200
    assert ayse.get("/api/me").status_code == 401
    assert world.browser("ayse").get("/api/me").json()["picture"] == "open"
    assert root.patch("/api/people/ayse", json={"state": "disabled"}, headers=tag(root, "ayse")).status_code == 200
    said = {"name": "ayse", "password": PASSWORD}
    assert world.browser().post("/api/session", json=said).status_code == 401
    assert root.post("/api/people/ayse/invitation").status_code == 422


@pytest.mark.parametrize("change", [
    {"roles": ["administrator", "analyst"]}, {"clearance": {"level": "top-secret", "tlp": "red"}},
    {"state": "disabled"},
])  # fmt: skip
def test_nobody_decides_over_themselves(world: World, root: TestClient, change: dict[str, Any]) -> None:
    world.add("second", "administrator")
    before = world.door.people.account("root")
    answer = root.patch("/api/people/root", json=change, headers=tag(root, "root"))
    assert (answer.status_code, "their own" in answer.json()["detail"]) == (422, True)
    assert world.door.people.account("root") == before
    assert root.patch("/api/people/root", json={"display": "R."}, headers=tag(root, "root")).status_code == 200


def test_who_has_not_come_in_is_not_made_active(root: TestClient) -> None:
    root.post("/api/people", json=NEW)
    answer = root.patch("/api/people/mehmet", json={"state": "active"}, headers=tag(root, "mehmet"))
    assert (answer.status_code, "not come in" in answer.json()["detail"]) == (422, True)


def test_somebody_is_signed_out_everywhere(world: World, root: TestClient) -> None:
    browsers = [world.browser("ayse") for _ in range(3)]
    assert root.delete("/api/people/ayse/sessions").json() == {"ended": 3}
    assert [one.get("/api/me").status_code for one in browsers] == [401] * 3
    assert root.delete("/api/people/nobody/sessions").status_code == 404


def test_every_change_is_written_down_and_none_happens_unwritten(world: World, root: TestClient) -> None:
    root.post("/api/people", json=NEW)
    assert ("root", "people.invited", ("mehmet",), "done") in world.written.entries
    world.written.broken = OperatorError("The audit log cannot be written.")
    assert root.post("/api/people", json={**NEW, "name": "eve"}).status_code == 503
    less = {"state": "disabled"}
    assert root.patch("/api/people/ayse", json=less, headers=tag(root, "ayse")).status_code == 503
    assert world.browser().post("/api/session", json={"name": "ayse", "password": PASSWORD}).status_code == 503
    assert world.door.people.find("eve") is None
    assert world.door.people.account("ayse").state == "active"
    assert world.door.sessions.of("ayse", world.at) == []


def test_an_account_that_sees_no_picture_is_told_so(world: World) -> None:
    world.add("mehmet", scope=Scope(0, 0))
    browser = world.browser("mehmet")
    answer = browser.get("/api/me")
    assert (answer.status_code, answer.json()["type"]) == (403, "urn:simurg:problem:no-picture")


def test_no_password_or_secret_is_in_the_audit_log(world: World, root: TestClient) -> None:
    link = root.post("/api/people", json=NEW).json()["invitation"]["link"]
    secret = link.partition("=")[2]
    world.browser().post("/api/session/invited", json={"token": secret, "password": PASSWORD})
    world.browser().post("/api/session", json={"name": PASSWORD, "password": "x"})
    written = repr(world.written.entries)
    assert PASSWORD not in written
    assert secret not in written
    assert ("-", "session.refused", ("password",), "refused") in world.written.entries
