"""Claims: sources err as their role says, steered and copied claims are there, vague ones are right but not exact."""

from collections import Counter, defaultdict
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.exercise.parts.fusion import Claims, FusionPart, claims
from simurg.exercise.parts.fusion.claimants import COUNTS, RIGHT
from simurg.exercise.parts.fusion.settings import FusionPart as Part
from simurg.exercise.parts.fusion.values import KINDS, agrees, cities, days, same, true_value, vaguer, wrong


@pytest.fixture(scope="module")
def said() -> Claims:
    return claims(FusionPart(1, "hard"))


@pytest.fixture(scope="module")
def rows(said: Claims) -> list[dict[str, Any]]:
    truth = {row["object"]: row for row in said.truth.to_pylist()}
    return [
        {**claim, **hidden, "true": truth[claim["object"]]}
        for claim, hidden in zip(said.claims.to_pylist(), said.claim_truth.to_pylist(), strict=True)
    ]


@given(st.integers(0, 10_000), st.sampled_from(KINDS))
def test_vague_values_agree_and_wrong_ones_do_not_count(seed: int, kind: str) -> None:
    dice = Part(seed).dice("test")
    value = true_value(dice, kind)
    assert same(kind, value, value)
    for far in (False, True):
        assert agrees(kind, vaguer(kind, value, far), value)
    other = wrong(dice, kind, value)
    assert other != value
    assert not same(kind, other, value)


def test_values_say_what_they_are() -> None:
    assert len(cities()) == 96
    city = "Meridane/Karsovia/Ashen Ridge/Keld Pass"
    assert city in cities()
    assert vaguer("place", city, far=False) == "Meridane/Karsovia/Ashen Ridge"
    assert vaguer("place", city, far=True) == "Meridane/Karsovia"
    assert vaguer("number", "12437", far=False) == "12000"
    assert vaguer("number", "12437", far=True) == "10000"
    assert vaguer("interval", "2024-09-04/2024-09-12", far=False) == "2024-09-02/2024-09-15"
    assert vaguer("interval", "2024-09-04/2024-10-02", far=True) == "2024-09-01/2024-10-31"
    assert same("number", "12500", "12437")
    assert not same("number", "12600", "12437")
    assert same("interval", "2024-09-03/2024-09-13", "2024-09-04/2024-09-12")
    assert (days("2024-09-04/2024-09-12")[1] - days("2024-09-04/2024-09-12")[0]).days == 8


def test_the_hierarchy_holds_every_place_that_is_claimed(said: Claims, rows: list[dict[str, Any]]) -> None:
    above = dict(zip(said.hierarchy["value"].to_pylist(), said.hierarchy["above"].to_pylist(), strict=True))
    assert [value for value, higher in above.items() if higher is None] == ["Meridane"]
    places = {row["value"] for row in rows if row["attribute"] == "place"}
    assert places <= set(above)
    assert {place.count("/") for place in places} == {1, 2, 3}


def test_sources_are_worth_what_their_role_says(said: Claims) -> None:
    sources = said.source_truth.to_pylist()
    assert Counter(row["role"] for row in sources) == COUNTS
    for row in sources:
        low, high = RIGHT[row["role"]]
        assert low <= row["right"] <= high
        if row["role"] in ("exact", "plain", "coarse", "careless"):
            assert abs(row["share_right"] - row["right"]) < 0.15
        if row["role"] == "controlled":
            assert row["share_right"] < row["right"] - 0.1
    share = {role: [row["share_exact"] for row in sources if row["role"] == role] for role in COUNTS}
    assert min(share["exact"]) > max(share["careless"])
    assert max(share["coarse"]) < 0.35


def test_controlled_sources_say_what_their_controller_wants_and_only_there(
    said: Claims, rows: list[dict[str, Any]]
) -> None:
    controller = dict(
        zip(said.source_truth["source"].to_pylist(), said.source_truth["controller"].to_pylist(), strict=True)
    )
    steered = [row for row in rows if row["steered"]]
    assert len(steered) > 100
    assert all(row["value"] == row["true"]["wanted"] for row in steered)
    assert all(controller[row["source"]] == row["true"]["agenda"] is not None for row in steered)
    free = [row["right"] for row in rows if controller[row["source"]] is not None and not row["steered"]]
    assert sum(free) / len(free) > 0.85


def test_copiers_repeat_their_leader_and_contradictions_abound(said: Claims, rows: list[dict[str, Any]]) -> None:
    leader = dict(zip(said.source_truth["source"].to_pylist(), said.source_truth["leader"].to_pylist(), strict=True))
    value = {(row["object"], row["source"]): row["value"] for row in rows}
    copied = [row for row in rows if row["copied"]]
    assert len(copied) > 40
    assert all(value[row["object"], leader[row["source"]]] == row["value"] for row in copied)
    told: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        told[row["object"]].add(row["value"])
    assert sum(len(values) > 2 for values in told.values()) > 0.7 * len(told)


def test_a_claim_is_right_if_vague_and_exact_if_it_is_the_value(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        kind, value = row["attribute"], row["true"]["value"]
        assert row["right"] == agrees(kind, row["value"], value)
        assert row["exact"] == same(kind, row["value"], value)
    assert sum(row["right"] and not row["exact"] for row in rows) > 300
