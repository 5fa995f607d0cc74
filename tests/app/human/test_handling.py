"""Handling: contacts and openings within the compartment, two people and a reason, forgetting; all written down."""

import pytest
from tests.app.human.desk import LAKE, room

from simurg.app.human import handling
from simurg.ontology.errors import CallerError, NotFound
from simurg.ontology.markings import EVERYTHING, Scope, scope_of

OUTSIDE = scope_of({"level": "top-secret", "tlp": "red", "compartments": ["HILL"]})


@pytest.fixture
def here(tmp_path):
    made = room(tmp_path)
    made.take()
    made.audit.entries.clear()
    yield made
    made.vault.close()


def seen_by(taker):
    return [handling.told_opening(taker, *one) for one in handling.openings(taker)]


def heron(taker):
    return handling.source_of(taker, "HERON", None)


def test_contacts_are_a_history_latest_first(here):
    taker = here.taker()
    for at, note in (("2026-10-01", "first"), ("2026-10-20T12:00:00Z", "third"), ("2026-10-10", "second")):
        handling.write_contact(taker, heron(taker), {"at": at, "how": " in person ", "note": note})
    told = handling.source(taker, "HERON", "lake", {("lake", "HERON"): 3})
    assert [(one["note"], one["how"], one["by"]) for one in told["history"]] == [
        ("third", "in person", "ann"), ("second", "in person", "ann"), ("first", "in person", "ann"),
    ]  # fmt: skip
    assert (told["reports"], told["contacts"], told["last_contact"], told["sealed"]) == (
        3, 3, "2026-10-20T12:00:00Z", True,
    )  # fmt: skip
    entries = [("ann", "human.contact", ("lake/HERON",), outcome) for outcome in ("begun", "done")]
    assert here.audit.entries == entries * 3
    with pytest.raises(CallerError, match="future"):
        handling.write_contact(taker, heron(taker), {"at": "2027-01-01", "how": "x", "note": ""})


@pytest.mark.parametrize("scope", [Scope(), Scope(4, 4), OUTSIDE])
def test_outside_the_compartment_there_is_nothing(here, scope):
    taker = here.taker()
    opening = handling.ask_opening(taker, heron(taker), "the meeting place is not safe")
    other = here.taker("eve", scope)
    assert (handling.sources(other), handling.openings(other)) == ([], [])
    assert [one["name"] for one in handling.desk_list(other)] == (["hill"] if scope == OUTSIDE else [])
    for ask in (
        lambda: heron(other),
        lambda: handling.agree(other, opening["id"]),
        lambda: handling.identity(other, opening["id"]),
        lambda: handling.agree(other, "0" * 32),
    ):
        with pytest.raises(NotFound):
            ask()


def test_a_marking_that_was_raised_since_holds_for_what_was_sealed_before(here):
    text = here.workspace.sources_file.read_text("utf-8")
    here.workspace.sources_file.write_text(text.replace("compartments: [LAKE]", "compartments: [LAKE, SHORE]"), "utf-8")
    assert handling.sources(here.taker()) == []
    here.workspace.sources_file.write_text("sources: []", "utf-8")
    assert len(handling.sources(here.taker())) == 1
    assert handling.sources(here.taker(scope=OUTSIDE)) == []


def test_an_identity_is_seen_by_two_people_and_once(here):
    ann, bob = here.taker("ann"), here.taker("bob")
    asked = handling.ask_opening(ann, heron(ann), "  the meeting place is not safe ")
    assert (asked["state"], asked["may_agree"], asked["reason"]) == ("asked", False, "the meeting place is not safe")
    [seen] = seen_by(bob)
    assert (seen["may_agree"], seen["may_see"]) == (True, False)
    with pytest.raises(CallerError, match="themselves"):
        handling.agree(ann, asked["id"])
    with pytest.raises(CallerError, match="not agreed"):
        handling.identity(ann, asked["id"])
    assert handling.agree(bob, asked["id"])["may_see"] is False
    [mine] = seen_by(ann)
    assert mine["may_see"]
    with pytest.raises(CallerError):
        handling.identity(bob, asked["id"])
    assert handling.identity(ann, asked["id"])["origin"]["name"] == "Ilya Varga"
    with pytest.raises(CallerError, match="shown before"):
        handling.identity(ann, asked["id"])
    assert {outcome for *_, outcome in here.audit.entries[::2]} == {"begun"}
    assert [(who, what, outcome) for who, what, _, outcome in here.audit.entries[1::2]] == [
        ("ann", "human.opening.asked", "done"),
        ("ann", "human.opening.agreed", "refused"),
        ("ann", "human.identity.shown", "refused"),
        ("bob", "human.opening.agreed", "done"),
        ("bob", "human.identity.shown", "refused"),
        ("ann", "human.identity.shown", "done"),
        ("ann", "human.identity.shown", "refused"),
    ]
    assert "Varga" not in str(here.audit.entries)


