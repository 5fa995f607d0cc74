"""Periods of time as a screen asks for them, and pages of a list."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson

from simurg.ontology.errors import CallerError
from simurg.ontology.times import text_of

YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Period:
    """Half open."""

    start: datetime
    end: datetime

    @property
    def before(self) -> "Period":
        """As long a time before it; as far back as the calendar goes."""
        first = datetime.min.replace(tzinfo=self.start.tzinfo)
        return Period(max(first, self.start - min(self.end - self.start, self.start - first)), self.start)

    def told(self) -> dict[str, str]:
        return {"from": text_of(self.start), "to": text_of(self.end)}


def period_of(since: datetime | None, until: datetime | None, at: datetime) -> Period:
    """What is not given: up to the end of the moment's day, and a year long."""
    end = until or (at + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    start = since or end - YEAR
    if start >= end:
        raise CallerError("The period ends before it begins.", hint="Give `from` before `to`.")
    return Period(start, end)


def cursor_of(place: Sequence[Any]) -> str:
    """Where a page ended, for the next one to begin. Holds nothing but what the page itself showed."""
    return base64.urlsafe_b64encode(orjson.dumps(list(place))).decode().rstrip("=")


def place_in(cursor: str | None, kinds: Sequence[type | tuple[type, ...]]) -> list[Any] | None:
    """What `cursor_of` was given; CallerError for what is no cursor of this list."""
    if not cursor:
        return None
    try:
        found = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError:
        found = None
    if not isinstance(found, list) or len(found) != len(kinds):
        raise CallerError("This cursor is of no page of this list.", hint="Take `next` from a page as it was given.")
    fits = (isinstance(one, kind) and not isinstance(one, bool) for one, kind in zip(found, kinds, strict=True))
    if not all(fits) or any(isinstance(one, int) and abs(one) >= 1 << 63 for one in found):
        raise CallerError("This cursor is of no page of this list.", hint="Take `next` from a page as it was given.")
    return found


def offset_in(cursor: str | None, most: int = 10_000_000) -> int:
    """Of lists that are paged by number."""
    place = place_in(cursor, (int,))
    if place is None:
        return 0
    if not 0 <= place[0] <= most:
        raise CallerError("This cursor is of no page of this list.", hint="Take `next` from a page as it was given.")
    return int(place[0])
