"""Days that a sentence speaks of: dates in words and figures, weekdays, today and yesterday.

A date without a year is the one nearest to the day of publication; a weekday is the last one up to it. Figures such as
9/5 are left alone, since which is the month cannot be known; 2024-09-05 and 05.09.2024 are read.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from simurg.fusion.story.vocabulary import vocabulary

_ISO = re.compile(r"^(\d{4})[-.](\d{1,2})[-.](\d{1,2})$")
_DOTTED = re.compile(r"^(\d{1,2})\.(\d{1,2})\.(\d{4})$")
_DAY = re.compile(r"^(\d{1,2})(?:st|nd|rd|th|er|\.)?$")
_YEAR = re.compile(r"^(?:19|20)\d\d$")

Marked = tuple[str, bool]


@dataclass(frozen=True, slots=True)
class Dated:
    """A day (date.toordinal) and whether it was stated as a date, not only as a weekday."""

    day: int
    stated: bool


def dated(words: list[Marked], published: date | None) -> tuple[list[Marked], tuple[Dated, ...]]:
    """The words with every date as one word `day:ORDINAL`, and the days. Weekdays stay words."""
    out: list[Marked] = []
    found: list[Dated] = []
    at = 0
    while at < len(words):
        day, used = _date_at(words, at, published)
        if day is not None:
            found.append(Dated(day.toordinal(), True))
            out.append((f"day:{day.toordinal()}", False))
            at += used
            continue
        weekday = None if _in_name(words, at) else _weekday(words[at][0], published)
        if weekday is not None:
            found.append(Dated(weekday, False))
            out.append((words[at][0], False))
        else:
            out.append(words[at])
        at += 1
    stated = {one.day for one in found if one.stated}
    return out, tuple(one for one in found if one.stated or not stated)


def _in_name(words: list[Marked], at: int) -> bool:
    """Capitals where a plain word would have none: "the Ilmar Today"."""
    word, mark = words[at]
    return mark and at > 0 and word in vocabulary().days_back


def _date_at(words: list[Marked], at: int, published: date | None) -> tuple[date | None, int]:
    """(the date that begins here, words it takes)."""
    word = words[at][0]
    if not (word[0].isdigit() or word in vocabulary().months):
        return None, 0
    for pattern, order in ((_ISO, (1, 2, 3)), (_DOTTED, (3, 2, 1))):
        match = pattern.match(word)
        if match:
            return _built(*(int(match.group(part)) for part in order)), 1
    after = words[at + 1][0] if at + 1 < len(words) else ""
    if after in vocabulary().number_joins | vocabulary().joins and at + 2 < len(words):
        day, month, used = word, words[at + 2][0], 3  # 5 de septiembre
    else:
        day, month, used = (after, word, 2) if word in vocabulary().months else (word, after, 2)
    number = _DAY.match(day)
    if number is None or month not in vocabulary().months:
        return None, 0
    year = words[at + used][0] if at + used < len(words) else ""
    if _YEAR.match(year):
        return _built(int(year), vocabulary().months[month], int(number.group(1))), used + 1
    return _nearest(vocabulary().months[month], int(number.group(1)), published), used


def _built(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _nearest(month: int, day: int, published: date | None) -> date | None:
    """The date of that month and day nearest to publication; in the year 4 (a leap year) if that is not known."""
    if published is None:
        return _built(4, month, day)
    near = [_built(year, month, day) for year in range(max(1, published.year - 1), min(9999, published.year + 1) + 1)]
    return min((one for one in near if one), key=lambda one: abs((one - published).days), default=None)


def _weekday(word: str, published: date | None) -> int | None:
    if published is None:
        return None
    if word in vocabulary().days_back:
        return published.toordinal() - vocabulary().days_back[word]
    weekday = vocabulary().weekdays.get(word)
    if weekday is None:
        return None
    return (published - timedelta(days=(published.weekday() - weekday) % 7)).toordinal()
