"""Tokens of machines over HTTP: what they see, what they may not, and forged ones."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from tests.web.doors import World

from simurg.access.people import Change
from simurg.ontology.markings import Scope

SCOPE = {"level": "restricted", "tlp": "amber+strict", "compartments": [], "affiliations": []}
NEW = {"title": "nightly", "roles": ["analyst"], "scope": SCOPE, "days": 30}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    made.add("root", "administrator", "analyst")
    made.add("ayse", "analyst", "handler")
    yield made
    made.close()


def machine(world: World, secret: str) -> TestClient:
    headers = {"Authorization": f"Bearer {secret}"}
    return TestClient(world.app, base_url="http://localhost:8474", headers=headers, raise_server_exceptions=False)


def secret_of(world: World, name: str = "ayse", **parts: object) -> str:
    made = world.browser(name).post("/api/tokens", json={**NEW, **parts})
    assert made.status_code == 201, made.text
    return str(made.json()["secret"])


def test_a_machine_reads_as_its_token_says_and_needs_no_csrf_word(world: World) -> None:
    one = machine(world, secret_of(world))
    told = one.get("/api/me").json()
    assert (told["name"], told["roles"], told["picture"], told["csrf"]) == ("ayse", ["analyst"], "staff", None)
    narrow = machine(world, secret_of(world, scope={"level": "open", "tlp": "green"})).get("/api/me").json()
    assert (narrow["picture"], narrow["scope"]["text"]) == ("open", "OPEN//TLP:GREEN")


def test_what_the_owner_loses_the_token_loses(world: World) -> None:
    one = machine(world, secret_of(world))
    world.door.people.change("ayse", Change(clearance=Scope(0, 1)))
    assert one.get("/api/me").json()["picture"] == "open"
    world.door.people.change("ayse", Change(roles=frozenset({"handler"})))
    assert one.get("/api/me").json()["actions"] == []
    assert one.get("/api/jobs").status_code == 403
    world.door.people.change("ayse", Change(state="disabled"))
    assert one.get("/api/me").status_code == 401


@pytest.mark.parametrize("parts", [
    {"roles": ["handler"]}, {"roles": ["administrator"]}, {"roles": ["partner"]}, {"roles": []}, {"days": 0},
    {"days": 400},
    {"scope": {"level": "secret", "tlp": "red"}}, {"scope": {**SCOPE, "compartments": ["*"]}}, {"title": ""},
    {"scope": {"level": "open", "tlp": "clear"}},
])  # fmt: skip
def test_nobody_makes_a_token_of_more_than_they_have(world: World, parts: dict[str, object]) -> None:
    assert world.browser("ayse").post("/api/tokens", json={**NEW, **parts}).status_code == 422
    assert world.door.tokens.of() == []


def test_a_machine_makes_no_way_back_and_manages_nobody(world: World) -> None:
    one = machine(world, secret_of(world, "root"))
    assert one.get("/api/jobs").status_code == 200
    for method, path, body in (
        ("POST", "/api/tokens", NEW), ("GET", "/api/tokens", None), ("GET", "/api/people", None),
        ("PUT", "/api/me/settings", {}), ("PUT", "/api/me/password", {"current": "x", "password": "y"}),
        ("GET", "/api/me/sessions", None), ("POST", "/api/me/passkeys/options", None),
    ):  # fmt: skip
        assert one.request(method, path, json=body).status_code == 403, path


@pytest.mark.parametrize("forge", [
    lambda one: one[:-1] + ("A" if one[-1] != "A" else "B"), lambda one: one.removeprefix("simurg_"),
    lambda one: one.upper(),
    lambda one: "", lambda one: "simurg_", lambda one: one + " " + one, lambda one: "x" * 6_000,
    lambda one: "' OR 1=1 --",
])  # fmt: skip
def test_forged_tokens_open_nothing(world: World, forge) -> None:  # type: ignore[no-untyped-def]
    answer = machine(world, forge(secret_of(world))).get("/api/me")
    assert (answer.status_code, "invalid_token" in answer.headers["www-authenticate"]) == (401, True)


def test_other_kinds_of_authorization_open_nothing_even_beside_a_cookie(world: World) -> None:
    secret = secret_of(world)
    browser = world.browser("ayse")
    for header in (f"Basic {secret}", secret, f"Token {secret}", ""):
        assert browser.get("/api/me", headers={"Authorization": header}).status_code == 401
    assert machine(world, secret).get("/api/me", headers={"Authorization": f"bearer {secret}"}).status_code == 200


def test_a_token_ends_by_itself_and_by_its_owner(world: World) -> None:
    secret = secret_of(world, days=2)
    one = machine(world, secret)
    browser = world.browser("ayse")
    listed = browser.get("/api/tokens").json()["items"]
    assert ([item["title"] for item in listed], listed[0]["used_at"]) == (["nightly"], None)
    assert secret not in browser.get("/api/tokens").text
    world.wait(days=1)
    assert one.get("/api/me").status_code == 200
    world.wait(days=1)
    assert one.get("/api/me").status_code == 401


def test_one_ends_ones_own_and_whoever_manages_people_any(world: World) -> None:
    secret_of(world, "root")
    secret_of(world, "ayse")
    ayse, root = world.browser("ayse"), world.browser("root")
    roots = next(one.id for one in world.door.tokens.of("root"))
    ayses = next(one.id for one in world.door.tokens.of("ayse"))
    assert ayse.get("/api/tokens").json()["total"] == 1
    assert root.get("/api/tokens").json()["total"] == 2
    assert ayse.delete(f"/api/tokens/{roots}").status_code == 404
    assert root.delete(f"/api/tokens/{ayses}").status_code == 204
    assert ayse.delete(f"/api/tokens/{ayses}").status_code == 404
    assert ("root", "token.ended", (ayses,), "done") in world.written.entries
