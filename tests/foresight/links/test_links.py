import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.foresight.links.links import links_of
from simurg.ontology.errors import CallerError

ROW = st.tuples(st.sampled_from("abc"), st.sampled_from("rs"), st.sampled_from("abc"), st.integers(0, 3))


def told(links):
    names = (links.actors, links.relations)
    return [
        (names[0][a], names[1][r], names[0][b], int(d))
        for a, r, b, d in zip(links.actor, links.relation, links.recipient, links.day, strict=True)
    ]


def test_a_link_told_twice_on_a_day_is_one_and_the_first_row_stands_for_it():
    links = links_of(["b", "a", "a", "a"], ["r"] * 4, ["a", "b", "b", "b"], [5, 5, 5, 6])
    assert told(links) == [("a", "r", "b", 5), ("b", "r", "a", 5), ("a", "r", "b", 6)]
    assert links.row.tolist() == [1, 0, 3]


def test_rows_without_a_name_are_left_out():
    links = links_of(["a", "", None, "a", "a"], ["r", "r", "r", None, "r"], ["b", "b", "b", "b", ""], [1, 2, 3, 4, 5])
    assert told(links) == [("a", "r", "b", 1)]


def test_nothing_is_no_links():
    links = links_of([], [], [], [])
    assert len(links) == 0
    assert links.actors == ()


def test_arrow_columns_are_taken_too():
    column = pa.chunked_array([["a"], ["b"]])
    assert told(links_of(column, pa.chunked_array([["r", "r"]]), pa.array(["b", "c"]), [2, 1])) == [
        ("b", "r", "c", 1),
        ("a", "r", "b", 2),
    ]


def test_columns_of_different_length_are_refused():
    with pytest.raises(CallerError, match="differ in number"):
        links_of(["a"], ["r"], ["b", "c"], [1])


@given(st.lists(ROW, max_size=20), st.randoms())
def test_the_order_of_rows_does_not_matter(some, random):
    mixed = random.sample(some, len(some))
    one, other = (
        links_of(*(list(c) for c in zip(*each, strict=True)) if each else ([], [], [], [])) for each in (some, mixed)
    )
    assert told(one) == told(other) == sorted(set(some), key=lambda row: (row[3], row[0], row[1], row[2]))


@given(st.lists(ROW, max_size=20), st.integers(-1, 5))
def test_until_and_since_part_the_links(some, day):
    links = links_of(*(list(c) for c in zip(*some, strict=True))) if some else links_of([], [], [], [])
    before, after = links.until(day), links.since(day)
    assert told(before) + told(after) == told(links)
    assert np.all(before.day < day)
    assert np.all(after.day >= day)
