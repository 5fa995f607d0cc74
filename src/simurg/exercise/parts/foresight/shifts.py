"""Planted shifts: from which day on, over how many days, and by what factor a pair deals otherwise with each other.

A shift lasts until the next one of the pair. `turns_hostile` and `turns_friendly` change the mix and keep the pair's
total; `dealings_` change both groups and keep the mix; the others change one group, so mix and total too. `levels`
gives what is in force on each day.
"""

from dataclasses import dataclass

import numpy as np

from simurg.exercise.parts.foresight.pairs import CONFLICT, COOPERATION, Floats, Pairs
from simurg.exercise.parts.foresight.settings import DAYS, LEARNING_DAYS, ForesightPart

KINDS = (
    "cooperation_rises",
    "cooperation_falls",
    "conflict_rises",
    "conflict_falls",
    "turns_hostile",
    "turns_friendly",
    "dealings_rise",
    "dealings_fall",
)
_NUMBER = (0.2, 0.35, 0.3, 0.15)  # chance of 0, 1, 2, 3 shifts of a pair
_APART = 240  # days between two shifts of a pair, at least
_LAST = 90  # none begins in the last days
_MOST = 2.0  # log-factor beyond which no group goes


@dataclass(frozen=True, slots=True)
class Shift:
    """`begins` and `complete` are days (equal if abrupt); log-factors are those that come on top of what was before."""

    pair: int
    kind: str
    begins: int
    complete: int
    cooperation: float
    conflict: float

    @property
    def day(self) -> int:
        """The day when half of it has come: the date of the shift."""
        return (self.begins + self.complete) // 2


def factors(kind: str, height: float, rate: Floats) -> tuple[float, float]:
    """Log-factors of cooperation and conflict for a kind of shift, given the pair's rates by group (G,)."""
    if kind.startswith("cooperation"):
        return (height if kind.endswith("rises") else -height), 0.0
    if kind.startswith("conflict"):
        return 0.0, (height if kind.endswith("rises") else -height)
    if kind.startswith("dealings"):
        return (height, height) if kind.endswith("rise") else (-height, -height)
    sinks, grows = (COOPERATION, CONFLICT) if kind == "turns_hostile" else (CONFLICT, COOPERATION)
    lost = rate[sinks] * (1 - np.exp(-height))
    growth = float(np.log1p(lost / rate[grows]))
    return (-height, growth) if kind == "turns_hostile" else (growth, -height)


def draw_shifts(part: ForesightPart, pairs: Pairs) -> tuple[Shift, ...]:
    """All shifts in order of pair and day."""
    dice = part.dice("shifts")
    made = []
    for pair in range(len(pairs)):
        rate = pairs.rate[pair].copy()
        for day in _days(dice):
            height = part.dial.height * float(dice.uniform(0.8, 1.2))
            wide = 0 if dice.random() < 0.5 else int(dice.integers(21, 57))
            allowed = [kind for kind in KINDS if _stays(factors(kind, height, rate), rate, pairs.rate[pair])]
            kind = allowed[int(dice.integers(len(allowed)))]
            cooperation, conflict = factors(kind, height, rate)
            rate *= np.exp([cooperation, 0.0, conflict])
            made.append(Shift(pair, kind, day, day + wide, cooperation, conflict))
    return tuple(made)


def levels(shifts: tuple[Shift, ...], count: int) -> Floats:
    """(P, DAYS, G) log-factors in force on each day: a ramp from `begins` to `complete`."""
    force = np.zeros((count, DAYS, 3))
    day = np.arange(DAYS)
    for shift in shifts:
        ramp = np.clip((day - shift.begins + 1) / (shift.complete - shift.begins + 1), 0.0, 1.0)
        force[shift.pair, :, COOPERATION] += shift.cooperation * ramp
        force[shift.pair, :, CONFLICT] += shift.conflict * ramp
    return force


def _days(dice: np.random.Generator) -> list[int]:
    """Days on which a pair's shifts begin, far enough apart."""
    number = int(dice.choice(len(_NUMBER), p=_NUMBER))
    room = DAYS - _LAST - LEARNING_DAYS - _APART * max(0, number - 1)
    free = np.sort(dice.integers(0, room, number))
    return [LEARNING_DAYS + int(day) + _APART * index for index, day in enumerate(free)]


def _stays(change: tuple[float, float], now: Floats, usual: Floats) -> bool:
    """Whether no group would go too far from what is usual for the pair."""
    total = np.log(now / usual) + np.array([change[0], 0.0, change[1]])
    return bool(np.all(np.abs(total) <= _MOST))
