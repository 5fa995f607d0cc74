"""Boosted trees for the class of deaths, learned from all places' past.

The classes are the 11 bins of the ignorance score, so quiet places, beginnings and small wars weigh as much as great
ones; inside a bin counts are spread evenly on the log scale. Of how much more than 1,000 it knows little. Where there
are too few past cases, the decayed months speak. After the bins of the VIEWS challenge: H. Hegre et al., "The 2023/24
VIEWS Prediction challenge", Journal of Peace Research 2025.
"""

from collections.abc import Sequence

import numpy as np

from simurg.foresight.history import Floats, History
from simurg.foresight.model import Model, Parameters, Samples
from simurg.foresight.pool import learned, trees
from simurg.foresight.pool.cases import cases_of, sample_of
from simurg.foresight.pool.classes import DEATHS, by_deaths, samples_by_deaths
from simurg.foresight.pool.signals import for_trees

MODEL = Model(
    name="boosted_classes",
    title="Boosted trees for the class of deaths",
    question="In which of 11 classes of deaths will each of the coming months fall?",
    least_months=12,
    reference="Ke et al. 2017 (LightGBM); Hegre et al. 2025 (bins)",
    version="1",
)
TURNS = 3
GROWTH = trees.Growth(rounds=80)


def fit(history: History) -> Parameters:
    past = sample_of(history)
    cases = cases_of(past, TURNS)
    text = np.zeros(0, dtype=np.uint8)
    if len(cases) >= learned.LEAST_CASES:
        seen = learned.signals_at(for_trees(past), cases)
        text = trees.grow(seen, by_deaths(cases.outcome), cases.weight, DEATHS, GROWTH)
    return learned.parameters_of(MODEL, history, for_trees, {"trees": text})


def refresh(parameters: Parameters, history: History) -> Parameters:
    """What was learned before, over a later history."""
    return learned.refreshed(parameters, MODEL, history, for_trees)


def predict(parameters: Parameters, horizons: Sequence[int]) -> Samples:
    speaks = np.isfinite(parameters.arrays["level"]) & bool(len(parameters.arrays["trees"]))

    def chances(own: Parameters, seen: Floats, ahead: int) -> Floats:
        return trees.chances_of(own.arrays["trees"], np.column_stack([seen, np.full(len(seen), ahead)]))

    return learned.forecast(parameters, horizons, speaks, chances, samples_by_deaths)
