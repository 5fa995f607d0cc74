"""Dates as publishers write them, believed only where they can be true.

A publication date before 1900 or more than a day after the fetch is no date: the row then counts as known
from the fetch on, and its `published_at` is null.
"""

from calendar import timegm
from datetime import UTC, datetime, timedelta
from time import struct_time

from simurg.ontology.errors import CallerError
from simurg.ontology.times import EARLIEST, parse_moment

SKEW = timedelta(days=1)
"""How far a publisher's clock may be ahead of ours."""


def believable(moment: datetime | None, fetched_at: datetime) -> datetime | None:
    """The moment in UTC if a publisher can have meant it, else None."""
    if moment is None:
        return None
    aware = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    try:
        return aware.astimezone(UTC) if EARLIEST <= aware <= fetched_at + SKEW else None
    except OverflowError:
        return None


def moment_in(value: object) -> datetime | None:
    """ISO 8601 text as a moment in UTC within 1900 to 2200; None for anything else."""
    if not isinstance(value, str) or not 8 <= len(value) <= 40:
        return None
    try:
        moment = parse_moment(value)
    except (CallerError, OverflowError):
        return None
    return moment if moment >= EARLIEST and moment.year < 2200 else None


def moment_of(parts: struct_time | None) -> datetime | None:
    """A broken-down UTC time as a moment; None if it is none."""
    try:
        return None if parts is None else datetime.fromtimestamp(timegm(parts), UTC)
    except (ValueError, OverflowError, OSError, TypeError):
        return None
