"""Causes name columns and never values."""

import numpy as np
import pyarrow as pa
import pytest

from simurg.collection.faults import Faults, empty, named, unreadable
from simurg.collection.mapping import Rule
from simurg.ledger.schema import MOMENT


def test_the_first_fault_of_a_row_is_told():
    faults = Faults(3)
    faults.add(np.array([True, False, False]), "first")
    faults.add(np.array([True, True, False]), "second")
    faults.add(np.array([False, False, False]), "third")
    assert faults.wrong.tolist() == [True, True, False]
    assert [faults.cause(row) for row in range(3)] == ["first", "second", ""]


@pytest.mark.parametrize(
    ("column", "rule", "said"),
    [
        ("at", Rule(), "at"),
        ("at", Rule(("at",)), "at"),
        ("at", Rule(("day", "hour")), "at (from day, hour)"),
        ("at", Rule(("x" * 500,)), f"at (from {'x' * 60}…)"),
    ],
)
def test_a_cause_names_the_columns(column, rule, said):
    assert named(column, rule) == said


def test_an_empty_cell_with_a_lookup_may_be_missing_there():
    assert empty("subject", Rule(("who",), lookup={})) == "subject (from who): empty, or not in its lookup"


@pytest.mark.parametrize(
    ("content", "rule", "expected"),
    [
        (pa.field("at", MOMENT), Rule(steps=("month-number",)), "at: no month number (1 is January 1980)"),
        (pa.field("at", MOMENT), Rule(), "at: no date"),
        (pa.field("value", pa.float64()), Rule(), "value: no number"),
        (pa.field("event_type", pa.string()), Rule(), "event_type: none of the words that this column takes"),
    ],
)
def test_what_was_expected_is_told(content, rule, expected):
    assert unreadable(content, rule) == expected
