"""Parameters that several routes share, each bounded."""

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import Path, Query

from simurg.ontology.errors import CallerError
from simurg.ontology.times import parse_moment

From = Annotated[str | None, Query(alias="from", max_length=40, description="From this date or moment, UTC.")]
To = Annotated[str | None, Query(max_length=40, description="Up to, but not at, this date or moment, UTC.")]
Cursor = Annotated[str | None, Query(max_length=400, pattern="^[A-Za-z0-9_=-]*$", description="`next` of a page.")]
Word = Annotated[str | None, Query(max_length=200)]
Country = Annotated[str | None, Query(max_length=60, description="ISO 3166-1 alpha-3, or the source's own code.")]
Types = Annotated[list[str] | None, Query(max_length=20, description="Event types; several are joined.")]
RowId = Annotated[str, Path(pattern="^[0-9a-fA-F-]{4,36}$", description="An id, or its first hex digits.")]
MOST_YEARS = 200
_SOONEST, _LATEST = "1800-01-01", "2200-01-01"


def moment_given(text: str | None) -> datetime | None:
    """CallerError for what is no moment, or none that the world's records could have."""
    if not text:
        return None
    moment = parse_moment(text)
    if not parse_moment(_SOONEST) <= moment <= parse_moment(_LATEST):
        raise CallerError("That moment is outside of the calendar here.", hint=f"From {_SOONEST} to {_LATEST}.")
    return moment


def span_given(start: str | None, end: str | None) -> tuple[datetime | None, datetime | None]:
    """Both, checked: the end comes after the start."""
    since, until = moment_given(start), moment_given(end)
    if since and until and not timedelta(0) < until - since <= timedelta(days=366 * MOST_YEARS):
        raise CallerError("The period ends before it begins.", hint="Give `from` before `to`.")
    return since, until


def words_given(words: list[str] | None) -> tuple[str, ...]:
    """Sorted and without doubles; CallerError for one that is too long."""
    found = tuple(sorted({one.strip() for one in words or () if one.strip()}))
    if any(len(one) > 200 for one in found):
        raise CallerError("One of the words is longer than 200 letters.")
    return found
