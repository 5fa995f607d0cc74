"""Moments and periods. All moments are timezone-aware UTC with microseconds; naive ones are refused.

Three times run through everything: *valid* (when it was so), *known* (when a reader could have
known it), *recorded* (when this ledger took it). A period is half open: from <= t < to.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from simurg.ontology.errors import CallerError

Clock = Callable[[], datetime]
"""Whoever needs the time is given one of these."""

EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)


def utc(moment: datetime) -> datetime:
    """The same moment in UTC; raises CallerError for a naive one."""
    if moment.tzinfo is None:
        raise CallerError(f"The moment {moment.isoformat()} has no time zone.", hint="Add Z for UTC.")
    return moment.astimezone(UTC)


def parse_moment(text: str) -> datetime:
    """An ISO 8601 date or moment; a bare date is its first instant in UTC, a missing zone is UTC."""
    try:
        moment = datetime.fromisoformat(text.strip())
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:  # a zone may lead out of the calendar
        raise CallerError(
            f"{text[:40]!r} is not a date or moment.", hint="Write 2014-03-05 or 2014-03-05T06:00:00Z."
        ) from error


def start_of(day: date) -> datetime:
    """The first instant of a day in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def text_of(moment: datetime) -> str:
    """The one way in which moments are written: 2014-03-05T06:00:00Z, with microseconds where there are any."""
    return utc(moment).isoformat().replace("+00:00", "Z")


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` up to, not including, `end`."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if utc(self.start) >= utc(self.end):
            raise CallerError(f"The period from {self.start} to {self.end} is empty.")

    def __contains__(self, moment: datetime) -> bool:
        return self.start <= moment < self.end

    @property
    def length(self) -> timedelta:
        return self.end - self.start
