"""Passwords: rules, hashes, and no way to tell who has an account."""

import threading
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from tests.web.doors import NOW, PASSWORD, QUICK, STAFF

from simurg.access.people import Account, People
from simurg.access.people.passwords import MOST, Passwords, checked
from simurg.ontology.errors import CallerError

AYSE = Account("ayse.yilmaz", "Ayşe Yılmaz", frozenset({"analyst"}), STAFF, "active")


@pytest.fixture
def people(tmp_path: Path) -> People:
    made = People(tmp_path / "state.db")
    made.add(AYSE, NOW)
    return made


def stored(people: People) -> str:
    row = people.state.row("SELECT hash FROM people WHERE name = ?", (AYSE.name,))
    assert row is not None
    return str(row["hash"])


@pytest.mark.parametrize("password", [
    "", "short", "eleven char", "x" * (MOST + 1), "password1234", "qwertyuiop[]", "aaaaaaaaaaaaaaaa", "123456789012345",
    "abcabcabcabcabc", "ayse.yilmaz 7!", "vault of Yılmaz 42", "passwordpassword", "Passw0rd!Passw0rd!", "simurgsimurg",
])  # fmt: skip
def test_what_is_guessed_early_is_refused(password: str) -> None:
    with pytest.raises(CallerError) as error:
        checked(password, AYSE)
    assert not password or password not in str(error.value)


@pytest.mark.parametrize(
    "password",
    [PASSWORD, "kızıl ırmak gece 41", "пять слов не подряд", "  spaces are kept  9", "🦦 violin seven glacier"],
)
def test_any_characters_may_stand_in_one(people: People, password: str) -> None:
    passwords = Passwords(people.state, QUICK)
    passwords.set(AYSE, password)
    assert passwords.fits(AYSE.name, password)
    assert not passwords.fits(AYSE.name, password.strip() + "x")
    assert not passwords.fits(AYSE.name, password.upper() if password.upper() != password else "x")
    assert password not in stored(people)


def test_the_same_letters_from_another_keyboard_are_the_same(people: People) -> None:
    passwords = Passwords(people.state, QUICK)
    passwords.set(AYSE, "göl kıyısında bir sandal")
    assert passwords.fits(AYSE.name, "go\u0308l kıyısında bir sandal")


def test_nobody_comes_in_without_a_hash_or_with_one_that_is_none(people: People) -> None:
    passwords = Passwords(people.state, QUICK)
    assert not passwords.fits(AYSE.name, "")
    for hashed in ("", "plain", "$argon2id$broken", QUICK.hash("other")):
        with people.state.change() as db:
            db.execute("UPDATE people SET hash = ?", (hashed,))
        assert not passwords.fits(AYSE.name, PASSWORD)


def test_an_old_hash_is_made_anew_when_its_person_comes(people: People) -> None:
    Passwords(people.state, QUICK).set(AYSE, PASSWORD)
    old = stored(people)
    stronger = PasswordHasher(time_cost=2, memory_cost=128, parallelism=1)
    assert not Passwords(people.state, stronger).fits(AYSE.name, "wrong")
    assert stored(people) == old
    assert Passwords(people.state, stronger).fits(AYSE.name, PASSWORD)
    assert stored(people).startswith("$argon2id$v=19$m=128,t=2")
    assert Passwords(people.state, stronger).fits(AYSE.name, PASSWORD)


def test_the_parameters_are_those_of_rfc_9106(people: People) -> None:
    Passwords(people.state).set(AYSE, PASSWORD)
    assert stored(people).startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_a_name_that_nobody_has_costs_as_much(people: People) -> None:
    reckoned = []

    class Counting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> bool:
            reckoned.append(self.memory_cost)
            return super().verify(hash, password)

    passwords = Passwords(people.state, Counting(time_cost=1, memory_cost=64, parallelism=1))
    passwords.set(AYSE, PASSWORD)
    for name in (AYSE.name, "nobody"):
        assert not passwords.fits(name, "wrong")
    assert reckoned == [64, 64]


def test_many_at_once_are_all_answered(people: People) -> None:
    passwords = Passwords(people.state, QUICK)
    passwords.set(AYSE, PASSWORD)
    found: list[bool] = []
    threads = [
        threading.Thread(target=lambda word=word: found.append(passwords.fits(AYSE.name, word)))  # type: ignore[misc]
        for word in [PASSWORD, "wrong"] * 8
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [False] * 8 + [True] * 8
