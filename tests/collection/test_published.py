from datetime import UTC, datetime, timedelta
from time import struct_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.collection.published import believable, moment_in, moment_of

FETCHED = datetime(2026, 11, 1, tzinfo=UTC)


@given(st.datetimes() | st.datetimes(timezones=st.timezones()))
def test_what_is_believed_lies_between_1900_and_a_day_after_the_fetch(moment):
    found = believable(moment, FETCHED)
    assert found is None or datetime(1900, 1, 1, tzinfo=UTC) <= found <= FETCHED + timedelta(days=1)


def test_a_clock_that_is_an_hour_ahead_is_believed_and_a_week_is_not():
    assert believable(FETCHED + timedelta(hours=1), FETCHED) == FETCHED + timedelta(hours=1)
    assert believable(FETCHED + timedelta(days=7), FETCHED) is None
    assert believable(None, FETCHED) is None


@pytest.mark.parametrize(
    "value", [None, 7, "", "2023-02-31", "0000-00-00", "2.02E+13", "9999-01-01", "1799-01-01", "x" * 99]
)
def test_what_is_no_moment_is_none(value):
    assert moment_in(value) is None


def test_a_moment_is_read_in_utc():
    assert moment_in("2023-03-01T02:00:00+02:00") == datetime(2023, 3, 1, tzinfo=UTC)
    assert moment_in("2023-03-01T00:00:00.123Z") == datetime(2023, 3, 1, microsecond=123000, tzinfo=UTC)


def test_broken_down_times_that_are_none_give_none():
    assert moment_of(None) is None
    assert moment_of(struct_time((99999, 1, 1, 0, 0, 0, 0, 1, 0))) is None
    assert moment_of(struct_time((2023, 3, 1, 0, 0, 0, 0, 1, 0))) == datetime(2023, 3, 1, tzinfo=UTC)
