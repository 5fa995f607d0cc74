"""The nearest past cases: what came of the 200 moments, of any place, that were most like this one.

Two moments are alike where levels and months since the last deaths are (pool.signals.for_likeness). What came of each
is scaled by the ratio of the recent levels, and counts the more the nearer it was (a Gaussian of the median distance).
Where the recent level is at most 1 a month nothing is scaled; where there are too few past cases for a horizon, the
decayed months speak. Analogues: E. N. Lorenz, "Atmospheric predictability as
revealed by naturally occurring analogues", Journal of the Atmospheric Sciences 26 (1969).
"""

from collections.abc import Sequence

import numpy as np

from simurg.foresight.history import Floats, History
from simurg.foresight.model import SAMPLES, Model, Parameters, Samples
from simurg.foresight.pool import learned
from simurg.foresight.pool.cases import FIRST, sample_of
from simurg.foresight.pool.quantiles import weighted
from simurg.foresight.pool.signals import for_likeness, greatest

MODEL = Model(
    name="nearest_cases",
    title="What came of the most similar moments",
    question="What came of the past moments that were most like this one?",
    least_months=12,
    reference="Lorenz 1969 (analogues)",
    version="1",
)
NEAREST = 200
FARTHEST_AHEAD = 36
QUIET_SHARE = 12
MOST_CASES = 30_000


def fit(history: History) -> Parameters:
    """The library: signals, level and the 36 months after (NaN where unknown) of every moment that is kept."""
    past = sample_of(history)
    place, month = (grid.ravel() for grid in np.indices(past.values.shape))
    quiet = greatest(past.values, 60).ravel() == 0
    kept = (month >= FIRST) & (month < past.months - 1) & np.isfinite(past.values.ravel())
    kept &= ~quiet | ((place * 5 + month) % QUIET_SHARE == 0)
    place, month, quiet = place[kept], month[kept], quiet[kept]
    step = -(-len(place) // MOST_CASES) or 1
    place, month, quiet = place[::step], month[::step], quiet[::step]
    after = np.concatenate([past.values, np.full((len(past.places), FARTHEST_AHEAD), np.nan)], axis=1)
    library = {
        "library": for_likeness(past)[place, month],
        "library_level": learned.level_of(past)[place, month],
        "library_weight": np.where(quiet, float(QUIET_SHARE), 1.0),
        "after": after[place[:, None], month[:, None] + np.arange(1, FARTHEST_AHEAD + 1)].astype(np.float32),
    }
    return learned.parameters_of(MODEL, history, for_likeness, library)


def refresh(parameters: Parameters, history: History) -> Parameters:
    """The library of before, over a later history."""
    return learned.refreshed(parameters, MODEL, history, for_likeness)


def predict(parameters: Parameters, horizons: Sequence[int]) -> Samples:
    """Horizons beyond 36 months are taken as 36."""
    arrays = parameters.arrays
    out = np.full((len(parameters.places), len(horizons), SAMPLES), np.nan, dtype=np.float32)
    known = np.isfinite(arrays["after"])
    for place in np.flatnonzero(np.isfinite(arrays["level"])).tolist():
        away = ((arrays["library"] - arrays["signals"][place]) ** 2).sum(axis=1)
        for number, ahead in enumerate(horizons):
            step = min(ahead, FARTHEST_AHEAD) - 1
            out[place, number] = _of_nearest(arrays, np.where(known[:, step], away, np.inf), step, place)
    few = np.isnan(out[:, :, 0]) & np.isfinite(arrays["level"])[:, None]
    places, _ = np.nonzero(few)
    if len(places):
        out[few] = learned.fallback(parameters)[places]
    return out


def _of_nearest(arrays: learned.Arrays, away: Floats, step: int, place: int) -> Samples:
    """SAMPLES of one place at one horizon; NaN if there are too few cases."""
    if np.isfinite(away).sum() < learned.LEAST_CASES:
        return np.full(SAMPLES, np.nan, dtype=np.float32)
    near = np.argpartition(away, NEAREST)[:NEAREST]
    weight = arrays["library_weight"][near] * np.exp(-away[near] / (2 * max(float(np.median(away[near])), 1e-3)))
    came, level = arrays["after"][near, step].astype(np.float64), float(arrays["level"][place])
    if level > 1:
        scaled = np.round(came * (level + 0.5) / (arrays["library_level"][near] + 0.5))
        came = np.where(came > 0, np.maximum(scaled, 1.0), 0.0)
    drawn: Samples = weighted(came[None], weight[None])[0]
    return drawn
