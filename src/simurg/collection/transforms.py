"""The closed list of what a mapping may do to a cell. Each works on one text and gives a value or None.

None means that the cell cannot be read in this way; a row whose needed or dated columns come out so is
rejected (collection.mapped). They are applied to each distinct text of a column once, so they may be slow.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import resources

import yaml

from simurg.collection.iso_alpha2 import iso3_of_alpha2
from simurg.ontology.countries import COUNTRIES
from simurg.ontology.country_names import iso3_of_name, plain_name
from simurg.ontology.plover import plover_of
from simurg.ontology.times import EARLIEST, LATEST

Value = str | datetime


@dataclass(frozen=True, slots=True)
class Transform:
    """`change(value, pattern)`; `takes` is the kind of value that it reads, text or the moment of an earlier step."""

    change: Callable[[str, str], Value | None] | None = None
    later: Callable[[datetime], datetime] | None = None
    strict: bool = False  # what it cannot read makes the row wrong

    @property
    def gives_moments(self) -> bool:
        return self.later is not None or self.strict


def moment(text: str, pattern: str) -> datetime | None:
    """A date or moment, ISO 8601 unless a strptime pattern is given; UTC if it names no zone."""
    try:
        made = datetime.strptime(text, pattern) if pattern else datetime.fromisoformat(text)
    except ValueError:
        return None
    made = made.replace(tzinfo=UTC) if made.tzinfo is None else made.astimezone(UTC)
    return made if EARLIEST <= made < LATEST else None


def month_number(text: str, _: str) -> datetime | None:
    """VIEWS' month_id: 1 is January 1980."""
    if not (text.isascii() and text.isdigit() and 0 < int(text[:9]) < 2400):
        return None
    months = int(text) - 1
    return datetime(1980 + months // 12, months % 12 + 1, 1, tzinfo=UTC)


def next_month(day: datetime) -> datetime:
    """The first instant of the month after."""
    return datetime(day.year + day.month // 12, day.month % 12 + 1, 1, tzinfo=UTC)


def _month_start(day: datetime) -> datetime:
    return datetime(day.year, day.month, 1, tzinfo=UTC)


def _next_day(day: datetime) -> datetime:
    return day + timedelta(days=1)


def _day_start(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def _next_minute(moment: datetime) -> datetime:
    return moment + timedelta(minutes=1)


def _next_year(day: datetime) -> datetime:
    return datetime(day.year + 1, 1, 1, tzinfo=UTC)


def eastern_day(moment: datetime) -> datetime:
    """The calendar day that was meant by a moment which is midnight where its writer is, from Greenwich to UTC+14."""
    return _day_start(moment + timedelta(hours=14) if moment.hour >= 10 else moment)


def epoch(text: str, _: str) -> datetime | None:
    """Seconds since 1970, or milliseconds where there are so many that no year can be meant; else an ISO 8601 date."""
    whole = text.removesuffix(".0")
    if not (whole.isascii() and whole.lstrip("-").isdigit() and len(whole) <= 15):
        return moment(text, "")
    seconds = int(whole) / 1000 if len(whole.lstrip("-")) > 11 else float(whole)
    if not abs(seconds) < 1e10:  # beyond the years 1653 and 2286
        return None
    return moment((datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)).isoformat(), "")


def slug(text: str, _: str) -> str | None:
    """Words in lower case, joined by underscores: for names of series."""
    return "_".join(plain_name(text).split()) or None


def country_code(text: str, _: str) -> str | None:
    """The first ISO 3166-1 alpha-3 code among the words of a text, for example of a file's name."""
    words = re.split(r"[^A-Za-z]+", text[:200])
    return next((word.upper() for word in words if len(word) == 3 and word.upper() in COUNTRIES), None)


def alpha2(text: str, _: str) -> str | None:
    """The alpha-3 code for an ISO 3166-1 alpha-2 code, also behind a slash as in country/IR."""
    kind, _, code = text.rpartition("/")
    return None if kind not in ("", "country") else iso3_of_alpha2(code)


def _cameo(text: str, _: str) -> str | None:
    return icews_cameo().get(text.replace("_", " ").casefold())


@cache
def icews_cameo() -> Mapping[str, str]:
    """ICEWS event text, in lower case with spaces -> CAMEO code."""
    file = resources.files("simurg.collection") / "vocabularies" / "icews_cameo.yaml"
    return {text.casefold(): code for text, code in yaml.safe_load(file.read_text("utf-8")).items()}


TRANSFORMS: Mapping[str, Transform] = {
    "strip": Transform(lambda text, _: text.strip() or None),
    "upper": Transform(lambda text, _: text.upper()),
    "lower": Transform(lambda text, _: text.lower()),
    "spaces": Transform(lambda text, _: text.replace("_", " ")),
    "country": Transform(lambda text, _: iso3_of_name(text)),
    "icews-cameo": Transform(_cameo),
    "plover": Transform(lambda text, _: plover_of(text)),
    "date": Transform(moment, strict=True),
    "month-number": Transform(month_number, strict=True),
    "month-start": Transform(later=_month_start),
    "next-day": Transform(later=_next_day),
    "next-month": Transform(later=next_month),
    "epoch": Transform(epoch, strict=True),
    "next-minute": Transform(later=_next_minute),
    "day-start": Transform(later=_day_start),
    "eastern-day": Transform(later=eastern_day),
    "next-year": Transform(later=_next_year),
    "slug": Transform(slug),
    "country-code": Transform(country_code),
    "alpha-2": Transform(alpha2),
}


def applied(text: str, steps: tuple[str, ...], pattern: str) -> Value | None:
    """All steps in order; None as soon as one gives None or meets the wrong kind of value."""
    value: Value | None = text
    for name in steps:
        step = TRANSFORMS[name]
        if isinstance(value, str) and step.change is not None:
            value = step.change(value, pattern)
        elif isinstance(value, datetime) and step.later is not None:
            value = step.later(value)
        else:
            return None
    return value
