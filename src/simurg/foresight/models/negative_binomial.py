"""A negative binomial with the mean and the variance of the latest 24 months.

Counts of deaths vary more than a Poisson's, and this is the simplest law that does: k = m² / (v - m) failures with
mean m and variance v (method of moments; a variance at or below the mean is taken as 5 % above it). The same at every
horizon. F. J. Anscombe, "Sampling theory of the negative binomial and logarithmic series", Biometrika 37 (1950).
"""

from collections.abc import Sequence

import numpy as np
from scipy.stats import nbinom

from simurg.foresight.history import History, counts
from simurg.foresight.model import SAMPLES, Model, Parameters, Samples
from simurg.foresight.pool.quantiles import levels

MODEL = Model(
    name="negative_binomial",
    title="Negative binomial with the moments of 24 months",
    question="How much of it in each of the coming months?",
    least_months=12,
    reference="Anscombe 1950",
    version="1",
)
MONTHS = 24


def fit(history: History) -> Parameters:
    """Mean and variance of each place; NaN where fewer than 12 of the latest 24 months are known."""
    values = counts(history.values[:, -MONTHS:])
    known = np.isfinite(values)
    told = known.sum(axis=1)
    some = np.maximum(told, 1)
    mean = np.where(known, values, 0.0).sum(axis=1) / some
    variance = (np.where(known, values - mean[:, None], 0.0) ** 2).sum(axis=1) / some
    moments = np.stack([mean, np.maximum(variance, mean * 1.05)], axis=1)
    moments = np.where((told >= MODEL.least_months)[:, None], moments, np.nan)
    return Parameters(MODEL.name, MODEL.version, history.places, MONTHS, {"moments": moments}, ("moments",))


def predict(parameters: Parameters, horizons: Sequence[int]) -> Samples:
    """The same distribution at every horizon."""
    mean, variance = parameters.arrays["moments"].T
    drawn = np.where(np.isnan(mean)[:, None], np.nan, np.zeros((len(mean), SAMPLES)))
    some = mean > 0
    failures, success = mean[some] ** 2 / (variance[some] - mean[some]), mean[some] / variance[some]
    drawn[some] = nbinom.ppf(levels(SAMPLES)[None], failures[:, None], success[:, None])
    samples = drawn.astype(np.float32)
    return np.broadcast_to(samples[:, None, :], (len(samples), len(horizons), SAMPLES))
