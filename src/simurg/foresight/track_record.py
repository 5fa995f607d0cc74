"""How a model would have done on its own past: rolling origins, beside a baseline.

At each origin the model is fitted to the months up to it and to nothing later, and its samples are scored on the
months that then came. The values are those that the view knows now: where a publisher has revised them since, the
record is replayed on the revision. (Scores of forecasts as they were issued are made from the stored samples.)

The interval of a mean is from a bootstrap over blocks of 12 consecutive origins, because neighbouring months and
all places of one month go together (H. R. Künsch, Annals of Statistics 17, 1989).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simurg.foresight.history import Floats, History
from simurg.foresight.model import ModelModule
from simurg.foresight.scores.brier import brier
from simurg.foresight.scores.crps import crps
from simurg.foresight.scores.ignorance import ignorance
from simurg.foresight.scores.interval import covered, interval_score
from simurg.ontology.errors import CallerError

Measure = Callable[[npt.NDArray[np.floating], Floats], Floats]


@dataclass(frozen=True, slots=True)
class Plan:
    """Which origins and horizons are scored, and how the intervals are drawn."""

    horizons: tuple[int, ...] = (1, 3, 6, 12)
    most_origins: int = 120  # the latest ones
    least_months: int = 18  # of history before the first origin
    threshold: float = 25.0
    draws: int = 200
    block: int = 12
    seed: int = 1

    def __post_init__(self) -> None:
        if not self.horizons or min(self.horizons) < 1 or min(self.most_origins, self.draws, self.block) < 1:
            raise CallerError("A track record needs horizons of at least 1, and at least one origin, draw and block.")


@dataclass(frozen=True, slots=True)
class Score:
    """One measure at one horizon, a mean over `cases` place-months; `low` to `high` is its 90 % interval.

    `baseline` is the same measure of the baseline model on the same cases; None for what is no model's (base rates).
    """

    model: str
    series: str
    measure: str
    horizon: int
    value: float
    baseline: float | None
    cases: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class _Tally:
    """Sums over the places of each origin: `sums` origins by horizons by measures by (model, baseline);
    `reached` counts cases at or above the threshold."""

    names: tuple[str, ...]
    sums: Floats
    cases: Floats
    reached: Floats


def track_record(module: ModelModule, baseline: ModelModule, history: History, plan: Plan) -> tuple[Score, ...]:
    """Scores by horizon, then measure; cases of which either model says nothing count for neither. May be empty."""
    first = max(plan.least_months, history.months - min(plan.horizons) - plan.most_origins + 1)
    origins = range(first, history.months - min(plan.horizons) + 1)  # months known at each origin
    if not origins:
        return ()
    tally = _tally((module, baseline), history, origins, plan)
    resampled = _resampled(len(origins), plan)
    scores: list[Score] = []
    for ahead, horizon in enumerate(plan.horizons):
        cases = tally.cases[:, ahead]
        if not cases.sum():
            continue
        means = [_mean(tally.sums[:, ahead, number], cases, resampled) for number in range(len(tally.names))]
        rate = _mean(np.stack([tally.reached[:, ahead]] * 2, axis=1), cases, resampled)
        named = [*zip(tally.names, means, strict=True), (f"base_rate_{plan.threshold:g}", (rate[0], None, *rate[2:]))]
        scores += [
            Score(module.MODEL.name, history.series, name, horizon, value, beside, int(cases.sum()), low, high)
            for name, (value, beside, low, high) in named
        ]
    return tuple(scores)


def measures(threshold: float) -> dict[str, Measure]:
    """Every measure of samples that is kept, by its name in the `scores` table."""
    return {
        "crps": crps,
        "log_score": ignorance,
        "mis_90": interval_score,
        "coverage_80": lambda samples, observed: covered(samples, observed, 0.8),
        "coverage_90": lambda samples, observed: covered(samples, observed, 0.9),
        f"brier_{threshold:g}": lambda samples, observed: brier(samples, observed, threshold),
    }


def _tally(models: tuple[ModelModule, ModelModule], history: History, origins: range, plan: Plan) -> _Tally:
    scored = measures(plan.threshold)
    shape = len(origins), len(plan.horizons)
    sums, cases, reached = np.zeros((*shape, len(scored), 2)), np.zeros(shape), np.zeros(shape)
    for turn, known in enumerate(origins):
        past = history.until(known)
        samples = [model.predict(model.fit(past), plan.horizons) for model in models]
        for ahead, horizon in enumerate(plan.horizons):
            if known + horizon > history.months:
                continue
            observed = history.values[:, known + horizon - 1]
            told = np.isfinite(observed) & ~np.isnan(samples[0][:, ahead, 0]) & ~np.isnan(samples[1][:, ahead, 0])
            cases[turn, ahead] = told.sum()
            reached[turn, ahead] = (observed[told] >= plan.threshold).sum()
            for which, drawn in enumerate(samples):
                ours, came = drawn[told, ahead], observed[told]
                for number, measure in enumerate(scored.values()):
                    sums[turn, ahead, number, which] = measure(ours, came).sum()
    return _Tally(tuple(scored), sums, cases, reached)


def _mean(sums: Floats, cases: Floats, resampled: npt.NDArray[np.int64]) -> tuple[float, float | None, float, float]:
    """Mean of the model, of the baseline, and the 90 % interval of the model's."""
    value, beside = (sums.sum(axis=0) / cases.sum()).tolist()
    drawn = sums[resampled, 0].sum(axis=1) / np.maximum(cases[resampled].sum(axis=1), 1)
    low, high = np.quantile(drawn, (0.05, 0.95)).tolist()
    return value, beside, low, high


def _resampled(origins: int, plan: Plan) -> npt.NDArray[np.int64]:
    """Which origins each draw of the bootstrap takes: draws by origins, in blocks that wrap around the end."""
    random = np.random.default_rng(plan.seed)
    block = min(plan.block, origins)
    starts = random.integers(origins, size=(plan.draws, -(-origins // block)))
    taken = (starts[:, :, None] + np.arange(block)) % origins
    return taken.reshape(plan.draws, -1)[:, :origins].astype(np.int64)
