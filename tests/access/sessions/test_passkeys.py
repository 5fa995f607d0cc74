"""Passkeys: made and used with a software authenticator; replayed, moved and altered answers are refused."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from tests.access.sessions.authenticator import PRESENT, VERIFIED, Authenticator, raw, text
from tests.web.doors import NOW, QUICK, STAFF, Repeats

from simurg.access.door import Door
from simurg.access.people import Account
from simurg.access.sessions.passkeys import LASTS, MOST_PASSKEYS, Site
from simurg.access.sessions.settings import SignIn
from simurg.ontology.errors import CallerError

SITE = Site("localhost", "http://localhost:8474", "Early warning")


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    made = Door.open(tmp_path / "state.db", SignIn(), draw=Repeats(), clock=lambda: NOW, hasher=QUICK)
    for name in ("ayse", "eve"):
        made.people.add(Account(name, name.title(), frozenset({"analyst"}), STAFF, "active"), NOW)
    yield made
    made.close()


def with_key(door: Door, name: str = "ayse", key: Authenticator | None = None) -> Authenticator:
    key = key or Authenticator()
    account = door.people.account(name)
    door.passkeys.make(account, SITE, "Key", key.create(door.passkeys.to_make(account, SITE, NOW), SITE.origin), NOW)
    return key


def refused(door: Door, answer: Any, at: Any = NOW) -> None:
    with pytest.raises(CallerError, match="not accepted"):
        door.passkeys.use(SITE, answer, at)


def test_a_passkey_is_made_and_signs_its_person_in(door: Door) -> None:
    key = with_key(door)
    for _ in range(3):
        assert door.passkeys.use(SITE, key.get(door.passkeys.to_use(SITE, NOW), SITE.origin), NOW) == "ayse"
    assert [(one.title, one.used_at) for one in door.passkeys.of("ayse")] == [("Key", NOW)]
    assert door.passkeys.of("eve") == []


def test_an_authenticator_that_does_not_count_is_taken(door: Door) -> None:
    key = with_key(door, key=Authenticator(keeps_count=False))
    for _ in range(2):
        assert door.passkeys.use(SITE, key.get(door.passkeys.to_use(SITE, NOW), SITE.origin), NOW) == "ayse"


def test_the_options_ask_for_a_verified_person_and_name_nobody(door: Door) -> None:
    options = door.passkeys.to_use(SITE, NOW)
    assert (options["userVerification"], options.get("allowCredentials", [])) == ("required", [])
    made = door.passkeys.to_make(door.people.account("ayse"), SITE, NOW)
    assert made["authenticatorSelection"]["userVerification"] == "required"
    assert b"ayse" not in raw(made["user"]["id"])
    again = door.passkeys.to_make(door.people.account("ayse"), SITE, NOW)
    assert (again["user"]["id"], again["challenge"] != made["challenge"]) == (made["user"]["id"], True)


def test_a_replayed_answer_is_refused(door: Door) -> None:
    key = with_key(door)
    answer = key.get(door.passkeys.to_use(SITE, NOW), SITE.origin)
    assert door.passkeys.use(SITE, answer, NOW) == "ayse"
    refused(door, answer)


@pytest.mark.parametrize("origin", ["http://evil.example", "https://localhost:8474", "http://localhost:1", "null", ""])
def test_an_answer_for_another_site_is_refused(door: Door, origin: str) -> None:
    key = with_key(door)
    refused(door, key.get(door.passkeys.to_use(SITE, NOW), origin))


def test_wrong_parts_are_refused(door: Door) -> None:
    key = with_key(door)
    for wrong in (
        {"rp_id": "evil.example"},
        {"challenge": text(b"of nobody" * 4)},
        {"flags": PRESENT},
        {"flags": VERIFIED},
    ):
        refused(door, key.get(door.passkeys.to_use(SITE, NOW), SITE.origin, **wrong))
    other = Authenticator(number=key.number, key=ec.derive_private_key(999, ec.SECP256R1()), counter=9)
    refused(door, other.get(door.passkeys.to_use(SITE, NOW), SITE.origin))
    unknown = Authenticator(number=b"nobody's key")
    refused(door, unknown.get(door.passkeys.to_use(SITE, NOW), SITE.origin))


def test_a_copied_authenticator_is_found_by_its_counter(door: Door) -> None:
    key = with_key(door)
    copy = Authenticator(handle=key.handle)
    for _ in range(2):
        door.passkeys.use(SITE, key.get(door.passkeys.to_use(SITE, NOW), SITE.origin), NOW)
    refused(door, copy.get(door.passkeys.to_use(SITE, NOW), SITE.origin))


def test_a_challenge_ends_and_is_for_one_purpose_and_one_person(door: Door) -> None:
    key = with_key(door)
    refused(door, key.get(door.passkeys.to_use(SITE, NOW), SITE.origin), NOW + LASTS)
    ayse, eve = door.people.account("ayse"), door.people.account("eve")
    options = door.passkeys.to_make(ayse, SITE, NOW)
    refused(door, key.get({"rpId": "localhost", "challenge": options["challenge"]}, SITE.origin))
    second = Authenticator(number=b"second")
    with pytest.raises(CallerError, match="not accepted"):
        door.passkeys.make(eve, SITE, "Key", second.create(door.passkeys.to_make(ayse, SITE, NOW), SITE.origin), NOW)
    late = second.create(door.passkeys.to_make(ayse, SITE, NOW), SITE.origin)
    with pytest.raises(CallerError, match="not accepted"):
        door.passkeys.make(ayse, SITE, "Key", late, NOW + timedelta(hours=1))


def test_wrong_new_passkeys_are_refused(door: Door) -> None:
    account = door.people.account("ayse")
    for wrong in ({"flags": PRESENT}, {"rp_id": "evil.example"}, {"challenge": text(b"x" * 32)}):
        answer = Authenticator().create(door.passkeys.to_make(account, SITE, NOW), SITE.origin, **wrong)
        with pytest.raises(CallerError, match="not accepted"):
            door.passkeys.make(account, SITE, "Key", answer, NOW)
    answer = Authenticator().create(door.passkeys.to_make(account, SITE, NOW), "http://evil.example")
    with pytest.raises(CallerError, match="not accepted"):
        door.passkeys.make(account, SITE, "Key", answer, NOW)
    assert door.passkeys.of("ayse") == []


def test_a_passkey_belongs_to_one_account(door: Door) -> None:
    key = with_key(door)
    with pytest.raises(CallerError, match="not accepted"):
        with_key(door, "eve", key)
    assert not door.passkeys.end("eve", text(key.number))
    assert door.passkeys.end("ayse", text(key.number))
    refused(door, key.get(door.passkeys.to_use(SITE, NOW), SITE.origin))


def test_there_is_a_most_of_passkeys(door: Door) -> None:
    for one in range(MOST_PASSKEYS):
        with_key(door, key=Authenticator(number=f"key {one}".encode()))
    with pytest.raises(CallerError, match="already"):
        with_key(door, key=Authenticator(number=b"one more"))


@pytest.mark.parametrize("answer", [
    {}, {"response": None}, {"response": {}}, {"response": {"clientDataJSON": 5}},
    {"response": {"clientDataJSON": "e30"}},
    {"response": {"clientDataJSON": text(b"[" * 3_000)}}, {"response": {"clientDataJSON": text(b'{"challenge": 7}')}},
    {"response": {"clientDataJSON": text(b'{"challenge": "\xff"}')}}, {"response": {"clientDataJSON": "ü"}},
    {"id": ["x"], "response": {"clientDataJSON": text(b'{"challenge": "AAAA"}')}},
])  # fmt: skip
def test_what_is_no_answer_at_all_is_refused(door: Door, answer: Any) -> None:
    refused(door, answer)


def test_an_answer_with_parts_of_a_wrong_kind_is_refused(door: Door) -> None:
    key = with_key(door)
    for part in ("signature", "authenticatorData", "userHandle", "clientDataJSON"):
        for value in (None, 5, "", "ü", [], {"a": 1}, "A" * 9_000):
            answer = key.get(door.passkeys.to_use(SITE, NOW), SITE.origin)
            answer["response"][part] = value
            refused(door, answer)
