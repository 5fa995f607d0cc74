"""Dates told to the year, month or day, and what two of them say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.fusion.identity.dates import best, births, dates, foundings
from simurg.fusion.identity.weights import by_hand


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1961-04-12", [(1961, 4, 12)]),
        ("19610412", [(1961, 4, 12)]),
        ("1961/04", [(1961, 4, 0)]),
        ("c. 1961", [(1961, 0, 0)]),
        ("circa 1961", [(1961, 0, 0)]),
        ("12.04.1961", [(1961, 4, 12)]),
        ("1961-13-40", [(1961, 0, 0)]),
        ("1961-04-99", [(1961, 4, 0)]),
        ("1961-04-12T00:00:00Z", [(1961, 4, 12)]),
        ("0000-00-00", []),
        ("unknown", []),
        ("", []),
        ("9" * 400, []),
    ],
)
def test_dates_are_read_as_far_as_they_are_told(text: str, wanted: list[tuple[int, int, int]]) -> None:
    assert list(dates(text)) == wanted


@pytest.mark.parametrize(
    ("left", "right", "wanted"),
    [
        ("1961-04-12", "1961-04-12", "born the same day"),
        ("1961-01-01", "1961-01-01", "born the same year"),  # often a year alone
        ("1961", "1961-04-12", "born the same year"),
        ("1961-04", "1961-04-12", "born the same month"),
        ("1961-04", "1961-05-12", "born another day of that year"),
        ("1961-04-12", "1961-12-04", "born day and month swapped"),
        ("1961-04-12", "1961-04-21", "born the same year, day or month differs"),
        ("1961-04-12", "1961-09-30", "born another day of that year"),
        ("1961-04-12", "1971-04-12", "born the same day of another year"),
        ("1961", "1962", "born a year apart"),
        ("1961-04-12", "1962-09-30", "born a year apart, days differ"),
        ("1961", "1965-04-12", "born some years apart"),
        ("1961-04-12", "1965-09-30", "born in other years"),
        ("1961", "1981", "born in other years"),
    ],
)
def test_two_dates_of_birth_say_one_thing(left: str, right: str, wanted: str) -> None:
    (one,), (two,) = dates(left), dates(right)
    assert births(one, two) == births(two, one) == wanted


def test_dates_of_founding_are_told_by_the_year() -> None:
    assert foundings((2001, 5, 2), (2001, 5, 2)) == "founded the same day"
    assert foundings((2001, 1, 1), (2001, 1, 1)) == "founded the same year"
    assert foundings((2001, 0, 0), (2002, 5, 2)) == "founded a year apart"
    assert foundings((2001, 0, 0), (2009, 5, 2)) == "founded in other years"


def test_of_several_dates_the_pair_that_fits_best_counts() -> None:
    ours, theirs = frozenset({(1961, 4, 12), (1958, 0, 0)}), frozenset({(1970, 1, 2), (1961, 4, 12)})
    assert best(ours, theirs, births, by_hand()) == "born the same day"


_DATES = st.tuples(st.integers(1900, 2000), st.integers(0, 12), st.integers(0, 28))


@given(_DATES, _DATES)
def test_every_pair_of_dates_has_a_finding_with_a_weight(
    left: tuple[int, int, int], right: tuple[int, int, int]
) -> None:
    for say in (births, foundings):
        assert say(left, right) == say(right, left)
        assert say(left, right) in by_hand()
