"""Editions: the same rows are the same, in any order; any change of any row is another edition of its group alone."""

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from simurg.collection.editions import editions

ROWS = st.lists(st.tuples(st.sampled_from("abc"), st.none() | st.text(max_size=4), st.text(max_size=4)), min_size=1)


def of(rows: list[tuple]) -> dict[str, str]:
    columns = [pa.array([row[place] for row in rows], pa.string()) for place in (1, 2)]
    return dict(editions(columns, pa.array([row[0] for row in rows], pa.string())))


@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows, random):
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert of(rows) == of(shuffled)


@given(ROWS, st.tuples(st.sampled_from("abc"), st.none() | st.text(max_size=4), st.text(max_size=4)))
def test_one_row_more_is_another_edition_of_its_group_alone(rows, more):
    before, after = of(rows), of([*rows, more])
    assert {name for name in after if after[name] != before.get(name)} == {more[0]}


def test_null_is_not_empty_and_columns_do_not_run_into_each_other():
    told = [
        of([("a", *cells)])["a"] for cells in ((None, ""), ("", None), ("", ""), ("xy", ""), ("x", "y"), ("", "xy"))
    ]
    assert len(set(told)) == len(told)
