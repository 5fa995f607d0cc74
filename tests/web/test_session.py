"""Coming in and going out: by password and link, and what is refused."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.web.doors import PASSWORD, World

from simurg.web.who import cookie_name

COOKIE = cookie_name(False)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.close()


def first_secret(world: World) -> str:
    link = world.house.first_link()
    assert link is not None
    return link.partition("#first=")[2]


def test_the_first_start_makes_one_administrator_by_the_link(world: World) -> None:
    secret = first_secret(world)
    browser = world.browser()
    assert browser.get("/api/session/ways").json() == {"password": True, "passkey": True, "oidc": [], "first": True}
    said = {"token": secret, "name": "ayse", "display": "Ayşe Y.", "password": PASSWORD}
    assert browser.post("/api/session/first", json=said).json()["name"] == "ayse"
    me = browser.get("/api/me").json()
    assert (me["display"], me["roles"], me["picture"]) == ("Ayşe Y.", ["administrator", "analyst"], "staff")
    assert world.house.first_link() is None
    assert world.browser().get("/api/session/ways").json()["first"] is False
    replayed = world.browser().post("/api/session/first", json={**said, "name": "eve", "password": PASSWORD})
    assert replayed.status_code == 422
    assert world.door.people.find("eve") is None


def test_the_first_link_ends_after_a_day_and_with_the_next_one(world: World) -> None:
    said = {"name": "ayse", "display": "A", "password": PASSWORD}
    old = first_secret(world)
    new = first_secret(world)
    world.wait(hours=24)
    for secret in (old, new, "", "x" * 43):
        answer = world.browser().post("/api/session/first", json={**said, "token": secret})
        assert answer.status_code == 422
    assert world.door.people.none_yet()


def test_a_password_that_breaks_the_rules_does_not_spend_the_link(world: World) -> None:
    secret = first_secret(world)
    said = {"token": secret, "name": "ayse", "display": "A", "password": "short"}
    assert "12 to 256" in world.browser().post("/api/session/first", json=said).json()["detail"]
    assert world.browser().post("/api/session/first", json={**said, "password": PASSWORD}).status_code == 200


def test_whoever_is_invited_chooses_a_password_once(world: World) -> None:
    world.add("root", "administrator")
    root = world.browser("root")
    clearance = {"level": "restricted", "tlp": "amber", "compartments": [], "affiliations": []}
    said = {"name": "mehmet", "display": "Mehmet", "roles": ["analyst"], "clearance": clearance}
    made = root.post("/api/people", json=said)
    assert made.status_code == 201, made.text
    address, _, secret = made.json()["invitation"]["link"].partition("#invited=")
    assert address == "http://localhost:8474/welcome"
    taken = world.browser().post("/api/session/invited", json={"token": secret, "password": PASSWORD})
    assert (taken.status_code, taken.json()["name"]) == (200, "mehmet")
    again = world.browser().post("/api/session/invited", json={"token": secret, "password": PASSWORD + " two"})
    assert again.status_code == 422
    assert world.browser("mehmet").get("/api/me").json()["scope"]["text"] == "RESTRICTED//TLP:AMBER"


def test_nobody_signs_in_with_what_is_wrong_and_all_wrongs_look_alike(world: World) -> None:
    world.add("ayse")
    world.add("root", "administrator")
    from simurg.access.people import Change

    world.add("gone")
    world.door.people.change("gone", Change(state="disabled"))
    told = set()
    for name, password in (
        ("ayse", "wrong"),
        ("nobody", PASSWORD),
        ("gone", PASSWORD),
        ("AYSE", PASSWORD),
        ("ayse'--", "x"),
    ):
        answer = world.browser().post("/api/session", json={"name": name, "password": password})
        assert answer.status_code == 401
        assert "set-cookie" not in answer.headers
        told.add(answer.text)
    assert len(told) == 1


def test_the_cookie_is_not_seen_by_scripts_nor_sent_from_elsewhere(world: World, tmp_path: Path) -> None:
    world.add("ayse")
    given = world.browser().post("/api/session", json={"name": "ayse", "password": PASSWORD}).headers["set-cookie"]
    assert {"HttpOnly", "Path=/", "SameSite=strict"} <= set(given.split("; "))
    assert "Secure" not in given
    secure = World(tmp_path / "secure", https=True)
    secure.add("ayse")
    given = secure.browser().post("/api/session", json={"name": "ayse", "password": PASSWORD}).headers["set-cookie"]
    assert given.startswith("__Host-")
    assert {"HttpOnly", "Path=/", "SameSite=strict", "Secure"} <= set(given.split("; "))
    assert "domain" not in given.lower()
    assert secure.browser("ayse").get("/api/me").status_code == 200
    secure.close()


def test_what_was_in_the_browser_before_is_worth_nothing_after(world: World) -> None:
    world.add("ayse")
    browser = world.browser()
    browser.cookies.set(COOKIE, "fixed-by-somebody-else", domain="localhost.local")
    begun = browser.post("/api/session", json={"name": "ayse", "password": PASSWORD})
    assert COOKIE in begun.headers["set-cookie"]
    assert "fixed-by" not in begun.headers["set-cookie"]
    assert world.browser().get("/api/me", headers={"Cookie": f"{COOKIE}=fixed-by-somebody-else"}).status_code == 401


def test_signing_in_again_ends_what_this_browser_had(world: World) -> None:
    world.add("ayse")
    browser = world.browser("ayse")
    old = browser.cookies[COOKIE]
    assert browser.post("/api/session", json={"name": "ayse", "password": PASSWORD}).status_code == 200
    assert world.browser().get("/api/me", headers={"Cookie": f"{COOKIE}={old}"}).status_code == 401
    assert browser.get("/api/me").status_code == 200


def test_signing_out_ends_the_session_itself(world: World) -> None:
    world.add("ayse")
    browser = world.browser("ayse")
    kept = browser.cookies[COOKIE]
    gone = browser.delete("/api/session")
    assert (gone.status_code, gone.headers["clear-site-data"]) == (204, '"cache", "storage"')
    assert world.browser().get("/api/me", headers={"Cookie": f"{COOKIE}={kept}"}).status_code == 401
    assert browser.delete("/api/session").status_code == 204


def test_a_session_ends_when_it_is_idle_and_in_any_case(world: World) -> None:
    world.add("ayse")
    browser = world.browser("ayse")
    for _ in range(12 * 60 // 50):
        world.wait(minutes=50)
        assert browser.get("/api/me").status_code == 200
    world.wait(minutes=20)
    assert browser.get("/api/me").status_code == 401
    browser = world.browser("ayse")
    world.wait(minutes=60)
    assert browser.get("/api/me").status_code == 401


@pytest.mark.parametrize("forge", [
    lambda one: one[:-1] + ("A" if one[-1] != "A" else "B"), lambda one: one[1:], lambda one: one.swapcase(),
    lambda one: one + one, lambda one: "", lambda one: "'; DROP TABLE sessions; --", lambda one: "x" * 5_000,
])  # fmt: skip
def test_forged_cookies_open_nothing(world: World, forge) -> None:  # type: ignore[no-untyped-def]
    world.add("ayse")
    right = world.browser("ayse").cookies[COOKIE]
    answer = world.browser().get("/api/me", headers={"Cookie": f"{COOKIE}={forge(right)}"})
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, 'Bearer realm="simurg"')
    assert world.browser().get("/api/me", headers={"Cookie": f"{COOKIE}={right}"}).status_code == 200


@pytest.mark.parametrize("headers", [
    {"X-CSRF-Token": ""}, {"X-CSRF-Token": "AAAA"}, {"X-CSRF-Token": "é"}, {"Origin": "http://evil.example"},
    {"Origin": "null"}, {"Origin": "https://localhost:8474"}, {"Origin": "http://localhost:1"},
    {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Sec-Fetch-Site": "none"},
])  # fmt: skip
def test_another_sites_page_changes_nothing(world: World, headers: dict[str, str]) -> None:
    world.add("ayse")
    browser = world.browser("ayse")
    raw = {name: value.encode() for name, value in headers.items()}
    answer = browser.put("/api/me/settings", json={"language": "tr"}, headers=raw)  # type: ignore[arg-type]
    assert (answer.status_code, answer.json()["type"]) == (403, "urn:simurg:problem:foreign")
    assert browser.get("/api/me").json()["language"] == "en"
    assert browser.put("/api/me/settings", json={"language": "tr"}).json()["language"] == "tr"


def test_another_persons_csrf_word_does_not_fit(world: World) -> None:
    world.add("ayse")
    world.add("eve")
    ayse, eve = world.browser("ayse"), world.browser("eve")
    stolen = {"X-CSRF-Token": eve.headers["X-CSRF-Token"]}
    assert ayse.put("/api/me/settings", json={"language": "tr"}, headers=stolen).status_code == 403


def test_another_sites_page_signs_nobody_in_or_out(world: World) -> None:
    world.add("ayse")
    browser = world.browser("ayse")
    elsewhere = {"Origin": "http://evil.example"}
    said = {"name": "ayse", "password": PASSWORD}
    assert world.browser().post("/api/session", json=said, headers=elsewhere).status_code == 403
    assert browser.delete("/api/session", headers=elsewhere).status_code == 403
    assert browser.get("/api/me").status_code == 200


def test_tries_are_limited_by_name_and_the_right_password_waits_too(world: World) -> None:
    world.add("ayse")
    world.add("mehmet")
    for _ in range(10):
        assert world.browser().post("/api/session", json={"name": "ayse", "password": "wrong"}).status_code == 401
    held = world.browser().post("/api/session", json={"name": "ayse", "password": PASSWORD})
    assert (held.status_code, held.headers["retry-after"]) == (429, "120")
    assert world.browser("mehmet").get("/api/me").status_code == 200
    world.wait(seconds=120)
    assert world.browser("ayse").get("/api/me").status_code == 200


def test_tries_are_limited_by_address_over_all_names(world: World) -> None:
    statuses = [
        world.browser().post("/api/session", json={"name": f"name{one}", "password": "wrong"}).status_code
        for one in range(32)
    ]
    assert statuses == [401] * 30 + [429] * 2


def test_requests_of_one_session_are_limited(world: World) -> None:
    world.add("ayse")
    browser, other = world.browser("ayse"), world.browser("ayse")
    statuses = [browser.get("/api/me").status_code for _ in range(302)]
    assert statuses == [200] * 300 + [429] * 2
    assert other.get("/api/me").status_code == 200
    world.wait(seconds=1)
    assert browser.get("/api/me").status_code == 200


def test_a_change_of_the_account_ends_its_sessions(world: World) -> None:
    from simurg.access.people import Change
    from simurg.ontology.markings import Scope

    world.add("root", "administrator")
    world.add("ayse")
    for change in (Change(clearance=Scope(0, 1)), Change(roles=frozenset({"reader"})), Change(state="disabled")):
        browser = world.browser("ayse")
        world.door.people.change("ayse", change)
        assert browser.get("/api/me").status_code == 401


def test_no_answer_sends_a_browser_elsewhere(world: World) -> None:
    world.add("ayse")
    for path in ("/api/session/ways?next=//evil.example", "/api/session/oidc/none?next=https://evil.example"):
        answer = world.browser().get(path, follow_redirects=False)
        assert "evil" not in answer.headers.get("location", "")


def test_bodies_that_are_not_understood_are_told_so_without_their_words(world: World) -> None:
    secret = "hunter2-hunter2"
    for body in (
        {"name": "ayse"},
        {"name": "ayse", "password": secret, "more": secret},
        {"name": 5, "password": secret},
        [],
    ):
        answer = world.browser().post("/api/session", json=body)
        assert answer.status_code == 422
        assert secret not in answer.text
