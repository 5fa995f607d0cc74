"""Small claims for the tests of beliefs."""

from collections.abc import Iterable

import pyarrow as pa
from hypothesis import strategies as st

from simurg.fusion.belief import Claims, Hierarchy, gather, parse_hierarchy

PLACES = parse_hierarchy(
    [
        ("0", "Root", "-1"),
        ("1", "Northland", "0"),
        ("2", "Fjordshire", "1"),
        ("3", "Sandby", "2"),
        ("4", "Osterby", "2"),
        ("5", "Southland", "0"),
        ("6", "Sandby", "5"),
        ("7", "Palmera", "5"),
    ]
)
WORDS = ("Northland", "Fjordshire", "Sandby", "Osterby", "Southland", "Palmera", "nowhere")


def claims_of(rows: Iterable[tuple[str, str, str | float]], **more: list[object]) -> Claims:
    """From (object, source, value), all words or all numbers."""
    return gather(table_of(rows, **more))


def table_of(rows: Iterable[tuple[str, str, str | float]], **more: list[object]) -> pa.Table:
    listed = list(rows)
    numbers = bool(listed) and not isinstance(listed[0][2], str)
    return pa.table(
        {
            "object": pa.array([row[0] for row in listed], pa.string()),
            "source": pa.array([row[1] for row in listed], pa.string()),
            "value": pa.array([row[2] for row in listed], pa.float64() if numbers else pa.string()),
            **more,
        }
    )


def rows_of_words() -> st.SearchStrategy[list[tuple[str, str, str]]]:
    row = st.tuples(st.sampled_from("abcdef"), st.sampled_from("stuvw"), st.sampled_from(WORDS))
    return st.lists(row, min_size=1, max_size=40)


def rows_of_numbers() -> st.SearchStrategy[list[tuple[str, str, float]]]:
    number = st.one_of(st.sampled_from([10.0, 100.0, 1000.0, 1004.0, -3.0, 0.0]), st.floats(-1e9, 1e9, width=32))
    row = st.tuples(st.sampled_from("abcd"), st.sampled_from("stuvw"), number)
    return st.lists(row, min_size=1, max_size=30)


NO_PLACES = Hierarchy()
