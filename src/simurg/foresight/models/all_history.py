"""All earlier months, equally likely: the climatology that every other model is measured against.

It takes each place's known months since the series began and knows no time. T. Gneiting & A. E. Raftery, "Strictly
proper scoring rules, prediction, and estimation", JASA 102 (2007), on climatology as the reference forecast.
"""

from collections.abc import Sequence

import numpy as np

from simurg.foresight.history import History, counts
from simurg.foresight.model import Model, Parameters, Samples, spread

MODEL = Model(
    name="all_history",
    title="All earlier months, equally likely",
    question="How much of it in each of the coming months, if the past as a whole is the guide?",
    least_months=12,
    reference="Gneiting & Raftery 2007 (climatology)",
    version="2",
)


def fit(history: History) -> Parameters:
    """All known values of each place; NaN in all if there are fewer than 12."""
    values = counts(history.values)
    known = np.count_nonzero(np.isfinite(values), axis=1)
    values = np.where((known >= MODEL.least_months)[:, None], values, np.nan)
    return Parameters(MODEL.name, MODEL.version, history.places, history.months, {"values": values}, ("values",))


def predict(parameters: Parameters, horizons: Sequence[int]) -> Samples:
    """The same distribution at every horizon."""
    samples = spread(parameters.arrays["values"])
    return np.broadcast_to(samples[:, None, :], (len(samples), len(horizons), samples.shape[1]))
