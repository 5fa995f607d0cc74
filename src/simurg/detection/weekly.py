"""Events counted by week and by who is told of, as an Ibis expression: what surges count, for any number of rows.

The cells are small whatever the events are many: one for each combination of words in a week. What an actor stands for
(detection.parties) is then read from the cells' words, as `detection.counts` reads it from the events'.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from simurg.ontology.errors import CallerError
from simurg.ontology.times import utc

if TYPE_CHECKING:
    import ibis.expr.types as ir

BY_PAIR = ("source_id", "actor", "recipient")
DAY_SECONDS = 86_400


def weekly_cells(events: "ir.Table", until: datetime, window_days: int = 7, by: Sequence[str] = BY_PAIR) -> "ir.Table":
    """The columns of `by`, `week` (0: the `window_days` before `until`, 1: those before them, …) and `count`.

    Events without a date, or not before `until`, are left out, as in `counts.weeks_of`. `until` is a whole second.
    """
    if window_days < 1 or until.microsecond:
        raise CallerError("Weeks end at a whole second and last a day or more.", hint="window_days >= 1.")
    seconds = events.occurred_from.truncate("s").epoch_seconds().cast("int64")
    back = int(utc(until).timestamp()) - 1 - seconds
    told = events.mutate(back=back).filter(back >= 0)
    dated = told.mutate(week=(told.back // (window_days * DAY_SECONDS)).cast("int64"))
    return dated.group_by(*by, "week").aggregate(count=dated.count())
