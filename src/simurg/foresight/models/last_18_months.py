"""The last 18 months, equally likely: what happened lately may happen again, at any horizon.

Known as *conflictology* (with 12 months) in the VIEWS prediction challenge 2023/24, where few models beat it:
H. Hegre et al., "The 2023/24 VIEWS Prediction challenge", Journal of Peace Research 2025. Months that are unknown
are passed over: the latest 18 known of the last 24 count, and with fewer than 12 the model says nothing. It does not
know trends, neighbours or seasons, and gives no chance to anything greater than what these months saw.
"""

from collections.abc import Sequence

import numpy as np

from simurg.foresight.history import History, counts
from simurg.foresight.model import Model, Parameters, Samples, spread

MODEL = Model(
    name="last_18_months",
    title="The last 18 months, equally likely",
    question="How much of it in each of the coming months?",
    least_months=12,
    reference="Hegre et al. 2025 (conflictology, there with 12 months)",
    version="2",
)
MONTHS = 18
LOOKED_BACK = 24


def fit(history: History) -> Parameters:
    """The latest 18 known values of each place, newest first; NaN where there are fewer, and in all if under 12."""
    recent = counts(history.values[:, -LOOKED_BACK:])[:, ::-1]
    newest_first = np.argsort(~np.isfinite(recent), axis=1, kind="stable")[:, :MONTHS]
    values = np.take_along_axis(recent, newest_first, axis=1)
    known = np.count_nonzero(np.isfinite(values), axis=1)
    values = np.where((known >= MODEL.least_months)[:, None], values, np.nan)
    return Parameters(MODEL.name, MODEL.version, history.places, LOOKED_BACK, {"values": values}, ("values",))


def predict(parameters: Parameters, horizons: Sequence[int]) -> Samples:
    """The same distribution at every horizon."""
    samples = spread(parameters.arrays["values"])
    return np.broadcast_to(samples[:, None, :], (len(samples), len(horizons), samples.shape[1]))
