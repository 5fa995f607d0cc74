"""The closed list of what a mapping may do to a cell. Each works on one text and gives a value or None.

None means that the cell cannot be read in this way; a row whose needed or dated columns come out so is
rejected (collection.mapped). They are applied to each distinct text of a column once, so they may be slow.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import resources

import yaml

from simurg.ontology.country_names import iso3_of_name
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
