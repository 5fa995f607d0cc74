"""Tokens of machines, and the meet of two scopes."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.web.doors import NOW, STAFF, Repeats

from simurg.access.people import Account
from simurg.access.people.tables import TABLES
from simurg.access.sessions.tokens import MOST_TOKENS, SIGN, Tokens, meet
from simurg.access.state import State
from simurg.ontology.errors import CallerError
from simurg.ontology.markings import EVERYTHING, Marking, Scope

NAMES = st.frozensets(st.sampled_from(["LAKE", "REED", "*"]))
SCOPES = st.builds(Scope, st.integers(0, 4), st.integers(0, 4), NAMES, NAMES)
MARKINGS = st.builds(
    Marking, st.integers(0, 4), st.integers(0, 4), st.frozensets(st.sampled_from(["LAKE", "REED", "FEN"])),
    st.none() | st.frozensets(st.sampled_from(["LAKE", "REED", "FEN"])),
)  # fmt: skip
OWNER = Account("ayse", "Ayşe", frozenset({"analyst", "administrator"}), STAFF, "active")
READS = frozenset({"analyst"})
DAY = timedelta(days=1)


@pytest.fixture
def state(tmp_path: Path) -> State:
    return State(tmp_path / "state.db", TABLES)


@given(SCOPES, SCOPES)
def test_a_meet_lies_within_both_in_either_order(one: Scope, other: Scope) -> None:
    both = meet(one, other)
    assert both <= one
    assert both <= other
    assert both == meet(other, one)
    for same in (meet(one, EVERYTHING), meet(one, one)):
        assert same <= one <= same


@given(SCOPES, SCOPES, SCOPES)
def test_a_meet_is_the_largest_of_those(one: Scope, other: Scope, third: Scope) -> None:
    if third <= one and third <= other:
        assert third <= meet(one, other)


@given(SCOPES, SCOPES, MARKINGS)
def test_a_meet_never_reveals_more_than_either(one: Scope, other: Scope, marking: Marking) -> None:
    if meet(one, other).permits(marking):
        assert one.permits(marking)
        assert other.permits(marking)


def test_a_token_is_found_by_its_secret_alone_until_it_ends(state: State) -> None:
    tokens = Tokens(state, Repeats())
    token, secret = tokens.make(OWNER, "nightly", READS, Scope(), NOW, DAY)
    assert secret.startswith(SIGN)
    assert tokens.find(secret, NOW) == token
    assert [one.used_at for one in tokens.of("ayse")] == [NOW]
    for wrong in (secret[:-1], secret + "x", secret.removeprefix(SIGN), token.id, "", SIGN):
        assert tokens.find(wrong, NOW) is None
    assert tokens.find(secret, NOW + DAY - timedelta(microseconds=1)) is not None
    assert tokens.find(secret, NOW + DAY) is None


def test_the_file_holds_no_secret(state: State, tmp_path: Path) -> None:
    _, secret = Tokens(state, Repeats()).make(OWNER, "nightly", READS, Scope(), NOW, DAY)
    state.close()
    held = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert secret.encode() not in held
    assert secret.removeprefix(SIGN).encode() not in held


@pytest.mark.parametrize(("roles", "scope", "message"), [
    (frozenset({"partner"}), Scope(), "roles"), (frozenset({"administrator"}), Scope(), "roles"),
    (frozenset(), Scope(), "roles"), (READS, Scope(2, 3), "see more"),
    (READS, Scope(1, 3, frozenset({"LAKE"})), "see more"),
])  # fmt: skip
def test_nobody_gives_a_token_more_than_they_have(
    state: State, roles: frozenset[str], scope: Scope, message: str
) -> None:
    with pytest.raises(CallerError, match=message):
        Tokens(state, Repeats()).make(OWNER, "nightly", roles, scope, NOW, DAY)


def test_an_ended_token_is_gone_and_only_its_owner_ends_it(state: State) -> None:
    tokens = Tokens(state, Repeats())
    token, secret = tokens.make(OWNER, "nightly", READS, Scope(), NOW, DAY)
    assert not tokens.end(token.id, "eve")
    assert tokens.end(token.id, "ayse")
    assert tokens.find(secret, NOW) is None
    assert not tokens.end(token.id)


def test_there_is_a_most_of_tokens(state: State) -> None:
    tokens = Tokens(state, Repeats())
    for _ in range(MOST_TOKENS):
        tokens.make(OWNER, "nightly", READS, Scope(), NOW, DAY)
    with pytest.raises(CallerError, match="already"):
        tokens.make(OWNER, "nightly", READS, Scope(), NOW, DAY)
