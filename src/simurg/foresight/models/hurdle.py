"""A hurdle: first whether any, then how many, both from the place's own latest months.

The chance of any is the decayed share of months with some (half-life 6 months), started as if HALF a month had had some
and HALF none. How many, if any, is log-normal with the decayed mean and deviation of the log counts (half-life 12
months), started as if one month of 3 with a deviation of 1.2 had been seen. So even after quiet years there is some
chance of something, the smaller the longer the quiet, and after steady ones some chance of nothing. The same at every
horizon. J. Mullahy, "Specification and testing of some modified count data models", J. of Econometrics 33 (1986).
"""

from collections.abc import Sequence

import numpy as np
from scipy.special import ndtri

from simurg.foresight.history import Floats, History, counts
from simurg.foresight.model import SAMPLES, Model, Parameters, Samples
from simurg.foresight.pool.quantiles import levels

MODEL = Model(
    name="hurdle",
    title="First whether any, then how many",
    question="Will there be any in each of the coming months, and if so how much?",
    least_months=12,
    reference="Mullahy 1986",
    version="1",
)
MONTHS = 240
HALF = 0.5
SOME_LOG, SOME_DEVIATION = np.log(3.0), 1.2
HIGHEST = np.log(1e6)


def fit(history: History) -> Parameters:
    """Chance of any, mean and deviation of the log; NaN where fewer than 12 of the latest 24 months are known."""
    values = counts(history.values[:, -MONTHS:])
    known, some = np.isfinite(values), np.nan_to_num(values) > 0
    age = np.arange(values.shape[1])[::-1]
    soon, late = 0.5 ** (age / 6), 0.5 ** (age / 12)
    chance = ((some * soon).sum(axis=1) + HALF) / ((known * soon).sum(axis=1) + 2 * HALF)
    log = np.log(np.where(some, values, 1.0))
    weight = 1 + (some * late).sum(axis=1)
    mean = (SOME_LOG + (log * late).sum(axis=1)) / weight
    squares = (some * late * (log - mean[:, None]) ** 2).sum(axis=1)
    deviation = np.sqrt((SOME_DEVIATION**2 + (SOME_LOG - mean) ** 2 + squares) / weight)
    law = np.stack([chance, mean, deviation], axis=1)
    told = known[:, -24:].sum(axis=1) >= MODEL.least_months
    law = np.where(told[:, None], law, np.nan)
    return Parameters(MODEL.name, MODEL.version, history.places, MONTHS, {"law": law}, ("law",))


def predict(parameters: Parameters, horizons: Sequence[int]) -> Samples:
    """The same distribution at every horizon; whole counts."""
    samples = _drawn(parameters.arrays["law"]).astype(np.float32)
    return np.broadcast_to(samples[:, None, :], (len(samples), len(horizons), SAMPLES))


def _drawn(law: Floats) -> Floats:
    chance, mean, deviation = (column[:, None] for column in law.T)
    wanted = levels(SAMPLES)[None]
    over = (wanted - (1 - chance)) / chance
    logs = mean + deviation * ndtri(np.clip(over, 1e-6, 1 - 1e-6))
    drawn = np.where(over > 0, np.maximum(np.round(np.exp(np.minimum(logs, HIGHEST))), 1.0), 0.0)
    return np.where(np.isnan(chance), np.nan, drawn)
