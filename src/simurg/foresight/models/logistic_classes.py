"""Multinomial logistic regression for the class of deaths, learned from all places' past.

The same 11 classes as `boosted_classes`, but smooth in what it sees: decayed levels and shares, their bends, and how
both lose their hold with the horizon. Smooth and quick; alone it has the best log score of all models here. Where
there are too few past cases, the decayed months speak. D. R. Cox, "Some procedures connected with the logistic
qualitative response curve" (1966).
"""

from collections.abc import Sequence

import numpy as np

from simurg.foresight.history import Floats, History
from simurg.foresight.model import Model, Parameters, Samples
from simurg.foresight.pool import learned, lines
from simurg.foresight.pool.cases import cases_of, sample_of
from simurg.foresight.pool.classes import DEATHS, by_deaths, samples_by_deaths
from simurg.foresight.pool.signals import LEVELS, for_lines

MODEL = Model(
    name="logistic_classes",
    title="Logistic regression for the class of deaths",
    question="In which of 11 classes of deaths will each of the coming months fall?",
    least_months=12,
    reference="Cox 1966 (multinomial logistic regression); Hegre et al. 2025 (bins)",
    version="1",
)
TURNS = 3
EVERY = 3
L2 = 10.0


def fit(history: History) -> Parameters:
    past = sample_of(history)
    cases = cases_of(past, TURNS, EVERY)
    slopes = np.zeros((0, DEATHS))
    if len(cases) >= learned.LEAST_CASES:
        seen = with_horizon(for_lines(past)[cases.place, cases.month], cases.ahead.astype(np.float64))
        slopes = lines.fit_lines(seen, by_deaths(cases.outcome), cases.weight, DEATHS, L2)
    return learned.parameters_of(MODEL, history, for_lines, {"slopes": slopes})


def refresh(parameters: Parameters, history: History) -> Parameters:
    """What was learned before, over a later history."""
    return learned.refreshed(parameters, MODEL, history, for_lines)


def predict(parameters: Parameters, horizons: Sequence[int]) -> Samples:
    speaks = np.isfinite(parameters.arrays["level"]) & bool(len(parameters.arrays["slopes"]))

    def chances(own: Parameters, seen: Floats, ahead: int) -> Floats:
        return lines.chances_of(own.arrays["slopes"], with_horizon(seen, np.full(len(seen), float(ahead))))

    return learned.forecast(parameters, horizons, speaks, chances, samples_by_deaths)


def with_horizon(seen: Floats, ahead: Floats) -> Floats:
    """Signals, the log of the horizon, and its products with the levels: each fades at its own pace."""
    log = np.log(ahead)[:, None]
    return np.column_stack([seen, log, seen[:, :LEVELS] * log])
