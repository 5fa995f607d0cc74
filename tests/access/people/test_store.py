"""Accounts: kept, changed one after another, and closed to whoever is not active."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.access.people import Account, Change, People
from simurg.access.people.account import scope_told, scope_words
from simurg.access.people.store import ChangedMeanwhile
from simurg.app.workspace import create
from simurg.ontology.errors import CallerError, NotFound, OperatorError
from simurg.ontology.markings import EVERY, EVERYTHING, Scope, scope_of

NOW = datetime(2026, 11, 1, 6, tzinfo=UTC)
STAFF = Scope(1, 3, frozenset({"LAKE"}))
NAMES = st.frozensets(st.sampled_from(["LAKE", "REED", "*"]))


@pytest.fixture
def people(tmp_path: Path) -> People:
    return People(tmp_path / "state.db")


def account(name: str = "ayse", roles: tuple[str, ...] = ("analyst",), state: str = "active") -> Account:
    return Account(name, name.title(), frozenset(roles), STAFF, state=state)  # type: ignore[arg-type]


def test_an_account_is_read_back_as_it_was_added(people: People) -> None:
    assert people.none_yet()
    people.add(account(), NOW)
    assert people.account("ayse") == account()
    assert not people.none_yet()
    assert people.all() == [account()]


def test_a_name_is_given_once(people: People) -> None:
    people.add(account(), NOW)
    with pytest.raises(CallerError, match="already"):
        people.add(account(roles=("administrator",)), NOW)


@pytest.mark.parametrize("name", ["", "Ayse", "9lives", "a b", "a--b", "-a", "a/b", "@a", "ayşe", "a" * 41, "a\n"])
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(CallerError, match="not a name"):
        account(name)


@pytest.mark.parametrize("display", ["", "  ", "a\nb", "a\u202eb", "x" * 81])
def test_what_cannot_be_shown_is_refused(display: str) -> None:
    with pytest.raises(CallerError, match="shown"):
        Account("ayse", display, frozenset({"reader"}), STAFF)


def test_unknown_roles_states_languages_and_themes_are_refused() -> None:
    for part in (
        {"roles": frozenset({"king"})},
        {"roles": frozenset()},
        {"state": "gone"},
        {"language": "xx"},
        {"theme": "red"},
    ):
        with pytest.raises(CallerError):
            Account(**{"name": "ayse", "display": "A", "roles": frozenset({"reader"}), "clearance": STAFF, **part})  # type: ignore[arg-type]


@pytest.mark.parametrize("state", ["invited", "disabled"])
def test_who_is_not_active_sees_nothing(people: People, state: str) -> None:
    people.add(account(state=state), NOW)
    with pytest.raises(CallerError, match="no active account"):
        people.scope("ayse")
    with pytest.raises(CallerError, match="no active account"):
        people.reader("ayse", {"open": Scope()})


def test_a_reader_has_the_largest_picture_within_the_clearance(people: People) -> None:
    people.add(account(), NOW)
    reader = people.reader("ayse", {"open": Scope(0, 1), "staff": Scope(1, 3), "all": EVERYTHING})
    assert (reader.picture.name, reader.scope, reader.may("grade"), reader.may("people")) == (
        "staff",
        STAFF,
        True,
        False,
    )
    with pytest.raises(CallerError, match="No picture"):
        people.reader("ayse", {"all": EVERYTHING})


def test_a_change_raises_the_version_and_needs_the_one_that_was_read(people: People) -> None:
    people.add(account("root", ("administrator",)), NOW)
    people.add(account(), NOW)
    changed = people.change("ayse", Change(display="A. Y."), version=1)
    assert (changed.display, changed.version) == ("A. Y.", 2)
    with pytest.raises(ChangedMeanwhile):
        people.change("ayse", Change(display="Other"), version=1)
    assert people.account("ayse").display == "A. Y."
    with pytest.raises(NotFound):
        people.change("nobody", Change())


def test_somebody_must_remain_who_manages_people(people: People) -> None:
    people.add(account("root", ("administrator",)), NOW)
    for change in (Change(state="disabled"), Change(roles=frozenset({"reader"}))):
        with pytest.raises(CallerError, match="last active administrator"):
            people.change("root", change)
    people.add(account("second", ("administrator",)), NOW)
    assert people.change("root", Change(state="disabled")).state == "disabled"


def test_a_change_of_clearance_role_or_state_ends_the_sessions(people: People) -> None:
    people.add(account("root", ("administrator",)), NOW)
    people.add(account(), NOW)
    less = Change(roles=frozenset({"reader"}))
    for change, left in (
        (Change(display="B"), 1),
        (Change(clearance=Scope()), 0),
        (less, 0),
        (Change(state="disabled"), 0),
    ):
        with people.state.change() as db:
            db.execute("DELETE FROM sessions")
            db.execute("INSERT INTO sessions VALUES ('d', 'i', 'ayse', 'password', '', '', '', '')")
        people.change("ayse", change)
        assert len(people.state.rows("SELECT 1 FROM sessions")) == left


def test_ones_own_settings_do_not_count_as_a_change(people: People) -> None:
    people.add(account(), NOW)
    assert people.settle("ayse", language="tr").language == "tr"
    assert people.settle("ayse", theme="dark").language == "tr"
    assert people.account("ayse").version == 1
    with pytest.raises(CallerError):
        people.settle("ayse", language="xx")


def test_the_last_look_only_moves_forward(people: People) -> None:
    people.add(account(), NOW)
    people.looked("ayse", NOW)
    people.looked("ayse", NOW - timedelta(microseconds=1))
    assert people.account("ayse").last_looked == NOW
    people.looked("ayse", NOW + timedelta(microseconds=500))
    assert people.account("ayse").last_looked == NOW + timedelta(microseconds=500)


@given(st.builds(Scope, st.integers(0, 4), st.integers(0, 4), NAMES, NAMES))
def test_a_scope_is_read_back_as_it_was_told(scope: Scope) -> None:
    assert scope_of(scope_told(scope)) == scope


def test_a_scope_in_words() -> None:
    assert (
        scope_words(Scope(1, 3, EVERY, frozenset({"NORTH"})))
        == "RESTRICTED//ALL COMPARTMENTS//TLP:AMBER+STRICT//REL TO NORTH"
    )


def test_the_workspace_knows_accounts_by_their_sign(tmp_path: Path) -> None:
    workspace = create(tmp_path)
    people = People(workspace.state)
    people.add(account("root", ("administrator",)), NOW)
    people.add(account(), NOW)
    assert workspace.scope("@ayse") == STAFF
    assert workspace.picture("@ayse").name == "staff"
    people.change("ayse", Change(state="disabled"))
    for name in ("@ayse", "@nobody", "@", "@@root"):
        with pytest.raises(CallerError, match="no active account"):
            workspace.scope(name)


def test_a_database_that_cannot_be_opened_is_the_operators(tmp_path: Path) -> None:
    (tmp_path / "state.db").write_text("this is no database, but a long enough text to be taken for a page of one")
    with pytest.raises(OperatorError, match="cannot be opened"):
        People(tmp_path / "state.db")
