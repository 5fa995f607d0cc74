"""Grades, moments and ids: what cannot be right cannot be built."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.ontology.errors import CallerError, OperatorError, SimurgError
from simurg.ontology.grades import CREDIBILITY, RELIABILITY, Grade, parse_grade
from simurg.ontology.ids import digest_of, id_of
from simurg.ontology.plover import PLOVER_TYPES, plover_of
from simurg.ontology.times import Period, parse_moment, text_of, utc


@given(st.sampled_from(sorted(RELIABILITY)), st.sampled_from(sorted(CREDIBILITY)))
def test_a_grade_round_trips(letter: str, number: int) -> None:
    grade = Grade(letter, number)
    assert parse_grade(f" {str(grade).lower()} ") == grade
    assert grade.judged == (letter != "F" and number != 6)


@pytest.mark.parametrize("text", ["", "G1", "A7", "A0", "1A", "A12", "Ä1"])
def test_what_is_no_grade_is_refused(text: str) -> None:
    with pytest.raises(CallerError):
        parse_grade(text)


@given(st.datetimes(min_value=datetime(1900, 1, 2), max_value=datetime(2199, 1, 1)), st.integers(-23, 23))
def test_a_moment_round_trips_in_any_zone(naive: datetime, hours: int) -> None:
    moment = naive.replace(tzinfo=timezone(timedelta(hours=hours)))
    assert parse_moment(text_of(moment)) == moment


def test_a_date_is_its_first_instant_and_a_naive_moment_is_refused() -> None:
    assert parse_moment("2014-03-05") == datetime(2014, 3, 5, tzinfo=UTC)
    with pytest.raises(CallerError, match="time zone"):
        utc(datetime(2014, 3, 5))
    with pytest.raises(CallerError, match="not a date"):
        parse_moment("5 March")


def test_a_period_is_half_open_and_never_empty() -> None:
    start, end = parse_moment("2020-01-01"), parse_moment("2020-01-02")
    assert start in Period(start, end)
    assert end not in Period(start, end)
    assert Period(start, end).length == timedelta(days=1)
    with pytest.raises(CallerError, match="empty"):
        Period(end, start)


@given(st.lists(st.text() | st.binary() | st.integers() | st.none(), max_size=4), st.text(max_size=3))
def test_parts_of_an_id_do_not_run_together(parts: list[str | bytes | int | None], more: str) -> None:
    assert digest_of(*parts) == digest_of(*parts)
    assert digest_of(*parts, more) != digest_of(*parts)
    assert len(digest_of(*parts)) == 16
    assert id_of("ab", "c") != id_of("a", "bc")
    assert id_of(None) != id_of("")


def test_every_cameo_root_but_statements_has_a_plover_type() -> None:
    assert {plover_of(f"{root:02d}0") for root in range(3, 21)} <= set(PLOVER_TYPES)
    assert plover_of("010") is None
    assert plover_of("0871") == "RETREAT"
    assert plover_of("xx") is None


def test_an_error_says_what_to_do_next() -> None:
    error = OperatorError("The disk is full.", hint="Free some space.")
    assert str(error) == "The disk is full. Free some space."
    assert isinstance(error, SimurgError)