def test_an_opening_lapses(here):
    ann, bob = here.taker("ann"), here.taker("bob")
    asked = handling.ask_opening(ann, heron(ann), "the meeting place is not safe")
    handling.agree(bob, asked["id"])
    here.clock.pass_(minutes=15)
    assert seen_by(ann)[0]["state"] == "lapsed"
    with pytest.raises(CallerError, match="lapsed"):
        handling.identity(ann, asked["id"])


def test_a_token_opens_and_forgets_nobody(here):
    ann, robot = here.taker("ann"), here.taker("bob", token="t1")
    asked = handling.ask_opening(ann, heron(ann), "the meeting place is not safe")
    assert seen_by(robot)[0]["may_agree"] is False
    for ask in (
        lambda: handling.ask_opening(robot, heron(robot), "the meeting place is not safe"),
        lambda: handling.agree(robot, asked["id"]),
        lambda: handling.identity(robot, asked["id"]),
        lambda: handling.forget(robot, heron(robot), "no reason"),
    ):
        with pytest.raises(CallerError, match="token"):
            ask()


def test_a_forgotten_source_leaves_its_pseudonym(here):
    ann, bob = here.taker("ann"), here.taker("bob")
    handling.write_contact(ann, heron(ann), {"at": "2026-10-01", "how": "x", "note": "y"})
    opening = handling.agree(bob, handling.ask_opening(ann, heron(ann), "the meeting place is not safe")["id"])
    told = handling.forget(ann, heron(ann), " asked to be ")
    assert (told["sealed"], told["contacts"], told["forgotten"]["why"]) == (False, 0, "asked to be")
    assert handling.source(ann, "HERON", None, {})["history"] == []
    assert seen_by(ann)[0]["reason"] == ""
    for ask in (
        lambda: handling.identity(ann, opening["id"]),
        lambda: handling.write_contact(ann, heron(ann), {"at": "2026-10-01", "how": "x", "note": "y"}),
        lambda: handling.ask_opening(ann, heron(ann), "the meeting place is not safe"),
        lambda: here.take(),
    ):
        with pytest.raises(CallerError, match="forgotten"):
            ask()
    assert [outcome for _, what, _, outcome in here.audit.entries if what == "human.forgotten"] == ["begun", "done"]


def test_one_pseudonym_at_two_desks_is_two_sources(here):
    here.workspace.sources_file.write_text(
        here.workspace.sources_file.read_text("utf-8").replace("compartments: [HILL]", "compartments: [LAKE]"), "utf-8"
    )
    here.take("hill")
    with pytest.raises(CallerError, match="Several desks"):
        heron(here.taker())
    assert handling.source_of(here.taker(), "HERON", "hill").desk == "hill"
    assert [one.desk for one in handling.sources(here.taker())] == ["hill", "lake"]


def test_counts_come_from_the_view(here):
    from simurg.ledger import Ledger

    here.collect()
    with Ledger.open_to_read(here.workspace.ledger, here.clock) as ledger:
        assert handling.report_counts(ledger.as_of(scope=LAKE)) == {("lake", "HERON"): 1}
        assert handling.report_counts(ledger.as_of(scope=EVERYTHING)) == {("lake", "HERON"): 1}
        assert handling.report_counts(ledger.as_of(scope=OUTSIDE)) == {}
