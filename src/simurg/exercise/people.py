"""The two human sources: one who sees true things in tense places, one who plants the rumour among true things.

Both are pseudonyms with a grade that a desk would give them in good faith; nothing in what they hand in tells
which of the two is false.
"""

from dataclasses import dataclass

import numpy as np

from simurg.exercise.events import Events, Ints
from simurg.exercise.plot import Plot
from simurg.exercise.rates import TYPE, Floats, Parameters
from simurg.exercise.world import World

PSEUDONYMS = ("GREY HERON", "QUIET LARK")
TRUE, FALSE = 0, 1
_WORTH = [TYPE[name] for name in ("THREATEN", "MOBILIZE", "SANCTION", "COERCE", "ASSAULT", "RETREAT", "CONSULT")]


@dataclass(frozen=True, slots=True)
class Meeting:
    """One report: who, its running number, when it was written (seconds) and the events it tells."""

    who: int
    number: int
    second: int
    events: tuple[int, ...]


def draw_meetings(world: World, given: Parameters, plot: Plot, events: Events) -> tuple[Meeting, ...]:
    """About one report in nine days from the true source, fewer from the false one, ordered by time."""
    dice = world.dice("people")
    made: list[tuple[int, int, tuple[int, ...]]] = []
    tense = np.array([pair.kind != "body" for pair in given.pairs])
    known = np.flatnonzero(~events.invented & tense[events.pair] & np.isin(events.kind, _WORTH))
    about = np.where(events.pair[known] == plot.crisis, 4.0, 1.0)
    planted = np.flatnonzero(events.invented)
    both = np.concatenate([known, planted])
    fed = np.where(events.invented[both], 5.0, 0.3)
    made += _visits(world, events, dice, _Source(TRUE, known, about, 9.0))
    made += _visits(world, events, dice, _Source(FALSE, both, fed, 14.0))
    made = sorted(each for each in made if each[0] < world.weeks * 7 * 86400)
    numbers = [0, 0]
    meetings = []
    for second, who, told in made:
        numbers[who] += 1
        meetings.append(Meeting(who, numbers[who], second, told))
    return tuple(meetings)


@dataclass(frozen=True, slots=True)
class _Source:
    who: int
    pool: Ints  # events that it may tell
    weights: Floats
    gap_days: float


def _visits(
    world: World, events: Events, dice: np.random.Generator, source: _Source
) -> list[tuple[int, int, tuple[int, ...]]]:
    """(second, who, events): each visit tells one to three events of the twelve days before it."""
    made, day = [], 14.0
    while day < world.weeks * 7 - 1:
        at = int(day) * 86400 + 600 * int(dice.integers(42, 114))
        behind = at - events.second[source.pool]
        recent = (behind > 6 * 3600) & (behind < 12 * 86400)
        if recent.any():
            count, weights = min(int(dice.integers(1, 4)), int(recent.sum())), source.weights[recent]
            chosen = dice.choice(source.pool[recent], count, replace=False, p=weights / weights.sum())
            made.append((at, source.who, tuple(sorted(map(int, chosen)))))
        day += float(dice.gamma(4.0, source.gap_days / 4.0)) + 1.0
    return made
