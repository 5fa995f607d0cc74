"""The timeline: events in each day, week or month of a period, empty ones too.

A step before the first or after the last thing that any source told is not known to be quiet: it is unknown.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from simurg.app.workbench.look import Look, Told
from simurg.app.workbench.map import condition, last_told_of, told_of
from simurg.app.workbench.periods import Period, period_of
from simurg.ontology.errors import CallerError
from simurg.ontology.times import text_of

By = Literal["day", "week", "month"]
MOST_STEPS = 5_000


@dataclass(frozen=True, slots=True)
class TimelineAsked:
    """`actor` stands on either side."""

    since: datetime | None
    until: datetime | None
    by: By
    country: str | None
    actor: str | None
    types: tuple[str, ...]


def counted(look: Look, asked: TimelineAsked) -> Told:
    """One bucket for each step that meets the period."""
    period = period_of(asked.since, asked.until, last_told_of(look))
    steps = list(steps_of(period, asked.by))
    where, values = condition("all", asked.types, asked.country and look.countries.fold(asked.country))
    if asked.actor:
        parties = "(SELECT party FROM parties WHERE name = ?)"
        where += f" AND (actor IN {parties} OR recipient IN {parties})"
        values += [asked.actor, asked.actor]
    found = look.rows(
        f"""SELECT date_trunc('{asked.by}', occurred_from AT TIME ZONE 'UTC') AS step, count(*) AS count,
        sum(deaths_best)::BIGINT AS deaths FROM events WHERE occurred_from >= ? AND occurred_from < ? AND {where}
        GROUP BY step""",
        (period.start, period.end, *values),
    )
    of = {row["step"].replace(tzinfo=period.start.tzinfo): row for row in found}
    undated = look.rows(f"SELECT count(*) AS count FROM events WHERE occurred_from IS NULL AND {where}", tuple(values))
    return Told(
        {
            "as_of": text_of(look.at),
            "picture": look.picture,
            "by": asked.by,
            "buckets": [_bucket(step, of.get(start), told_of(look)) for start, step in steps],
            "total": sum(row["count"] for row in found),
            "undated": undated[0]["count"],
        }
    )


def steps_of(period: Period, by: By) -> Iterator[tuple[datetime, Period]]:
    """The beginning of each step (days at midnight, weeks on Monday, months on the first; UTC), and what of it lies in
    the period. CallerError for more than MOST_STEPS."""
    if (period.end - period.start).days / {"day": 1, "week": 7, "month": 28}[by] > MOST_STEPS:
        raise CallerError(f"The period has more than {MOST_STEPS:,} steps.", hint="Ask for longer steps.")
    start = period.start.replace(hour=0, minute=0, second=0, microsecond=0)
    if by == "week":
        start -= timedelta(days=start.weekday())
    elif by == "month":
        start = start.replace(day=1)
    while start < period.end:
        after = _after(start, by)
        yield start, Period(max(start, period.start), min(after, period.end))
        start = after


def _after(start: datetime, by: By) -> datetime:
    if by == "month":
        return (start + timedelta(days=32)).replace(day=1)
    return start + timedelta(days=7 if by == "week" else 1)


def _bucket(step: Period, row: dict[str, Any] | None, known: tuple[datetime | None, datetime | None]) -> dict[str, Any]:
    first, last = known
    told = first is not None and last is not None and step.end > first and step.start <= last
    return {
        **step.told(),
        "count": row["count"] if row else 0,
        "deaths": row["deaths"] if row else None,
        "known": told,
    }
