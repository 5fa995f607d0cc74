"""Dates of birth and founding, told to the year, month or day, sometimes wrongly: what two sets of them say.

A date is (year, month, day) with 0 for what is not told. The first of January often stands for a year alone, and is
read so. Of several dates on a side the pair that fits best counts (lists keep wrong dates beside right ones).
"""

import re
from collections.abc import Callable, Iterator, Mapping

Date = tuple[int, int, int]
_YEAR_FIRST = re.compile(r"^\D{0,12}(\d{4})(?:[-/.]?(\d{2})(?:[-/.]?(\d{2}))?)?(?!\d)")
_YEAR_LAST = re.compile(r"^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})$")
_FIRST_YEAR = 1000
_LATE = 5
"""Years apart that are still told of one person when neither side knows the day."""


def dates(text: str) -> Iterator[Date]:
    """None or one date. 1961-04-12, 19610412, 1961/04, c. 1961, 12.04.1961 (day first); all else is no date."""
    text = text.strip()[:40]
    last = _YEAR_LAST.match(text)
    if last:
        day, month, year = (int(part) for part in last.groups())
        yield _sound(year, month, day)
        return
    found = _YEAR_FIRST.match(text)
    if found:
        year, month, day = (int(part) for part in found.groups(default="0"))
        if year >= _FIRST_YEAR:
            yield _sound(year, month, day)


def _sound(year: int, month: int, day: int) -> Date:
    """What cannot be a month or day is not told."""
    if not 1 <= month <= 12:
        return year, 0, 0
    return year, month, day if 1 <= day <= 31 else 0


def best(
    left: frozenset[Date], right: frozenset[Date], say: Callable[[Date, Date], str], order: Mapping[str, float]
) -> str:
    """The finding that speaks most for one among all pairs; ties by name."""
    return max({say(one, two) for one in left for two in right}, key=lambda name: (order[name], name))


def births(one: Date, two: Date) -> str:
    """The name of the finding for one pair of dates of birth."""
    years = abs(one[0] - two[0])
    full = _to_the_day(one) and _to_the_day(two)
    if not years:
        return _same_year(one, two, full)
    if one[1:] == two[1:] and full:
        return "born the same day of another year"
    if years == 1:
        return "born a year apart, days differ" if full else "born a year apart"
    if full or years > _LATE:
        return "born in other years"
    return "born some years apart"


def _to_the_day(date: Date) -> bool:
    return bool(date[2]) and date[1:] != (1, 1)


def _same_year(one: Date, two: Date, full: bool) -> str:
    if one == two and full:
        return "born the same day"
    if not full:
        told = one[1] and two[1] and (1, 1) not in (one[1:], two[1:])
        if told and one[1] != two[1]:
            return "born another day of that year"
        return "born the same month" if told else "born the same year"
    if one[1] == two[2] and one[2] == two[1]:
        return "born day and month swapped"
    if one[1] == two[1] or one[2] == two[2]:
        return "born the same year, day or month differs"
    return "born another day of that year"


def foundings(one: Date, two: Date) -> str:
    """The same for dates of founding and building."""
    if one == two and _to_the_day(one):
        return "founded the same day"
    years = abs(one[0] - two[0])
    if years > 1:
        return "founded in other years"
    return "founded a year apart" if years else "founded the same year"
