from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.collection.transforms import TRANSFORMS, applied, icews_cameo, month_number, next_month
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
        ("1924700000", ("epoch",), "", datetime(2030, 12, 28, 14, 53, 20, tzinfo=UTC)),
        ("1924700000.0", ("epoch", "next-minute"), "", datetime(2030, 12, 28, 14, 54, 20, tzinfo=UTC)),
        ("1924700000000", ("epoch", "day-start"), "", datetime(2030, 12, 28, tzinfo=UTC)),
        ("2030-12-28", ("epoch",), "", datetime(2030, 12, 28, tzinfo=UTC)),
        ("-99999999999999", ("epoch",), "", None),
        ("99999999999", ("epoch",), "", None),
        ("soon", ("epoch",), "", None),
        ("2029", ("date", "next-year"), "%Y", datetime(2030, 1, 1, tzinfo=UTC)),
        ("2030-12-01T11:00:00.000Z", ("date", "eastern-day"), "", datetime(2030, 12, 2, tzinfo=UTC)),
        ("2030-12-01T12:00:00.000Z", ("date", "eastern-day"), "", datetime(2030, 12, 2, tzinfo=UTC)),
        ("2030-12-01T22:00:00Z", ("date", "eastern-day"), "", datetime(2030, 12, 2, tzinfo=UTC)),
        ("2030-12-01", ("date", "eastern-day"), "", datetime(2030, 12, 1, tzinfo=UTC)),
        ("Maize (white), retail", ("slug",), "", "maize_white_retail"),
        ("()", ("slug",), "", None),
        ("wfp_food_prices_nic.csv", ("country-code",), "", "NIC"),
        ("SOM wfp_food_prices_global_2030.csv", ("country-code",), "", "SOM"),
        ("prices.csv", ("country-code",), "", None),
        ("country/IR", ("alpha-2",), "", "IRN"),
        ("ke", ("alpha-2",), "", "KEN"),
        ("region/4416", ("alpha-2",), "", None),
        ("asn/IR", ("alpha-2",), "", None),
        ("ZZ", ("alpha-2",), "", None),
    ],
)
def test_steps(text, steps, pattern, value):
    assert applied(text, steps, pattern) == value


def test_every_icews_text_has_a_code_that_plover_knows_or_leaves_out():
    assert len(icews_cameo()) == 228
    assert all(plover_of(code) or code[:2] in ("01", "02") for code in icews_cameo().values())


@given(st.text(max_size=60), st.sampled_from(sorted(TRANSFORMS)))
def test_no_text_upsets_a_transform(text, name):
    value = applied(text, (name,), "")
    assert value is None or isinstance(value, str | datetime)


@given(st.integers(-2_200_000_000, 7_200_000_000))
def test_seconds_and_milliseconds_are_one_moment(seconds):
    by_seconds = applied(str(seconds), ("epoch",), "")
    if abs(seconds) >= 1_000_000_000:
        assert by_seconds == applied(str(seconds * 1000), ("epoch",), "")
    assert by_seconds is None or by_seconds.timestamp() == seconds
