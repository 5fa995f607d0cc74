"""Requirements: what is taken, and what is doubted."""

from collections.abc import Mapping
from typing import Any

import pytest
from tests.app.asking import Asking

from simurg.app.require import doubts, require, requirement_of, requirements_of
from simurg.ontology.errors import CallerError


def _doubts(**told: Any) -> list[str]:
    return list(doubts(requirement_of({"name": "mol", **told})))


@pytest.mark.parametrize(
    ("told", "regions"),
    [
        ("Ukraine,Moldova", ("Ukraine", "Moldova")),
        (["UKR, MDA", "Ilmara", "MDA"], ("UKR", "MDA", "Ilmara")),
        ("MDA", ("MDA",)),
        (["Congo, Democratic Republic of"], ("Congo, Democratic Republic of",)),  # a name with a comma in it
    ],
)
def test_words_are_split_at_commas(told: Any, regions: tuple[str, ...]) -> None:
    assert requirement_of({"name": "mol", "regions": told}).regions == regions


def test_a_file_is_split_alike() -> None:
    (entry,) = requirements_of("- {name: mol, regions: 'UKR, MDA', topics: 'assault, flood'}")
    made = requirement_of(entry)
    assert (made.regions, made.topics) == (("UKR", "MDA"), ("assault", "flood"))


def test_slips_of_the_pen_are_named_with_what_was_meant() -> None:
    first, second = _doubts(regions=["Moldovia"], topics=["ASAULT"])
    assert "Moldovia is no country; did you mean Moldova?" in first
    assert "ASAULT is no PLOVER type; did you mean ASSAULT?" in second


def test_other_names_are_said_to_be_words() -> None:
    assert _doubts(regions=["Karsova", "Velmark"]) == [
        "Requirement mol: Karsova, Velmark are no countries; taken as words to look for."
    ]


@pytest.mark.parametrize(
    "told",
    [
        {"regions": ["MDA", "ukr", "Moldova", "Russian Federation", "Burma"]},
        {"topics": ["ASSAULT", "assault", "flood", "deaths", "cyber"]},
        {},
    ],
)
def test_what_is_known_is_not_doubted(told: Mapping[str, Any]) -> None:
    assert _doubts(**told) == []


def test_what_refers_to_itself_or_never_ends_is_refused() -> None:
    levels = "".join(f"{name}: &{name} [{','.join([f'*{below}'] * 10)}]\n" for below, name in ["ab", "bc", "cd", "de"])
    many = f"a: &a [{','.join('x' * 10)}]\n{levels}requirements: [{{name: mol, question: *e}}]"
    for text in (many, "- &a {name: mol, question: *a}"):
        with pytest.raises(CallerError, match="too much for requirements"):
            requirements_of(text)


@pytest.mark.parametrize("text", ["- {name: mol, question: 2026-13-40}", "[" * 5_000])
def test_a_date_that_is_none_and_what_is_nested_without_end_are_no_requirements(text: str) -> None:
    with pytest.raises(CallerError, match="not YAML"):
        requirements_of(text)


def test_costs_are_stated_both_or_not_at_all() -> None:
    made = requirement_of({"name": "mol", "cost_of_miss": 20, "cost_of_false_alarm": 1.5})
    assert (made.cost_of_miss, made.cost_of_false_alarm) == (20.0, 1.5)
    assert requirement_of({"name": "mol"}).cost_of_miss is None


@pytest.mark.parametrize(
    "costs",
    [
        {"cost_of_miss": 20},
        {"cost_of_false_alarm": 1},
        {"cost_of_miss": 0, "cost_of_false_alarm": 1},
        {"cost_of_miss": 5, "cost_of_false_alarm": -1},
        {"cost_of_miss": "high", "cost_of_false_alarm": 1},
        {"cost_of_miss": True, "cost_of_false_alarm": 1},
        {"cost_of_miss": float("nan"), "cost_of_false_alarm": 1},
    ],
)
def test_costs_that_say_nothing_are_refused(costs: Mapping[str, Any]) -> None:
    with pytest.raises(CallerError) as raised:
        requirement_of({"name": "mol", **costs})
    assert raised.value.hint


@pytest.mark.parametrize("cost", ["1" + "0" * 400, "1.0e+308", ".inf", ".nan", "0", "-1", "true", "x"])
def test_what_is_no_cost_of_a_mistake_is_said(cost: str) -> None:
    with pytest.raises(CallerError, match="number above 0"):
        requirements_of(f"- {{name: mol, cost_of_miss: {cost}, cost_of_false_alarm: 1}}")


def test_a_change_keeps_the_rest_and_is_never_written_under_a_lower_marking() -> None:
    """What a reader of more adds to a requirement of all would be read by all."""
    with Asking() as world:
        require(world.desk, {"reader": "public", "entries": [{"name": "mol", "question": "Will it?"}]})
        with pytest.raises(CallerError, match="another marking"):
            require(world.desk, {"reader": "chief", "amend": {"name": "mol", "question": "As the envoy says?"}})
        (standing,) = require(world.desk, {"reader": "public", "amend": {"name": "mol", "priority": 2}})["requirements"]
    assert (standing["question"], standing["priority"]) == ("Will it?", 2)
