"""Scores of cases, and their means with an interval and a baseline beside them.

Lower is better, except coverage. Intervals are 90 %, from a bootstrap over groups of cases that belong together
(places; or origins in blocks): whole groups are drawn, with a fixed seed, so the same cases give the same interval.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from simurg.foresight.scores.brier import brier
from simurg.foresight.scores.crps import crps
from simurg.foresight.scores.ignorance import ignorance
from simurg.foresight.scores.interval import covered, interval_score

Floats = npt.NDArray[np.float64]
Draws = npt.NDArray[np.floating]
MEASURES: Mapping[str, Callable[[Draws, Floats], Floats]] = {
    "crps": crps,
    "ignorance": ignorance,
    "mis_90": interval_score,
    "coverage_80": lambda samples, observed: covered(samples, observed, 0.8),
    "coverage_90": lambda samples, observed: covered(samples, observed, 0.9),
    "brier_25": lambda samples, observed: brier(samples, observed, 25.0),
}
DRAWS = 500


@dataclass(frozen=True, slots=True)
class Mean:
    """`low` to `high`: 90 % interval of the value; `ratio`: value by baseline on the cases that have both, with its
    own interval, `both` how many these are; `value` is of all. `baseline` is the baseline's mean on these: None where
    there are none, `ratio` also where the baseline is 0."""

    value: float
    low: float
    high: float
    cases: int
    groups: int
    baseline: float | None = None
    ratio: tuple[float, float, float] | None = None
    both: int = 0


def measured(samples: Draws, observed: Floats) -> dict[str, Floats]:
    """Each measure of each case; `samples` (cases, n), sorted, and `observed` (cases)."""
    return {name: np.asarray(measure(samples, observed), np.float64) for name, measure in MEASURES.items()}


def weights(groups: int, block: int = 1, seed: int = 1) -> Floats:
    """How often each draw takes each group: DRAWS by groups. Blocks are neighbours, and wrap around the end."""
    random = np.random.default_rng(seed)
    block = max(1, min(block, groups))
    starts = random.integers(groups, size=(DRAWS, -(-groups // block)))
    taken = ((starts[:, :, None] + np.arange(block)) % groups).reshape(DRAWS, -1)[:, :groups]
    counted = np.zeros((DRAWS, groups))
    np.add.at(counted, (np.arange(DRAWS)[:, None], taken), 1)
    return counted


def mean_of(sums: Floats, cases: Floats, taken: Floats, baseline: Floats | None = None) -> Mean:
    """Of sums and numbers of cases by group; `baseline` are its sums on the same cases (else: `mean_by_group`).
    `taken`: from `weights`. At least one case."""
    total, count = float(sums.sum()), int(cases.sum())
    drawn = taken @ cases
    some = drawn > 0
    low, high = np.quantile((taken @ sums)[some] / drawn[some], (0.05, 0.95)).tolist()
    beside, ratio = None, None
    if baseline is not None and np.isfinite(baseline).all():
        beside = float(baseline.sum()) / count
        theirs = taken @ baseline
        if beside > 0:
            ends = np.quantile((taken @ sums)[theirs > 0] / theirs[theirs > 0], (0.05, 0.95)).tolist()
            ratio = (total / count / beside, ends[0], ends[1])
    return Mean(total / count, low, high, count, int((cases > 0).sum()), beside, ratio, 0 if beside is None else count)


def mean_by_group(values: Floats, group: npt.NDArray[np.int64], baseline: Floats | None = None) -> Mean:
    """Of cases and the number of the group that each belongs to; `baseline` is NaN at cases that it lacks, and is told
    with its ratio on the others."""
    both = np.zeros(len(values), dtype=np.bool_) if baseline is None else np.isfinite(baseline)
    if baseline is None or not both.any():
        return _mean(values, group, None)
    if both.all():
        return _mean(values, group, baseline)
    some = _mean(values[both], np.unique(group[both], return_inverse=True)[1].astype(np.int64), baseline[both])
    return replace(_mean(values, group, None), baseline=some.baseline, ratio=some.ratio, both=some.both)


def _mean(values: Floats, group: npt.NDArray[np.int64], baseline: Floats | None) -> Mean:
    groups = int(group.max()) + 1
    beside = None if baseline is None else _sums(baseline, group, groups)
    return mean_of(_sums(values, group, groups), _sums(np.ones(len(values)), group, groups), weights(groups), beside)


def _sums(values: Floats, group: npt.NDArray[np.int64], groups: int) -> Floats:
    return np.asarray(np.bincount(group, values, groups), dtype=np.float64)
