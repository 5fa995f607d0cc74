"""Whether what is known ends long before the moment asked for, and how that is said: it is no calm.

Pure. Every page that speaks of the present from what was told of the past says it first.
"""

from datetime import date, datetime, timedelta
from typing import Any

OLD_DAYS = 14
"""Events that end so long before the moment are called old: the next days that they speak of are mostly over."""
OLD_MONTHS = 6
"""Monthly figures that end so long before: whole months that are over by then and that nobody told of."""
_MANY_DAYS = 60


def old_events(newest: date, moment: datetime) -> dict[str, Any] | None:
    """`newest` is the last day that any event is known of. None where that is not long before the moment."""
    silent = (moment.date() - newest).days - 1
    if silent < OLD_DAYS:
        return None
    behind = f"{silent} days" if silent < _MANY_DAYS else f"{_months_between(newest, moment)} months"
    return _told(f"the last day told of is {newest}", behind, newest, moment)


def old_months(newest: date, moment: datetime) -> dict[str, Any] | None:
    """`newest` is the first day of the last month known. None where that is not long before the moment."""
    behind = _months_between(newest, moment) - 1
    if behind < OLD_MONTHS:
        return None
    last = (newest.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return _told(f"the last month known is {newest:%Y-%m}", f"{behind} months", last, moment)


def _months_between(newest: date, moment: datetime) -> int:
    return (moment.year - newest.year) * 12 + moment.month - newest.month


def _told(newest: str, behind: str, last: date, moment: datetime) -> dict[str, Any]:
    then = last + timedelta(days=1)
    words = (
        f"OLD DATA: {newest}, {behind} before {moment:%Y-%m-%d}. What came after is not known; it is no calm. "
        f"Collect newer data (simurg collect), or ask --as-of {then}."
    )
    return {"last_told": last.isoformat(), "behind": behind, "words": words}
