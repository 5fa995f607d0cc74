"""Laws of corroboration, and how well it does where the truth is known."""

import random
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fusion.events.made import Seen, groups, row, table

from simurg.exercise.world import World
from simurg.fusion.events import corroborate, corroborating
from simurg.fusion.events.blocks import joined, pairs_between, pairs_within

codes = st.sampled_from(["MOR", "MORGOV", "TIL", "TILREB", "ULM", "COP"])
sharp_rows = st.fixed_dictionaries(
    {
        "report": st.integers(1, 4),
        "days": st.integers(0, 2),
        "actor_code": st.sampled_from(["MOR", "MORGOV", "TILREB"]),
        "recipient_code": st.sampled_from(["TIL", "ULM"]),
        "event_type": st.sampled_from(["ASSAULT", "COERCE", "ACCUSE", "CONSULT"]),
        "latitude": st.sampled_from([49.5, 49.55, 49.6, 49.65, 51.0]),
        "deaths_best": st.sampled_from([None, 3, 4]),
        "source_id": st.sampled_from(["wires", "register"]),
    }
)
vague_rows = st.fixed_dictionaries(
    {
        "report": st.integers(1, 4),
        "days": st.integers(0, 2),
        "actor_code": st.none() | codes,
        "recipient_code": st.none() | codes,
        "event_type": st.sampled_from(["ASSAULT", "COERCE", "ACCUSE", None]),
        "latitude": st.sampled_from([49.5, 49.6, None]),
        "place_precision": st.sampled_from(["admin1", "country", None]),
    }
)


some_rows = sharp_rows | vague_rows


def numbered(told: list[dict[str, object]], first: int = 1) -> list[dict[str, object]]:
    return [row(first + place, **said) for place, said in enumerate(told)]


def restricted(found: set[frozenset[int]], kept: set[int]) -> set[frozenset[int]]:
    return {group & kept for group in found} - {frozenset()}


@given(st.lists(some_rows, min_size=1, max_size=12), st.randoms())
def test_the_order_of_rows_plays_no_part(told: list[dict[str, object]], draw: random.Random) -> None:
    rows = numbered(told)
    turned = [*rows]
    draw.shuffle(turned)
    assert corroborate(table(*rows)).groups.equals(corroborate(table(*turned)).groups)
    assert corroborate(table(*rows)).rows.equals(corroborate(table(*turned)).rows)


@given(st.lists(sharp_rows, min_size=2, max_size=10), st.data())
def test_taking_a_sharp_row_away_brings_no_others_together(told: list[dict[str, object]], data: st.DataObject) -> None:
    rows = numbered(told)
    gone = data.draw(st.integers(0, len(rows) - 1))
    rest = groups(*rows[:gone], *rows[gone + 1 :])
    before = restricted(groups(*rows), set(range(1, len(rows) + 1)) - {gone + 1})
    assert all(any(group <= whole for whole in before) for group in rest)


@given(st.lists(sharp_rows, min_size=1, max_size=8), st.lists(vague_rows, max_size=6))
def test_vague_rows_bring_no_sharp_ones_together(told: list[dict[str, object]], vague: list[dict[str, object]]) -> None:
    rows = numbered(told)
    kept = set(range(1, len(rows) + 1))
    assert restricted(groups(*rows, *numbered(vague, 50)), kept) == groups(*rows)


@settings(max_examples=40)
@given(st.lists(some_rows, min_size=1, max_size=10), st.data())
def test_looking_one_event_up_gives_its_group_of_the_whole(told: list[dict[str, object]], data: st.DataObject) -> None:
    rows = numbered(told)
    event = UUID(int=data.draw(st.integers(1, len(rows))))
    view = Seen(table(*rows))
    assert corroborating(view, event).equals(corroborate(table(*rows)).of(event))


@given(st.lists(some_rows, min_size=1, max_size=10), st.dictionaries(st.integers(1, 4), st.sampled_from("ab")))
def test_one_origin_never_corroborates(told: list[dict[str, object]], named: dict[int, str]) -> None:
    rows = numbered(told)
    origins = {UUID(int=10_000 + report): origin for report, origin in named.items()}
    found = corroborate(table(*rows), origins)
    group_of = dict(zip(found.rows["event"].to_pylist(), found.rows["group"].to_pylist(), strict=True))
    independent: dict[UUID, set[str]] = {}
    for each in rows:
        origin = origins.get(each["report_id"], f"source {each['source_id']}")
        independent.setdefault(group_of[each["id"]], set()).add(origin)
    assert {g["group"]: g["corroborated"] for g in found.groups.to_pylist()} == {
        group: len(origins) > 1 for group, origins in independent.items()
    }
    assert sum(found.groups["rows"].to_pylist()) == len(rows)


numbers = st.lists(st.integers(-2, 4), max_size=14).map(lambda found: np.array(found, np.int64))


@given(numbers, st.integers(1, 20))
def test_pairs_within_keys_are_all_pairs_of_keys_not_too_large(keys: np.ndarray, most: int) -> None:
    found = sorted(
        tuple(sorted(pair)) for pair in zip(*(ends.tolist() for ends in pairs_within(keys, most)), strict=True)
    )
    wanted = [
        (a, b)
        for a in range(len(keys))
        for b in range(a + 1, len(keys))
        if keys[a] == keys[b] and (keys == keys[a]).sum() <= most
    ]
    assert found == sorted(wanted)


@given(numbers, numbers)
def test_pairs_between_are_all_pairs(seeking: np.ndarray, hosting: np.ndarray) -> None:
    found = sorted(zip(*(ends.tolist() for ends in pairs_between(seeking, hosting, 99)), strict=True))
    assert found == [(a, b) for a in range(len(seeking)) for b in range(len(hosting)) if seeking[a] == hosting[b]]


@given(st.lists(st.tuples(st.integers(-3, 3), st.integers(-3, 3)), max_size=12))
def test_joined_columns_tell_combinations_apart(pairs: list[tuple[int, int]]) -> None:
    columns = np.array(pairs, np.int64).reshape(-1, 2)
    found = joined(columns[:, 0], columns[:, 1]).tolist()
    assert [found.index(number) for number in found] == [pairs.index(pair) for pair in pairs]


@pytest.mark.slow
def test_on_the_exercise_world_rows_of_one_event_are_found() -> None:
    from bench.events import one_world

    found = one_world(World.small(seed=1))
    assert found["corroborate precision"] > 0.97
    assert found["corroborate recall"] > 0.96
    assert found["corroborate F1"] > found["exactly equal F1"]


@pytest.mark.data
def test_curated_events_stay_apart(data) -> None:
    from bench.events import real_ucdp

    assert real_ucdp()["ucdp_merged"] < 0.02
