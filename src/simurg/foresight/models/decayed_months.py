"""The past four years, each month counting half as much as the one four months later, and smeared on the log scale.

What happened lately is likelier to happen again than what happened long ago, and a count seen once stands for counts
near it: each month's count is multiplied by 15 factors of a log-normal (median 1, sigma 0.5). The same distribution at
every horizon; no chance of deaths where there were none. Known as exponential smoothing of the distribution:
J. W. Taylor, "Evaluating volatility and interval forecasts", Journal of Forecasting 18 (1999), for the idea.
"""

from collections.abc import Sequence

import numpy as np

from simurg.foresight.history import History, counts
from simurg.foresight.model import Model, Parameters, Samples
from simurg.foresight.pool.quantiles import smears, weighted

MODEL = Model(
    name="decayed_months",
    title="The past four years, the latest months first",
    question="How much of it in each of the coming months?",
    least_months=12,
    reference="Taylor 1999 (exponential smoothing of a distribution)",
    version="1",
)
MONTHS = 48
HALF_LIFE_MONTHS = 4.0
SIGMA = 0.5


def fit(history: History) -> Parameters:
    """The known counts of the latest 48 months; all NaN where fewer than 12 of the latest 24 are known."""
    values = counts(history.values[:, -MONTHS:])
    told = np.isfinite(values[:, -24:]).sum(axis=1) >= MODEL.least_months
    values = np.where(told[:, None], values, np.nan)
    return Parameters(MODEL.name, MODEL.version, history.places, MONTHS, {"values": values}, ("values",))


def predict(parameters: Parameters, horizons: Sequence[int]) -> Samples:
    """The same distribution at every horizon."""
    return same_at_all(smeared(parameters.arrays["values"], HALF_LIFE_MONTHS, SIGMA), horizons)


def smeared(values: np.ndarray, half_life_months: float, sigma: float) -> Samples:
    """Places by samples: whole counts; a positive one stays at least 1."""
    known = np.isfinite(values)
    age = np.arange(values.shape[1])[::-1]
    weights = known * 0.5 ** (age / half_life_months)
    factors = smears(sigma)
    filled = np.nan_to_num(values)
    drawn = np.where(filled[..., None] > 0, np.maximum(np.round(filled[..., None] * factors), 1.0), 0.0)
    weights = np.repeat(weights, len(factors), axis=1)
    return weighted(drawn.reshape(len(values), weights.shape[1]), weights)


def same_at_all(samples: Samples, horizons: Sequence[int]) -> Samples:
    """Places by samples as places by horizons by samples."""
    return np.broadcast_to(samples[:, None, :], (len(samples), len(horizons), samples.shape[1]))
