"""Periods and cursors: what is not given, what lies before, and what is no cursor."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.app.workbench.periods import Period, cursor_of, offset_in, period_of, place_in
from simurg.ontology.errors import CallerError

AT = datetime(2024, 5, 6, 7, tzinfo=UTC)


def test_what_is_not_given_is_the_year_up_to_the_moment_s_day() -> None:
    period = period_of(None, None, AT)
    assert period.end == datetime(2024, 5, 7, tzinfo=UTC)
    assert (period.end - period.start).days == 365
    assert period.before == Period(datetime(2022, 5, 8, tzinfo=UTC), period.start)


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(CallerError):
        period_of(AT, AT, AT)


def test_before_the_first_day_of_the_calendar_there_is_nothing() -> None:
    first = datetime.min.replace(tzinfo=UTC)
    assert Period(first.replace(year=100), first.replace(year=1000)).before.start == first


@given(st.integers(-(1 << 62), 1 << 62), st.text(max_size=40))
def test_a_cursor_gives_back_what_it_was_given(number: int, word: str) -> None:
    assert place_in(cursor_of((number, word)), (int, str)) == [number, word]


@given(st.text(alphabet="abcXYZ019_-=", max_size=60))
def test_any_other_text_is_refused(text: str) -> None:
    try:
        offset = offset_in(text)
    except CallerError:
        return
    assert 0 <= offset <= 10_000_000


def test_numbers_that_no_list_has_are_refused() -> None:
    for place in ([1 << 63], [-1], [True], ["1"], [1, 2]):
        with pytest.raises(CallerError):
            offset_in(cursor_of(place))
