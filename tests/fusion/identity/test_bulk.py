"""Blocking by the hundred thousand: keys that never change, choices that do not depend on the order of rows."""

import random

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simurg.fusion.identity.bulk import candidate_pairs, candidates_in, candidates_of, index_of, name_keys
from simurg.fusion.identity.names import Kind
from simurg.ontology.errors import CallerError

NAMES = ("Ada Verhoeven", "Verhoevn, Ada", "Kees Lindqvist", "Kees Lindquist", "Марина Волкова", "Marina Volkova")


def table(rows: list[tuple[str, list[int]]]) -> pa.Table:
    return pa.table(
        {"subject": [row[0] for row in rows], "keys": pa.array([row[1] for row in rows], type=pa.list_(pa.int64()))}
    )


def named(names: list[str], kind: Kind | None = Kind.PERSON) -> pa.Table:
    return table(list(zip(names, name_keys(names, [kind] * len(names)), strict=True)))


def subjects(rows: pa.Table, left: np.ndarray, right: np.ndarray) -> list[tuple[str, str]]:
    words = rows["subject"].to_pylist()
    return [(words[i], words[j]) for i, j in zip(left, right, strict=True)]


keyed = st.lists(
    st.tuples(st.sampled_from("abcdefgh"), st.lists(st.integers(1, 9).map(lambda n: n * 7919**4), max_size=5)),
    max_size=14,
)


def test_keys_are_the_same_everywhere() -> None:
    ada, nothing = name_keys(["Ada", ""], [Kind.PERSON, None])
    assert ada.tolist() == [-8774354429427235756, 2325024805369544237]  # the word, its sounds
    assert nothing.tolist() == []
    person, either = name_keys(["Dr Norvik", "Dr Norvik"], [Kind.PERSON, None])
    assert set(person) < set(either)


def test_the_misspelt_the_reordered_and_other_scripts_meet() -> None:
    rows = named([*NAMES, *(f"Filler{n} Person{n * 7}" for n in range(30))])
    found = subjects(rows, *candidate_pairs(rows, 1))
    for one, two in (NAMES[:2], NAMES[2:4], NAMES[4:]):
        assert (min(one, two), max(one, two)) in found
    one, two = candidates_of(named(["Volkova Marina"]), rows, 3)
    assert {rows["subject"][j].as_py() for j in two[:2]} == set(NAMES[4:])
    assert one.tolist() == [0] * len(two)


@settings(max_examples=60, deadline=None)
@given(keyed, st.randoms(use_true_random=False), st.integers(1, 4))
def test_the_order_of_rows_changes_nothing(rows: list[tuple[str, list[int]]], chance: random.Random, most: int) -> None:
    here, turned = table(rows), list(rows)
    chance.shuffle(turned)
    there = table(turned)
    assert subjects(here, *candidate_pairs(here, most)) == subjects(there, *candidate_pairs(there, most))


@settings(max_examples=60, deadline=None)
@given(keyed, st.integers(1, 4), st.integers(0, 14))
def test_a_new_batch_finds_what_the_whole_table_finds(rows: list[tuple[str, list[int]]], most: int, cut: int) -> None:
    everything, whole = table(rows), {}
    for one, two in zip(*candidates_of(everything, everything, most), strict=True):
        whole.setdefault(rows[one][0], []).append(rows[two][0])
    assert all(len(set(found)) == len(found) <= most and word not in found for word, found in whole.items())
    pairs = {(min(one, two), max(one, two)) for one, found in whole.items() for two in found}
    assert pairs == set(subjects(everything, *candidate_pairs(everything, most)))
    part: dict[str, list[str]] = {}
    for one, two in zip(*candidates_of(everything.slice(0, cut), everything, most), strict=True):
        part.setdefault(rows[one][0], []).append(rows[two][0])
    assert part == {word: found for word, found in whole.items() if word in {row[0] for row in rows[:cut]}}
    asked: dict[str, list[str]] = {}
    for one, two in zip(*candidates_in(index_of(everything), np.arange(min(cut, len(rows))), most), strict=True):
        asked.setdefault(rows[one][0], []).append(rows[two][0])
    assert asked == part


def test_a_crowd_of_one_name_meets_its_neighbours_only() -> None:
    crowd = table([(f"s{n:04}", [11, 22]) for n in range(3000)] + [("other", [22, 33])])
    left, right = candidate_pairs(crowd, 5)
    assert len(left) <= 5 * 3001
    met = np.unique(np.concatenate([left, right]))
    assert len(met) == 3001
    one, two = candidates_of(table([("new", [11, 22])]), crowd, 5)
    assert [crowd["subject"][j].as_py() for j in two] == ["s0000", "s0001", "s0002", "s0003", "s0004"]
    assert len(one) == 5


def test_nothing_in_nothing_out() -> None:
    empty = table([])
    rows = table([("a", []), ("b", []), ("c", [1])])
    for found in (
        candidate_pairs(empty),
        candidates_of(empty, rows),
        candidates_of(rows, empty),
        candidate_pairs(rows),
    ):
        assert [side.tolist() for side in found] == [[], []]
    lists = pa.array([None, [1], [1]], type=pa.list_(pa.int64()))
    assert len(candidate_pairs(pa.table({"subject": ["a", "b", "c"], "keys": lists}))[0]) == 1


def test_what_cannot_be_read_is_refused() -> None:
    with pytest.raises(CallerError, match="no candidates"):
        candidate_pairs(table([("a", [1])]), 0)
    with pytest.raises(CallerError, match="no subject"):
        candidate_pairs(table([(None, [1])]))  # type: ignore[list-item]
    with pytest.raises(CallerError, match="no keys"):
        candidate_pairs(pa.table({"subject": ["a"]}))
