"""A report's sketch: of that report alone; candidates: those that share a key, bounded, in any order."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fusion.story.made import ELSEWHERE, FIRST, FRIDAY, RETOLD, identity, report, table

from simurg.fusion.story import SKETCH, Report, candidates, joins, sketch
from simurg.fusion.story.columns import fixed

ANY = st.builds(
    Report,
    title=st.text(max_size=40) | st.just("Guards fire on boat"),
    body=st.text(max_size=200) | st.sampled_from([FIRST, RETOLD, ELSEWHERE, ""]),
    published=st.none() | st.just(FRIDAY),
    publisher=st.sampled_from(["norvik.example", "ridge.example"]),
)


@settings(max_examples=40)
@given(st.lists(ANY, min_size=1, max_size=5))
def test_a_sketch_depends_on_its_report_alone(rows: list[Report]) -> None:
    given_rows = table(rows)
    together = sketch(given_rows)
    assert together.schema == SKETCH
    for place in range(len(rows)):
        assert sketch(given_rows.slice(place, 1)).to_pylist() == together.slice(place, 1).to_pylist()


def test_equal_words_are_one_text_whatever_they_wear() -> None:
    rows = [report(FIRST), report(FIRST.upper().replace(". ", " …\n")), report(FIRST + " Again.")]
    texts = sketch(table(rows))["text"].to_pylist()
    assert texts[0] == texts[1] != texts[2]


@pytest.mark.parametrize("body", ["", "x", "Read more", "🚢"])
def test_short_texts_are_never_one_text(body: str) -> None:
    texts = sketch(table([report(body), report(body, "ridge.example")]))["text"].to_pylist()
    assert texts[0] != texts[1]


def test_texts_that_differ_after_the_bound_are_two() -> None:
    long = "word " * 30_000
    texts = sketch(table([report(long), report(long + "x")]))["text"].to_pylist()
    assert texts[0] != texts[1]


def test_whom_it_has_it_from_is_kept() -> None:
    row = Report("", RETOLD, FRIDAY, "ridge.example", "Fen Watcher")
    told = sketch(table([row, report(FIRST)]))["origins"].to_pylist()
    assert {"feed:fenwatcher", "cites:norvikagency"} <= set(told[0])
    assert "wire:norvikagency" in told[1]


def test_nothing_gives_nothing() -> None:
    empty = sketch(table([]))
    assert empty.schema == SKETCH
    assert empty.num_rows == 0
    left, right = candidates(empty, empty)
    assert len(left) == len(right) == 0


def test_copies_and_retellings_are_candidates_and_strangers_are_not() -> None:
    rows = [
        report(FIRST),
        report(FIRST + " More soon.", "a.example"),
        report(RETOLD, "b.example", 5),
        report(ELSEWHERE),
    ]
    rows[3] = report(ELSEWHERE, title="Tractors in Lund")
    left, right = candidates(*[sketch(table(rows))] * 2)
    assert {frozenset(pair) for pair in zip(left.tolist(), right.tolist(), strict=True)} == {
        frozenset({0, 1}), frozenset({0, 2}), frozenset({1, 2}),
    }  # fmt: skip


def _made(keys: list[set[int]], lengths: list[int], texts: list[int]) -> pa.Table:
    ids = pa.array([identity(place) for place in range(len(keys))], pa.binary(16)).cast(pa.uuid())
    names = pa.array([identity(-1 - text) for text in texts], pa.binary(16)).cast(pa.uuid())
    bands = pa.array([sorted(row) for row in keys], pa.list_(pa.int64()))
    return pa.table({"report_id": ids, "text": names, "length": pa.array(lengths, pa.int32()), "bands": bands})


def _pairs(new: pa.Table, every: pa.Table, most: int = 64) -> set[frozenset[bytes]]:
    left, right = candidates(new, every, most)
    ours, theirs = fixed(new, "report_id"), fixed(every, "report_id")
    pairs = [frozenset((bytes(ours[a]), bytes(theirs[b]))) for a, b in zip(left, right, strict=True)]
    assert len(pairs) == len(set(pairs))
    assert all(len(pair) == 2 for pair in pairs)
    return set(pairs)


KEYS = st.lists(st.sets(st.integers(-(2**63), -(2**63) + 12), max_size=4), min_size=1, max_size=12)


@settings(max_examples=80)
@given(KEYS, st.randoms(use_true_random=False), st.integers(1, 4), st.data())
def test_the_order_of_rows_does_not_matter(keys: list[set[int]], dice, most: int, data: st.DataObject) -> None:
    count = len(keys)
    made = _made(keys, [10 + place % 3 for place in range(count)], [place // 2 for place in range(count)])
    new = data.draw(st.sets(st.integers(0, count - 1)))
    order = list(range(count))
    dice.shuffle(order)
    fresh = [place for place in order if place in new]
    one = _pairs(made.take(pa.array(sorted(new), pa.int64())), made, most)
    assert one == _pairs(made.take(pa.array(fresh, pa.int64())), made.take(pa.array(order)), most)


@settings(max_examples=80)
@given(KEYS)
def test_without_bounds_all_that_share_a_key_are_found(keys: list[set[int]]) -> None:
    made = _made(keys, [10] * len(keys), list(range(len(keys))))
    wanted = {
        frozenset((identity(a), identity(b))) for a in range(len(keys)) for b in range(a) if keys[a] & keys[b]
    }  # fmt: skip
    assert _pairs(made, made) == wanted


def test_a_crowded_key_costs_a_bounded_number_of_pairs() -> None:
    count = 4_000
    made = _made([{7}] * count, list(range(count)), list(range(count)))
    left, right = candidates(made.slice(0, 50), made, most=500)
    assert np.bincount(left).max() <= joins.MOST_IN_KEY
    assert np.abs(left - right).max() <= 2 * joins.MOST_IN_KEY  # neighbours by length


def test_of_one_text_few_reports_are_compared() -> None:
    made = _made([{7, 8}] * 40, [10] * 40, [1] * 39 + [2])
    left, _ = candidates(made.slice(39, 1), made)
    assert len(left) == joins.REPEATS
