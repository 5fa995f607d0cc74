"""When: the dates that a text names, relative words resolved against the moment of publication.

"on Monday" is the last Monday, the day of publication included; a year that is left out is the one that puts the date nearest
before publication. Without a moment of publication, only whole dates are read.
"""

import calendar
import re
from datetime import UTC, datetime, timedelta

from simurg.extraction.reading import Period, Span

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_DAYS = {name.lower(): number for number, name in enumerate(calendar.day_name)}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_PATTERN = re.compile(
    rf"(?<![\w-])(?:(?P<iso>\d{{4}}-\d{{2}}-\d{{2}})|(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<m1>{_MONTH})\.?,?(?: (?P<y1>\d{{4}}))?"
    rf"|(?P<m2>{_MONTH})\.? (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?:,? (?P<y2>\d{{4}}))?(?!\d)|(?P<m3>{_MONTH}) (?P<y3>\d{{4}})"
    rf"|(?P<rel>yesterday|today|tonight|tomorrow)|(?:(?P<which>last|next|this|previous) )(?P<unit>week|month|year|{'|'.join(_DAYS)})"
    rf"|(?P<count>\d{{1,3}}|a|two|three|four|five|six|seven) (?P<units>day|week|month|year)s? (?:ago|earlier)|(?P<day>{'|'.join(_DAYS)}))(?!\w)",
    re.IGNORECASE,
)
_COUNTS = {"a": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
_ONE_DAY = timedelta(days=1)


def periods_in(text: str, sentence: Span, published: datetime | None, language: str | None) -> tuple[Period, ...]:  # noqa: ARG001
    found = []
    for match in _PATTERN.finditer(text, sentence.start, sentence.end):
        period = _period(match, published)
        if period is not None:
            found.append(period)
    return tuple(found)


def _period(match: re.Match[str], published: datetime | None) -> Period | None:
    span = Span(*match.span())
    try:
        if match["iso"]:
            return _days(datetime.fromisoformat(match["iso"]).replace(tzinfo=UTC), 1, span)
        if match["m3"]:
            return _month(int(match["y3"]), _MONTHS[match["m3"].lower()], span)
        for day, month, year in (("d1", "m1", "y1"), ("d2", "m2", "y2")):
            if match[day]:
                return _dated(int(match[day]), _MONTHS[match[month].lower()], match[year], published, span)
    except ValueError:
        return None
    if published is None:
        return None
    return _relative(match, published.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0), span)


def _dated(day: int, month: int, year: str | None, published: datetime | None, span: Span) -> Period | None:
    if year:
        return _days(datetime(int(year), month, day, tzinfo=UTC), 1, span)
    if published is None:
        return None
    near = [datetime(published.year + step, month, day, tzinfo=UTC) for step in (-1, 0, 1)]
    return _days(
        min(near, key=lambda when: abs((when - published).days + 120) if when > published else (published - when).days),
        1,
        span,
    )


def _relative(match: re.Match[str], today: datetime, span: Span) -> Period | None:
    if match["rel"]:
        shift = {"yesterday": -1, "tomorrow": 1}.get(match["rel"].lower(), 0)
        return _days(today + shift * _ONE_DAY, 1, span)
    if match["day"]:
        return _days(today - ((today.weekday() - _DAYS[match["day"].lower()]) % 7) * _ONE_DAY, 1, span)
    if match["units"]:
        count = _COUNTS.get(match["count"].lower()) or int(match["count"])
        return _ago(today, count, match["units"].lower(), span)
    which, unit = match["which"].lower(), match["unit"].lower()
    step = {"last": -1, "previous": -1, "next": 1, "this": 0}[which]
    if unit in _DAYS:
        ahead = (_DAYS[unit] - today.weekday()) % 7
        back = (today.weekday() - _DAYS[unit]) % 7
        return _days(today + ahead * _ONE_DAY if step >= 0 else today - (back or 7) * _ONE_DAY, 1, span)
    if unit == "week":
        monday = today - today.weekday() * _ONE_DAY + step * 7 * _ONE_DAY
        return Period(monday, monday + 7 * _ONE_DAY, span, "week")
    if unit == "month":
        months = today.year * 12 + today.month - 1 + step
        return _month(months // 12, months % 12 + 1, span)
    return _year(today.year + step, span)


def _ago(today: datetime, count: int, unit: str, span: Span) -> Period:
    if unit == "day":
        return _days(today - count * _ONE_DAY, 1, span)
    if unit == "week":
        return Period(today - count * 7 * _ONE_DAY, today - (count * 7 - 1) * _ONE_DAY, span, "week")
    if unit == "month":
        months = today.year * 12 + today.month - 1 - count
        return _month(months // 12, months % 12 + 1, span)
    return _year(today.year - count, span)


def _days(start: datetime, days: int, span: Span) -> Period:
    return Period(start, start + days * _ONE_DAY, span, "day")


def _month(year: int, month: int, span: Span) -> Period:
    start = datetime(year, month, 1, tzinfo=UTC)
    return Period(start, datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC), span, "month")


def _year(year: int, span: Span) -> Period:
    return Period(datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC), span, "year")
