"""The fusion job: what it stores of reports, how that is marked and known, and when it fits parameters."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from tests.laws.fused import HIGH, LOW, START, Told, World

from simurg.app.fuse import fuse, link_new
from simurg.app.learned import learned
from simurg.app.moments import view_at
from simurg.app.without import without
from simurg.ledger import View
from simurg.ledger.ledger import operator_view
from simurg.ontology.errors import CallerError
from simurg.ontology.markings import Marking

NORTH = Marking(0, 1, frozenset({"NORTH"}))
COPIES = (
    Told(1, "wire", 0, 12, 0, LOW), Told(5, "gazette", 0, 12, 1, LOW), Told(9, "radio", 0, 12, 0, HIGH),
    Told(11, "radio", 1, 40, 2, LOW, "Norvik Shipping", "Sandby"),
)  # fmt: skip


@pytest.fixture
def world() -> Iterator[World]:
    with World() as made:
        made.tell(COPIES)
        yield made


def everything(world: World) -> View:
    return operator_view(world.desk.ledger)


def test_a_second_run_finds_nothing_to_do(world: World) -> None:
    assert link_new(world.desk) == (4, 3)
    assert link_new(world.desk) == (0, 0)


def test_a_link_is_known_with_the_later_and_marked_as_both(world: World) -> None:
    link_new(world.desk)
    links = everything(world).read("story_links").to_pylist()
    assert sorted(link["known_at"] for link in links) == [START + timedelta(hours=hour) for hour in (5, 9, 9)]
    assert sorted(link["marking"] for link in links) == sorted([str(LOW), str(LOW | HIGH), str(LOW | HIGH)])
    reports = set(everything(world).read("reports", ("id",))["id"].to_pylist())
    assert all({link["left"], link["right"]} == set(link["basis"]) <= reports for link in links)


def test_reports_of_other_compartments_share_no_link_in_either_view(world: World) -> None:
    world.tell([Told(20, "radio", 0, 12, 2, NORTH)])
    link_new(world.desk)
    view = world.desk.ledger.as_of(scope=world.picture("chief").scope)
    assert all("NORTH" not in link["marking"] for link in view.read("story_links").to_pylist())
    assert sum("NORTH" in link["marking"] for link in everything(world).read("story_links").to_pylist()) == 3


def test_a_recalled_report_is_read_too_so_that_its_undo_needs_nothing_more(world: World) -> None:
    world.recall("gazette")
    assert link_new(world.desk)[0] == 4
    before = world.ask("chief")
    world.recall("gazette", undo=True)
    assert link_new(world.desk) == (0, 0)
    assert world.ask("chief") != before


def test_names_of_subjects_are_rows_of_their_report(world: World) -> None:
    link_new(world.desk)
    (row,) = everything(world).read("name_keys").to_pylist()
    assert (row["subject"], row["name"], row["source_id"]) == ("Norvik Shipping", "Norvik Shipping", "radio")
    assert len(row["keys"]) > 3
    world.recall("radio")
    view = world.desk.ledger.as_of(scope=world.picture("chief").scope)
    assert view.count("name_keys") == 0


def test_parameters_are_fitted_once_a_week_and_stay_in_between(world: World) -> None:
    fits = [len(fuse(world.desk, {})["fits"]) for _ in range(2)]
    world.moment += timedelta(days=8)
    assert [*fits, len(fuse(world.desk, {})["fits"])] == [2, 0, 2]
    view = view_at(world.desk.ledger, world.picture("chief"), None)
    assert learned(world.desk.ledger, view).fitted_at == world.moment


def test_parameters_of_the_past_know_nothing_of_later_claims(world: World) -> None:
    past = (START + timedelta(hours=10)).isoformat()
    world.tell([Told(2, "wire", 0, 40, 0, LOW, "Norvik Shipping", "Osterby")])
    told = fuse(world.desk, {"as_of": past})["fits"]
    assert {fit["sources"] for fit in told} == {1}
    view = view_at(world.desk.ledger, world.picture("chief"), past)
    assert learned(world.desk.ledger, view).fitted_at == START + timedelta(hours=10)


def test_a_recall_makes_parameters_stale_and_says_why(world: World) -> None:
    fuse(world.desk, {})
    world.moment += timedelta(hours=1)
    world.recall("radio")
    view = view_at(world.desk.ledger, world.picture("chief"), None)
    (reason,) = learned(world.desk.ledger, view).stale
    assert "source radio was recalled" in reason


def test_the_future_cannot_be_fitted(world: World) -> None:
    with pytest.raises(CallerError, match="has not come"):
        fuse(world.desk, {"as_of": "2099-01-01"})


def test_what_would_be_lost_without_a_source_is_what_its_recall_takes(world: World) -> None:
    fuse(world.desk, {})
    before = world.ask("chief")
    imagined = without(world.desk.ledger, world.picture("chief"), (), "radio")
    assert world.ask("chief") == before
    taken = world.recall("radio")["changed"]
    assert imagined["changed"] == taken
    assert imagined["reports"] == 2
    assert taken["beliefs"][0]["new"] is None
