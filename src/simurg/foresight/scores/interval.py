"""Central prediction intervals of samples: their bounds, whether they hold, and the interval score (MIS).

    MIS = (u - l) + 2/a * max(l - y, 0) + 2/a * max(y - u, 0)

for the central interval [l, u] of probability 1 - a, whose bounds are quantiles of the samples with linear
interpolation. T. Gneiting & A. E. Raftery, JASA 102 (2007), eq. 43; at 90 % in the VIEWS prediction challenge.
Coverage is not a score: it should be near the stated probability (above it, for counts that are mostly zero).
"""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def bounds(samples: npt.NDArray[np.floating], probability: float) -> tuple[Floats, Floats]:
    """Lower and upper end of the central interval; `samples` (..., n), sorted."""
    tail = (1 - probability) / 2
    return _quantile(samples, tail), _quantile(samples, 1 - tail)


def covered(samples: npt.NDArray[np.floating], observed: Floats, probability: float) -> Floats:
    """1 where the interval, ends included, holds what was observed, else 0; NaN where either is NaN."""
    low, high = bounds(samples, probability)
    held = ((low <= observed) & (observed <= high)).astype(np.float64)
    return np.where(np.isnan(low) | np.isnan(observed), np.nan, held)


def interval_score(samples: npt.NDArray[np.floating], observed: Floats, probability: float = 0.9) -> Floats:
    """Width plus the fine for a miss, in the unit of the values."""
    low, high = bounds(samples, probability)
    fine = 2 / (1 - probability)
    return (high - low) + fine * np.maximum(low - observed, 0) + fine * np.maximum(observed - high, 0)


def _quantile(samples: npt.NDArray[np.floating], level: float) -> Floats:
    place = level * (samples.shape[-1] - 1)
    below = int(np.floor(place))
    above = min(below + 1, samples.shape[-1] - 1)
    left, right = samples[..., below].astype(np.float64), samples[..., above].astype(np.float64)
    return np.asarray(left + (place - below) * (right - left), dtype=np.float64)
