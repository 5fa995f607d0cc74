"""What is to happen in a world: which pair slides into a crisis and when, which only quarrel, where the flood comes,
and which crisis a false source announces though it never comes. This is truth: it is never handed to a source."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simurg.exercise.atlas import atlas
from simurg.exercise.rates import (
    CLASH_WEEKS,
    CLASHES_A_WEEK,
    DISASTER_WEEKS,
    QUARREL_WEEKS,
    TYPE,
    Floats,
    K,
    Parameters,
)
from simurg.exercise.world import World

STORYLINES = ("background", "quarrel", "disaster", "crisis", "rumour")
QUARREL, DISASTER, CRISIS, RUMOUR = 1, 2, 3, 4


@dataclass(frozen=True, slots=True)
class Plot:
    """Pairs are indices into `Parameters.pairs`, times are weeks from the start."""

    crisis: int
    onset: int
    outbreak: int  # onset + build-up
    victim: str  # the state whose port is attacked through its computers
    incident: int  # week of that attack
    quarrels: tuple[tuple[int, int], ...]  # (pair, first week)
    disaster: str  # a state
    disaster_week: int
    rumour: int  # the pair of which a crisis is falsely announced
    rumour_weeks: tuple[int, int]


def plot_of(world: World, given: Parameters) -> Plot:
    """Drawn from the seed. The crisis is between neighbours of two states; the rumour's neighbours are others."""
    dice, length = world.dice("plot"), world.build_up_weeks
    near = [index for index, pair in enumerate(given.pairs) if pair.neighbours]
    chosen = dice.permutation(near)
    crisis, rumour, calm = int(chosen[0]), int(chosen[1]), [int(each) for each in chosen[2:]]
    last = max(world.weeks - length - CLASH_WEEKS // 2, world.weeks // 4 + 1)
    onset = int(dice.integers(max(world.weeks // 3, 6), last)) if world.weeks > 40 else world.weeks // 3
    starts = dice.integers(2, world.weeks, size=max(1, world.dial.quarrels * world.weeks // 156))
    begin = max(onset + int(dice.integers(-length // 3, length // 2)), 1)
    pair = given.pairs[crisis]
    return Plot(
        crisis,
        onset,
        onset + length,
        str(dice.choice([pair.one, pair.other])),
        onset + round(0.6 * length),
        tuple((int(dice.choice(calm)), int(start)) for start in starts),
        str(dice.choice([state.name for state in atlas().states])),
        int(dice.integers(world.weeks // 6, world.weeks - 2)),
        rumour,
        (begin, begin + max(8, length * 2 // 3)),
    )


def multipliers(world: World, given: Parameters, plot: Plot) -> Floats:
    """(P, weeks, K): what the plot makes of each pair's usual rates."""
    made = np.ones((len(given.pairs), world.weeks, K))
    after = np.repeat(given.clashes[-1:] ** 0.3, 12, axis=0) ** np.linspace(1, 0, 12)[:, None]
    _lay(made[plot.crisis], np.concatenate([given.crisis, given.clashes, after]), plot.onset)
    for index, start in plot.quarrels:
        _lay(made[index], given.quarrel, start)
    for index, pair in enumerate(given.pairs):
        if pair.kind != "within" and plot.disaster in (pair.one, pair.other):
            _lay(made[index], given.disaster, plot.disaster_week)
    return made


def clashes_added(world: World, plot: Plot) -> Floats:
    """(weeks, K): events that the crisis pair has after the outbreak, however quiet it was before."""
    made = np.zeros((world.weeks, K))
    course = np.linspace(1.0, 0.2, CLASH_WEEKS)[: max(0, world.weeks - plot.outbreak)]
    for name, weekly in CLASHES_A_WEEK.items():
        made[plot.outbreak : plot.outbreak + len(course), TYPE[name]] = weekly * max(world.volume, 0.5) * course
    return made


def storylines(world: World, given: Parameters, plot: Plot) -> npt.NDArray[np.int8]:
    """(P, weeks) index into STORYLINES: the story that a pair is in (0: the ordinary course of things)."""
    made = np.zeros((len(given.pairs), world.weeks), dtype=np.int8)
    for index, start in plot.quarrels:
        made[index, start : start + QUARREL_WEEKS] = QUARREL
    for index, pair in enumerate(given.pairs):
        if pair.kind != "within" and plot.disaster in (pair.one, pair.other):
            made[index, plot.disaster_week : plot.disaster_week + DISASTER_WEEKS] = DISASTER
    made[plot.crisis, plot.onset : plot.outbreak + CLASH_WEEKS] = CRISIS
    return made


def _lay(onto: Floats, profile: Floats, start: int) -> None:
    end = min(start + len(profile), len(onto))
    onto[start:end] *= profile[: end - start]
