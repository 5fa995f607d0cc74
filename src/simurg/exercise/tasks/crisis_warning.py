"""Crisis warning: each week, which pairs are sliding into a crisis? The score of any function that ranks them.

At the end of every week of the build-up a ranker is given the event rows known by then and returns pairs, the most
alarming first. A world's score is the mean of two parts, each 0 to 1:

- *rank*: the mean over the weeks of the build-up of 1 / (place of the crisis pair), 0 where it is not named;
- *early*: with a budget of three alarms a week, the share of the build-up that is still to come when the crisis pair
  has stood among the three for two weeks running (0 if never).

A ranker sees nothing of the truth; one that is fitted must be fitted on the rows it is given.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean, stdev

import pyarrow as pa
import pyarrow.compute as pc

from simurg.exercise.scene import Scene, known_events, play
from simurg.exercise.world import World

Ranker = Callable[[pa.Table, datetime], Sequence[tuple[str, str]]]
"""(events known so far, as in `scene.known_events`; the moment) -> undirected pairs, the most alarming first."""

BUDGET = 3
"""Alarms a week."""


@dataclass(frozen=True, slots=True)
class Score:
    rank: float
    early: float

    @property
    def total(self) -> float:
        """The world's score, 0 to 1."""
        return (self.rank + self.early) / 2


def scored(scene: Scene, ranker: Ranker) -> Score:
    """Run a ranker over the build-up of one world's crisis."""
    table, world, plot = known_events(scene), scene.world, scene.plot
    crisis = scene.parameters.pairs[plot.crisis]
    target = _folded((crisis.one, crisis.other))
    weeks = range(plot.onset + 1, min(plot.outbreak, world.weeks) + 1)
    ranks = []
    for week in weeks:
        now = world.moment(week)
        count = pc.sum(pc.less_equal(table["known_at"], pa.scalar(now, table["known_at"].type))).as_py() or 0
        ranked = [_folded(pair) for pair in ranker(table.slice(0, count), now)]
        ranks.append(ranked.index(target) + 1 if target in ranked else 0)
    return Score(sum(1 / rank for rank in ranks if rank) / len(ranks), _earliness(ranks))


@dataclass(frozen=True, slots=True)
class Mean:
    """Means over worlds, with the standard error of the total."""

    rank: float
    early: float
    total: float
    error: float


def mean_scores(
    seeds: Sequence[int], difficulty: str, rankers: dict[str, Callable[[Scene], Ranker]]
) -> dict[str, Mean]:
    """Each ranker's mean over worlds. A ranker is made from its scene, so that an oracle can take the parameters."""
    scenes = [play(World(seed, difficulty)) for seed in seeds]
    made = {}
    for name, make in rankers.items():
        scores = [scored(scene, make(scene)) for scene in scenes]
        totals = [score.total for score in scores]
        spread = stdev(totals) / len(totals) ** 0.5 if len(totals) > 1 else 0.0
        made[name] = Mean(fmean(s.rank for s in scores), fmean(s.early for s in scores), fmean(totals), spread)
    return made


def _earliness(ranks: list[int]) -> float:
    hits = [0 < rank <= BUDGET for rank in ranks]
    for week in range(1, len(hits)):
        if hits[week] and hits[week - 1]:
            return 1 - week / len(hits)
    return 0.0


def _folded(pair: tuple[str, str]) -> frozenset[str]:
    return frozenset(name.casefold() for name in pair)
