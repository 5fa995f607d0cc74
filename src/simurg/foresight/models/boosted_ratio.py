"""Boosted trees for the ratio of what comes to what came lately, learned from all places' past.

Wars differ by orders of magnitude, but grow and fade alike: the outcome is cut into steps of its ratio to the recent
level (a decayed mean, half-life 6 months), and trees give the chance of each step, and of none. So the fading of small
wars teaches what may become of a large one. It speaks of places whose level is at least LEAST_LEVEL; of quieter ones,
and where there are too few past cases, the decayed months speak. Relative targets: S. Makridakis et al., "The M5
accuracy competition", International Journal of Forecasting 38 (2022), for boosting on scaled series.
"""

from collections.abc import Sequence

import numpy as np

from simurg.foresight.history import Floats, History
from simurg.foresight.model import Model, Parameters, Samples
from simurg.foresight.pool import learned, trees
from simurg.foresight.pool.cases import cases_of, sample_of
from simurg.foresight.pool.classes import RATIOS, by_ratio, samples_by_ratio
from simurg.foresight.pool.signals import for_trees

MODEL = Model(
    name="boosted_ratio",
    title="Boosted trees for the ratio to the recent level",
    question="How much of it in each of the coming months, measured by what came lately?",
    least_months=12,
    reference="Ke et al. 2017 (LightGBM); Makridakis et al. 2022",
    version="1",
)
LEAST_LEVEL = 0.3
TURNS = 3
GROWTH = trees.Growth(rounds=80)


def fit(history: History) -> Parameters:
    past = sample_of(history)
    level = learned.level_of(past)
    cases = cases_of(past, TURNS)
    recent = level[cases.place, cases.month]
    cases = cases.where(recent >= LEAST_LEVEL)
    text = np.zeros(0, dtype=np.uint8)
    if len(cases) >= learned.LEAST_CASES:
        recent = level[cases.place, cases.month]
        seen = np.column_stack([learned.signals_at(for_trees(past), cases), np.log(recent + 0.5)])
        text = trees.grow(seen, by_ratio(cases.outcome, recent), cases.weight, RATIOS, GROWTH)
    return learned.parameters_of(MODEL, history, for_trees, {"trees": text})


def refresh(parameters: Parameters, history: History) -> Parameters:
    """What was learned before, over a later history."""
    return learned.refreshed(parameters, MODEL, history, for_trees)


def predict(parameters: Parameters, horizons: Sequence[int]) -> Samples:
    level = parameters.arrays["level"]
    speaks = (level >= LEAST_LEVEL) & bool(len(parameters.arrays["trees"]))
    recent = np.log(level[speaks] + 0.5)

    def chances(own: Parameters, seen: Floats, ahead: int) -> Floats:
        return trees.chances_of(own.arrays["trees"], np.column_stack([seen, np.full(len(seen), ahead), recent]))

    return learned.forecast(parameters, horizons, speaks, chances, samples_by_ratio)
