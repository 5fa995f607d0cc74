"""One's own things: who one is here, settings, password, sessions, passkeys."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.access.sessions.authenticator import Authenticator
from tests.web.doors import NOW, PASSWORD, STAFF, World

from simurg.access.reader import Reader
from simurg.web.server import create_app

OTHER = "lantern orchard pebble 9"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    made.add("ayse")
    made.add("eve")
    yield made
    made.close()


def test_one_learns_who_one_is_and_what_one_may(world: World) -> None:
    told = world.browser("ayse").get("/api/me").json()
    assert told["actions"] == ["read", "export", "grade", "note", "answer", "require", "produce", "collect"]
    assert told["scope"]["text"] == told["marking"] == "RESTRICTED//TLP:AMBER+STRICT"
    assert (told["title"], told["exercise"], told["theme"], told["last_looked"]) == (
        "Early warning",
        False,
        "system",
        None,
    )
    world.door.people.looked("ayse", NOW)
    assert world.browser("ayse").get("/api/me").json()["last_looked"] == "2026-11-01T06:00:00Z"


def test_settings_are_kept_and_wrong_ones_refused(world: World) -> None:
    browser = world.browser("ayse")
    assert browser.put("/api/me/settings", json={"language": "tr", "theme": "dark"}).json()["theme"] == "dark"
    for wrong in ({"language": "xx"}, {"theme": "red"}, {"more": 1}):
        assert browser.put("/api/me/settings", json=wrong).status_code == 422
    assert world.browser("ayse").get("/api/me").json()["language"] == "tr"


def test_a_new_password_needs_the_old_one_and_ends_other_sessions(world: World) -> None:
    here, elsewhere = world.browser("ayse"), world.browser("ayse")
    assert here.put("/api/me/password", json={"current": "wrong", "password": OTHER}).status_code == 422
    assert here.put("/api/me/password", json={"current": PASSWORD, "password": "short"}).status_code == 422
    assert elsewhere.get("/api/me").status_code == 200
    assert here.put("/api/me/password", json={"current": PASSWORD, "password": OTHER}).status_code == 204
    assert (here.get("/api/me").status_code, elsewhere.get("/api/me").status_code) == (200, 401)
    for password, status in ((PASSWORD, 401), (OTHER, 200)):
        assert world.browser().post("/api/session", json={"name": "ayse", "password": password}).status_code == status


def test_an_open_browser_cannot_be_used_to_guess_the_password(world: World) -> None:
    browser = world.browser("ayse")
    said = {"current": "wrong", "password": OTHER}
    statuses = [browser.put("/api/me/password", json=said).status_code for _ in range(12)]
    assert statuses == [422] * 10 + [429] * 2


def test_one_sees_and_ends_ones_own_sessions_only(world: World) -> None:
    here, elsewhere, eve = world.browser("ayse"), world.browser("ayse"), world.browser("eve")
    told = here.get("/api/me/sessions").json()["items"]
    assert [one["here"] for one in told].count(True) == 1
    assert {one["way"] for one in told} == {"password"}
    other = next(one["id"] for one in told if not one["here"])
    assert eve.delete(f"/api/me/sessions/{other}").status_code == 404
    assert elsewhere.get("/api/me").status_code == 200
    assert here.delete(f"/api/me/sessions/{other}").status_code == 204
    assert elsewhere.get("/api/me").status_code == 401
    assert here.delete("/api/me/sessions/nonsense").status_code == 422


def test_a_passkey_signs_in_and_a_replayed_one_does_not(world: World) -> None:
    browser, key = world.browser("ayse"), Authenticator()
    origin = "http://localhost:8474"
    options = browser.post("/api/me/passkeys/options").json()["publicKey"]
    made = browser.post("/api/me/passkeys", json={"title": "Key", "credential": key.create(options, origin)})
    assert (made.status_code, made.json()["title"]) == (201, "Key")
    come = world.browser()
    answer = key.get(come.post("/api/session/passkey/options").json()["publicKey"], origin)
    assert come.post("/api/session/passkey", json={"credential": answer}).json()["name"] == "ayse"
    assert come.get("/api/me").json()["name"] == "ayse"
    assert world.browser().post("/api/session/passkey", json={"credential": answer}).status_code == 401
    for wrong in ({}, {"id": 5}, {"response": []}):
        assert world.browser().post("/api/session/passkey", json={"credential": wrong}).status_code == 401
    number = browser.get("/api/me/passkeys").json()["items"][0]["id"]
    assert world.browser("eve").delete(f"/api/me/passkeys/{number}").status_code == 404
    assert browser.delete(f"/api/me/passkeys/{number}").status_code == 204
    answer = key.get(come.post("/api/session/passkey/options").json()["publicKey"], origin)
    assert world.browser().post("/api/session/passkey", json={"credential": answer}).status_code == 401


def test_where_passkeys_are_required_a_password_is_good_until_the_first_one(tmp_path: Path) -> None:
    world = World(tmp_path / "strict", settings="sign_in: {passkeys: required}")
    world.add("ayse")
    browser, key, origin = world.browser("ayse"), Authenticator(), "http://localhost:8474"
    options = browser.post("/api/me/passkeys/options").json()["publicKey"]
    browser.post("/api/me/passkeys", json={"title": "Key", "credential": key.create(options, origin)})
    for password in (PASSWORD, "wrong"):
        answer = world.browser().post("/api/session", json={"name": "ayse", "password": password})
        assert (answer.status_code, "passkey" in answer.text) == (401, password == PASSWORD)
    answer = key.get(world.browser().post("/api/session/passkey/options").json()["publicKey"], origin)
    assert world.browser().post("/api/session/passkey", json={"credential": answer}).status_code == 200
    world.close()


def test_a_passkey_of_a_disabled_account_opens_nothing(world: World) -> None:
    from simurg.access.people import Change

    world.add("root", "administrator")
    browser, key = world.browser("ayse"), Authenticator()
    origin = "http://localhost:8474"
    options = browser.post("/api/me/passkeys/options").json()["publicKey"]
    browser.post("/api/me/passkeys", json={"title": "Key", "credential": key.create(options, origin)})
    world.door.people.change("ayse", Change(state="disabled"))
    answer = key.get(world.browser().post("/api/session/passkey/options").json()["publicKey"], origin)
    assert world.browser().post("/api/session/passkey", json={"credential": answer}).status_code == 401


def test_an_address_that_is_a_number_has_no_passkeys(world: World) -> None:
    browser = world.browser(host="127.0.0.1:8474")
    assert browser.get("/api/session/ways").json()["passkey"] is False
    answer = browser.post("/api/session/passkey/options")
    assert (answer.status_code, "localhost" in answer.json()["hint"]) == (422, True)


def test_what_lets_one_come_back_needs_a_fresh_sign_in(world: World) -> None:
    browser = world.browser("ayse")
    world.wait(minutes=16)
    token = {"title": "t", "roles": ["analyst"], "scope": {"tlp": "green"}, "days": 1}
    for method, path, body in (
        ("POST", "/api/me/passkeys/options", None), ("POST", "/api/me/passkeys", {"title": "x", "credential": {}}),
        ("DELETE", "/api/me/passkeys/AAAA", None), ("POST", "/api/tokens", token),
    ):  # fmt: skip
        answer = browser.request(method, path, json=body)
        assert (answer.status_code, answer.json()["type"]) == (403, "urn:simurg:problem:sign-in-again")
    assert world.browser("ayse").post("/api/tokens", json=token).status_code == 201


def test_a_reader_without_an_account_is_told_too(world: World) -> None:
    from fastapi.testclient import TestClient

    from simurg.access.pictures import picture_for

    picture = picture_for(STAFF, world.house.workspace.settings.pictures)
    app = create_app(world.house, lambda _: Reader("guest", STAFF, picture, frozenset({"reader"})))
    told = TestClient(app, base_url="http://localhost").get("/api/me").json()
    assert (told["name"], told["display"], told["csrf"], told["language"]) == ("guest", "guest", None, "en")
