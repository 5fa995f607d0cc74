"""The foresight part's tasks in one table: each method's mean over seeds, the oracle last.

Thresholds of the shifts task, the oracle's too, are chosen on DEVELOPMENT parts of the same difficulty, never on those
that are scored. Spillover has no share of an oracle: it is told as an error and a coverage.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from statistics import fmean, stdev

from simurg.exercise.parts.foresight.relations import relations
from simurg.exercise.parts.foresight.settings import ForesightPart
from simurg.exercise.parts.foresight.wars import wars
from simurg.exercise.tasks import shift_oracle, shifts, wars_spillover
from simurg.exercise.tasks import wars as wars_task
from simurg.exercise.tasks.fusion import LIMIT, Mean, best_share
from simurg.exercise.tasks.shift_methods import BASELINES, Watch, alarms_of, threshold_of

__all__ = ["DEVELOPMENT", "LIMIT", "TASKS", "Mean", "Spillover", "best_share", "means", "spillovers", "thresholds"]

TASKS = {
    "shifts": "share found in 14 days at 1 false alarm a pair-year",
    "wars": "improvement on zero, CRPS of log(1 + deaths)",
}
"""What each task's score is; all are at most 1."""
DEVELOPMENT = range(4)
"""Seeds on which thresholds are chosen."""
WATCHES: Mapping[str, Watch] = {**BASELINES, "oracle": shift_oracle.oracle}


@dataclass(frozen=True, slots=True)
class Spillover:
    """Means over parts: log of estimate over planted factor, its size, and how often a 90 % interval holds it."""

    planted: float
    bias: float
    error: float
    coverage: float


def means(
    seeds: Sequence[int], difficulty: str, development: Sequence[int] = DEVELOPMENT, pairs: int = 48
) -> dict[str, dict[str, Mean]]:
    """{task: {method: mean over the parts of these seeds}}; every task has an "oracle"."""
    chosen = thresholds(difficulty, tuple(development), pairs)

    made: dict[str, dict[str, list[float]]] = {task: {} for task in TASKS}
    for seed in seeds:
        part = ForesightPart(seed, difficulty, pairs)
        for name, score in _shifts(part, chosen).items():
            made["shifts"].setdefault(name, []).append(score.total)
        for name, fought in wars_task.scores(wars(part)).items():
            made["wars"].setdefault(name, []).append(fought.total)
    return {task: {name: _mean(values) for name, values in methods.items()} for task, methods in made.items()}


@cache
def thresholds(difficulty: str, development: tuple[int, ...], pairs: int = 48) -> Mapping[str, float]:
    """Each method's threshold, by its mean score on development parts."""
    parts = [relations(ForesightPart(seed, difficulty, pairs)) for seed in development]
    return {name: threshold_of(watch, parts) for name, watch in WATCHES.items()}


def spillovers(seeds: Sequence[int], difficulty: str) -> dict[str, Spillover]:
    """The crude estimate and the oracle's on the parts of these seeds."""
    fought = [wars(ForesightPart(seed, difficulty)) for seed in seeds]
    found = {
        "crude": [wars_spillover.recovered(told, wars_spillover.crude) for told in fought],
        "oracle": [wars_spillover.recovery(told, wars_spillover.oracle(told)) for told in fought],
    }
    return {
        name: Spillover(
            each[0].planted,
            fmean(one.error for one in each),
            fmean(abs(one.error) for one in each),
            fmean(one.covers for one in each),
        )
        for name, each in found.items()
    }


def _shifts(part: ForesightPart, chosen: Mapping[str, float]) -> dict[str, shifts.Score]:
    told = relations(part)
    return {name: shifts.score_of(told, alarms_of(told, watch(told), chosen[name])) for name, watch in WATCHES.items()}


def _mean(values: list[float]) -> Mean:
    return Mean(fmean(values), stdev(values) / len(values) ** 0.5 if len(values) > 1 else 0.0)
