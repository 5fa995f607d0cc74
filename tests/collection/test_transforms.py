from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.collection.transforms import applied, icews_cameo, month_number, next_month
from simurg.ontology.plover import plover_of


@given(st.integers(1, 2399))
def test_the_next_month_has_the_next_number(number):
    assert next_month(month_number(str(number), "")) == month_number(str(number + 1), "") or number == 2399


def test_month_one_is_january_1980():
    assert month_number("1", "") == datetime(1980, 1, 1, tzinfo=UTC)
    assert month_number("504", "") == datetime(2021, 12, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "steps", "pattern", "value"),
    [
        ("2031-03-01T23:00:00-02:00", ("date",), "", datetime(2031, 3, 2, 1, tzinfo=UTC)),
        ("2031 March", ("date", "next-month"), "%Y %B", datetime(2031, 4, 1, tzinfo=UTC)),
        ("2031-12-31", ("date", "month-start", "next-month"), "", datetime(2032, 1, 1, tzinfo=UTC)),
        ("2031-02-29", ("date",), "", None),
        ("1066-10-14", ("date",), "", None),
        ("x", ("next-day",), "", None),
        ("2031-03-01", ("date", "upper"), "", None),
        ("Use_conventional_military_force", ("icews-cameo", "plover"), "", "ASSAULT"),
        ("Sing", ("icews-cameo", "plover"), "", None),
        (" a_b ", ("strip", "spaces", "upper"), "", "A B"),
    ],
)
def test_steps(text, steps, pattern, value):
    assert applied(text, steps, pattern) == value


def test_every_icews_text_has_a_code_that_plover_knows_or_leaves_out():
    assert len(icews_cameo()) == 228
    assert all(plover_of(code) or code[:2] in ("01", "02") for code in icews_cameo().values())
