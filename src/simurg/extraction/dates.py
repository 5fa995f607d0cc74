"""When: the dates that a text names, relative words resolved against the moment of publication, in eight languages.

"on Monday" is the last Monday, the day of publication included, and the next one after a word for what is to come
("will meet on Monday"). A year that is left out is the one that puts the date nearest, the past before the future.
Weeks begin on Monday (ISO 8601). Dates in figures follow the language's order; where a language has two, a day above 12
tells, then the publisher's country, then which is nearer to publication. Without a moment of publication only whole
dates are read.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from simurg.extraction.date_words import DateWords, Found, date_words, languages
from simurg.extraction.reading import Period, Span

_DAY = timedelta(days=1)
_FIGURES = re.compile(
    r"(?<![\d.,/:-])(?:(\d{4})-(\d{2})-(\d{2})|(\d{1,2})([./-])(\d{1,2})\5(\d{4}|\d{2}))(?![\d/:-]|[.,]\d)"
)
_REACH = 90
"""Characters before a date in which a word for what is to come counts."""
_MONTH_FIRST = frozenset(("USA",))
_LEAST_YEAR = 1900


@dataclass(frozen=True, slots=True)
class DateReader:
    """A language's words with what a text's dates are resolved against."""

    words: DateWords
    published: datetime | None
    home: str | None

    @property
    def today(self) -> datetime:
        assert self.published is not None
        return self.published.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def reader_of(language: str | None, published: datetime | None, home: str | None) -> DateReader:
    """English where a language is unknown, or none that dates are read in."""
    return DateReader(date_words(language if language in languages() else "en"), published, home)


def dated_stretches(reader: DateReader, padded: str) -> list[int]:
    """Where in a padded text words for dates begin: sentences without one need not be looked at."""
    return sorted(start for _, start, _ in reader.words.triggers.find_matches_as_indexes(padded))


def periods_in(reader: DateReader, text: str, padded: str, sentence: Span) -> tuple[Period, ...]:
    """The periods that a sentence names, in their order, none within another. `padded`: the text folded, between two
    spaces."""
    found = _figures(reader, text, sentence)
    for turn in reader.words.found_in(padded, sentence.start + 1, sentence.end + 2):
        span = Span(turn.start - 1, turn.end - 1)
        if any(had.span is not None and had.span.start < span.end and span.start < had.span.end for had in found):
            continue
        if not _meant(reader.words, turn, text, padded, span):
            continue
        ahead = _ahead(reader.words, text, padded, max(sentence.start, span.start - _REACH), span.start)
        try:
            period = _resolved(reader, turn, span, ahead)
        except (ValueError, OverflowError):  # the 31st of June
            continue
        if period is not None:
            found.append(period)
    return tuple(sorted(found, key=lambda period: period.span.start if period.span else 0))


def _ahead(words: DateWords, text: str, padded: str, start: int, end: int) -> bool:
    """Whether what stands before a date tells what is to come."""
    if words.future.search(padded, start + 1, end + 1):
        return True
    return words.endings is not None and bool(words.endings.search(text, start, end))


def _meant(words: DateWords, turn: Found, text: str, padded: str, span: Span) -> bool:
    """Not a word that only looks so: months and weekdays without their capital, "la mañana", "segunda vez"."""
    if words.capitals and (name := turn.parts.get("day") or turn.parts.get("month")):
        at = padded.find(name, turn.start, turn.end) - 1
        if not text[at : at + 1].isupper():
            return False
    first = padded[turn.start : turn.end].split(" ")[0]
    if first in words.small and not text[span.start].islower():
        return text[:1] == text[span.start] or text[max(0, span.start - 2) : span.start].strip() in ("", ".")
    if first in words.not_after:
        before = padded[max(0, turn.start - 12) : turn.start].split()
        return not before or before[-1] not in words.not_after[first]
    last = padded[turn.start : turn.end].split()[-1]
    if last in words.not_before:
        after = padded[turn.end : turn.end + 16].split()
        return not after or after[0] not in words.not_before[last]
    return True


def _figures(reader: DateReader, text: str, sentence: Span) -> list[Period]:
    found = []
    for match in _FIGURES.finditer(text, sentence.start, sentence.end):
        year, month, day, one, _, two, short = match.groups()
        span = Span(*match.span())
        try:
            if year:
                found.append(_day(datetime(int(year), int(month), int(day), tzinfo=UTC), span))
            elif when := _ordered(reader, int(one), int(two), int(short) + (2000 if len(short) == 2 else 0)):
                found.append(_day(when, span))
        except ValueError:
            continue
    return found


def _ordered(reader: DateReader, one: int, two: int, year: int) -> datetime | None:
    if not _LEAST_YEAR <= year <= 2100:
        return None
    day_first = reader.words.day_first
    if day_first is None:
        day_first = one > 12 or (two <= 12 and reader.home is not None and reader.home not in _MONTH_FIRST)
        if one <= 12 and two <= 12 and reader.home is None:
            return _nearer(reader, one, two, year)
    day, month = (one, two) if day_first else (two, one)
    return datetime(year, month, day, tzinfo=UTC)


def _nearer(reader: DateReader, one: int, two: int, year: int) -> datetime:
    either = [datetime(year, two, one, tzinfo=UTC), datetime(year, one, two, tzinfo=UTC)]
    if reader.published is None:
        return either[0]
    return min(either, key=lambda when: _distance((when - reader.today).days, ahead=False))


def _distance(days: int, *, ahead: bool) -> int:
    """How far a date lies, what is to come counting more unless it is spoken of."""
    late = days > 0
    return abs(days) * (1 if late == ahead or days == 0 else 3)


def _resolved(reader: DateReader, turn: Found, span: Span, ahead: bool) -> Period | None:
    parts, words = turn.parts, reader.words
    year = int(parts["y"]) if parts.get("y") else None
    if turn.kind == "month_year" and year:
        return _month(year, words.months[_plain(parts["month"])], span)
    if turn.kind == "year" and year:
        return _year(year, span)
    if turn.kind in ("date", "range"):
        return _dated(reader, parts, year, span, ahead)
    if reader.published is None:
        return None
    if turn.kind == "month":
        return _month_named(reader.today, words.months[_plain(parts["month"])], span, ahead)
    if turn.kind == "words":
        return _day(reader.today + words.words[_plain(parts["word"])] * _DAY, span)
    if "day" in parts:
        return _day(_weekday(reader.today, turn.kind, words.days[_plain(parts["day"])], ahead), span)
    if turn.kind.startswith("weekend"):
        return _weekend(reader.today, span, ahead=turn.kind.endswith("next") or ahead)
    if turn.kind in ("last", "next", "this"):
        unit = words.units[_plain(parts["unit"])]
        return _whole(reader.today, unit, {"last": -1, "this": 0, "next": 1}[turn.kind], span)
    return _counted(reader, turn, span)


def _plain(form: str) -> str:
    return " ".join(form.split())


def _dated(reader: DateReader, parts: dict[str, str], year: int | None, span: Span, ahead: bool) -> Period | None:
    month = reader.words.months[_plain(parts["month"])]
    first, last = int(parts["d"]), int(parts.get("e") or parts["d"])
    if year is None:
        if reader.published is None:
            return None
        year = _year_of(reader.today, month, first, ahead)
    start = datetime(year, month, first, tzinfo=UTC)
    if last < first:  # "3 2 March" is no range
        return None
    return Period(start, datetime(year, month, last, tzinfo=UTC) + _DAY, span, "day")


def _year_of(today: datetime, month: int, day: int, ahead: bool) -> int:
    near = []
    for year in (today.year - 1, today.year, today.year + 1):
        try:
            near.append((_distance((datetime(year, month, day, tzinfo=UTC) - today).days, ahead=ahead), year))
        except ValueError:  # 29 February
            continue
    return min(near)[1] if near else today.year


def _month_named(today: datetime, month: int, span: Span, ahead: bool) -> Period:
    year = _year_of(today, month, 15, ahead) if month != today.month else today.year
    return _month(year, month, span)


def _weekday(today: datetime, kind: str, day: int, ahead: bool) -> datetime:
    back, forth = (today.weekday() - day) % 7, (day - today.weekday()) % 7
    if kind in ("day_last_week", "day_next_week"):
        return today + (day - today.weekday() + (7 if kind == "day_next_week" else -7)) * _DAY
    if kind == "last_day":
        return today - (back or 7) * _DAY
    if kind == "next_day":
        return today + (forth or 7) * _DAY
    return today + forth * _DAY if ahead else today - back * _DAY


def _weekend(today: datetime, span: Span, *, ahead: bool) -> Period:
    """Saturday and Sunday: the one that is, or the last or next."""
    saturday = today + (5 - today.weekday()) * _DAY
    if not ahead and today.weekday() < 5:
        saturday -= 7 * _DAY
    return Period(saturday, saturday + 2 * _DAY, span, "day")


def _whole(today: datetime, unit: str, step: int, span: Span) -> Period | None:
    if unit == "week":
        monday = today + (7 * step - today.weekday()) * _DAY
        return Period(monday, monday + 7 * _DAY, span, "week")
    if unit == "month":
        return _months_from(today, step, span)
    if unit == "year":
        return _year(today.year + step, span)
    return _day(today, span) if unit == "day" and step == 0 else None


def _counted(reader: DateReader, turn: Found, span: Span) -> Period | None:
    """So many days, weeks, months or years before or after publication."""
    words, parts = reader.words, turn.parts
    sign = 1 if turn.kind.endswith("ahead") else -1
    if "dual" in parts:
        unit, count = words.duals[_plain(parts["dual"])], 2
    else:
        number = _plain(parts.get("n", "1"))
        unit, count = (
            words.units[_plain(parts["unit"])],
            int(number) if number.isdigit() else words.numbers.get(number, 1),
        )
    if unit == "hour":
        assert reader.published is not None
        start = (reader.published.astimezone(UTC) + sign * timedelta(hours=count)).replace(
            minute=0, second=0, microsecond=0
        )
        return Period(start, start + timedelta(hours=1), span, "minute")
    if unit == "day":
        return _day(reader.today + sign * count * _DAY, span)
    if unit == "week":
        start = reader.today + sign * 7 * count * _DAY
        return Period(start, start + _DAY, span, "week")
    if unit == "month":
        return _months_from(reader.today, sign * count, span)
    return _year(reader.today.year + sign * count, span)


def _months_from(today: datetime, step: int, span: Span) -> Period:
    months = today.year * 12 + today.month - 1 + step
    return _month(months // 12, months % 12 + 1, span)


def _day(start: datetime, span: Span) -> Period:
    return Period(start, start + _DAY, span, "day")


def _month(year: int, month: int, span: Span) -> Period:
    start = datetime(year, month, 1, tzinfo=UTC)
    return Period(start, datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC), span, "month")


def _year(year: int, span: Span) -> Period:
    return Period(datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC), span, "year")


def touched(starts: Sequence[int], spans: Sequence[Span]) -> list[bool]:
    """For each sentence whether one of the positions (in order, in the padded text) lies in it."""
    found, at = [], 0
    for span in spans:
        while at < len(starts) and starts[at] < span.start:
            at += 1
        found.append(at < len(starts) and starts[at] <= span.end)
    assert all(left.end <= right.start for left, right in pairwise(spans))
    return found
