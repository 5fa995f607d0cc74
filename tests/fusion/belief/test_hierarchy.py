"""Names above names; loops are named."""

import pytest
from tests.fusion.belief.made import PLACES

from simurg.fusion.belief import parse_hierarchy
from simurg.ontology.errors import CallerError


def test_a_name_of_two_places_has_both_ways_up() -> None:
    assert PLACES.above["Sandby"] == {"Fjordshire", "Northland", "Southland"}
    assert PLACES.depth["Sandby"] == 2


def test_the_root_is_no_answer() -> None:
    assert PLACES.above["Northland"] == frozenset()
    assert "Root" not in PLACES.above


def test_a_place_in_a_place_of_its_own_name_is_not_above_itself() -> None:
    found = parse_hierarchy([("0", "Root", "-1"), ("1", "York", "0"), ("2", "York", "1"), ("3", "Mall", "2")])
    assert found.above["York"] == frozenset()
    assert found.above["Mall"] == {"York"}


def test_an_unknown_parent_counts_as_none() -> None:
    assert parse_hierarchy([("1", "a", "77")]).above["a"] == frozenset()


def test_a_loop_is_the_callers_error_and_named() -> None:
    with pytest.raises(CallerError, match="above itself"):
        parse_hierarchy([("1", "a", "2"), ("2", "b", "3"), ("3", "c", "2")])
    with pytest.raises(CallerError, match="above itself"):
        parse_hierarchy([("1", "a", "1")])


def test_two_nodes_of_one_id_are_the_callers_error() -> None:
    with pytest.raises(CallerError, match="two nodes"):
        parse_hierarchy([("1", "a", "-1"), ("1", "b", "-1")])


def test_a_deep_chain_is_climbed_and_a_bottomless_one_refused() -> None:
    assert parse_hierarchy((str(k), f"n{k}", str(k - 1)) for k in range(200)).depth["n199"] == 198
    with pytest.raises(CallerError, match="levels deep"):
        parse_hierarchy((str(k), f"n{k}", str(k - 1)) for k in range(10_000))
