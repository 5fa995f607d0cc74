"""Shifts: since when is the relation of two states another one? The score of any detector that raises alarms.

An alarm names a pair and a day. Alarms of a pair with at most 28 days from one to the next are one, and its first day
counts. A shift is *found* by an alarm from the day when it begins until 14 days after the day when half of it has
come. An alarm is *false* outside of that time and of the 60 days after the shift is complete (in these it is late, and
counts neither way). The first year is for learning: nothing shifts, no alarm counts. The budget is one false alarm a
pair-year; whoever exceeds it gets the share found times budget / false alarms.

Three ways to run a detector. `scored` asks it at every midnight (or every few) for the alarms of that moment, with the
rows known by then and no others. `scored_pass` takes one pass over all rows, which is fast, and refuses passes whose
alarms of the past are others when the future is cut off. `score_of` scores a list of alarms as it is.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import inf

import pyarrow as pa

from simurg.exercise.parts.foresight.relations import Relations
from simurg.exercise.parts.foresight.settings import DAYS, LEARNING_DAYS
from simurg.exercise.parts.foresight.shifts import Shift
from simurg.ontology.errors import CallerError

IN_TIME_DAYS, LATE_DAYS, SAME_ALARM_DAYS = 14, 60, 28
BUDGET = 1.0
"""False alarms a pair-year."""

Pair = tuple[str, str]
Detector = Callable[[pa.Table, int], Iterable[Pair]]
"""(rows known so far, days so far) -> pairs for which there is an alarm now, in either order of names."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """`day` is the number of whole days after which it was raised: 10 saw the first ten days and no more."""

    pair: Pair
    day: int


Pass = Callable[[pa.Table, int], Sequence[Alarm]]
"""(rows known so far, days so far) -> all alarms until then."""


@dataclass(frozen=True, slots=True)
class Score:
    """`found` of `shifts`; `delay`: mean days from when half of a shift had come (None if none is found)."""

    shifts: int
    found: int
    false: int
    pair_years: float
    delay: float | None

    @property
    def recall(self) -> float:
        return self.found / self.shifts if self.shifts else float("nan")

    @property
    def false_a_pair_year(self) -> float:
        return self.false / self.pair_years

    @property
    def total(self) -> float:
        """The share found in time, scaled down where the budget was exceeded; 0 to 1."""
        return self.recall * min(1.0, BUDGET / self.false_a_pair_year if self.false else 1.0)


def score_of(told: Relations, alarms: Iterable[Alarm]) -> Score:
    """Alarms of any source against the truth. CallerError for a pair that there is not."""
    number = {frozenset(names): pair for pair, names in enumerate(told.pairs.names())}
    days: dict[int, set[int]] = {}
    for alarm in alarms:
        if frozenset(alarm.pair) not in number:
            raise CallerError("An alarm names a pair that the part does not have.", hint="Take the names in `events`.")
        days.setdefault(number[frozenset(alarm.pair)], set()).add(alarm.day)
    starts = {pair: _starts(sorted(raised)) for pair, raised in days.items()}
    delays = []
    for shift in told.shifts:
        hits = [day for day in starts.get(shift.pair, ()) if shift.begins < day <= shift.day + IN_TIME_DAYS]
        delays.extend([hits[0] - shift.day] if hits else [])
    false = sum(
        not any(shift.pair == pair and _excused(shift, day) for shift in told.shifts)
        for pair, raised in starts.items()
        for day in raised
    )
    years = len(told.pairs) * (DAYS - LEARNING_DAYS) / 365.25
    return Score(len(told.shifts), len(delays), false, years, sum(delays) / len(delays) if delays else None)


def scored(told: Relations, detector: Detector, every: int = 1) -> Score:
    """Ask a detector after each `every` days, from the end of the first year on."""
    alarms = [
        Alarm(pair, day)
        for day in range(LEARNING_DAYS - SAME_ALARM_DAYS, DAYS + 1, every)
        for pair in detector(told.known(day), day)
    ]
    return score_of(told, alarms)


def scored_pass(told: Relations, run: Pass, checked: Sequence[int] = (700, 1_234, 1_900)) -> Score:
    """Score one pass over all rows.

    CallerError if it raises an alarm for the future, or if without the rows after one of the `checked` days its alarms
    until then would have been others.
    """
    alarms = run(told.events, DAYS)
    for days in (*checked, DAYS):
        then = run(told.known(days), days) if days < DAYS else alarms
        if _until(then) != _until(alarms, days):
            raise CallerError(
                f"After {days} days this detector would have raised other alarms: it uses what came later.",
                hint="Let each alarm rest on rows known by its day.",
            )
    return score_of(told, alarms)


def _until(alarms: Sequence[Alarm], days: float = inf) -> set[tuple[frozenset[str], int]]:
    return {(frozenset(alarm.pair), alarm.day) for alarm in alarms if alarm.day <= days}


def _starts(days: list[int]) -> list[int]:
    """The first day of each alarm, those of the first year left out."""
    before = [-(10**6), *days]
    new = [day for last, day in zip(before, days, strict=False) if day - last > SAME_ALARM_DAYS]
    return [day for day in new if day > LEARNING_DAYS]


def _excused(shift: Shift, day: int) -> bool:
    return shift.begins < day <= max(shift.day + IN_TIME_DAYS, shift.complete + LATE_DAYS)
