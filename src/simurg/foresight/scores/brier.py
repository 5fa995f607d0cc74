"""Brier score of the chance that a threshold is reached.

    Brier = (p - o)²     with p the share of samples at or above the threshold, o = 1 if it was reached, else 0

G. W. Brier, Monthly Weather Review 78 (1950). Always told with the base rate: where almost nothing reaches the
threshold, a small score is easy.
"""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def brier(samples: npt.NDArray[np.floating], observed: Floats, threshold: float) -> Floats:
    """`samples` (..., n) and `observed` (...) give (...); NaN in either gives NaN."""
    chance = np.count_nonzero(samples >= threshold, axis=-1) / samples.shape[-1]
    score = (chance - (observed >= threshold)) ** 2
    return np.where(np.isnan(samples[..., 0]) | np.isnan(observed), np.nan, score)
