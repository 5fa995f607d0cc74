"""Continuous ranked probability score of samples, the plain ensemble form, in the unit of the values.

    CRPS = mean |x_i - y|  -  1/2 mean |x_i - x_j|

over all samples and all pairs of samples (i = j included). T. Gneiting & A. E. Raftery, JASA 102 (2007), eq. 20-21;
the form used by the VIEWS prediction challenge 2023/24. For sorted samples the second mean needs no pairs.
"""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def crps(samples: npt.NDArray[np.floating], observed: Floats) -> Floats:
    """`samples` (..., n), sorted along the last axis, and `observed` (...) give (...); NaN in either gives NaN."""
    count = samples.shape[-1]
    away = np.abs(samples - observed[..., None]).mean(axis=-1, dtype=np.float64)
    weights = (2 * np.arange(1, count + 1) - count - 1) / count**2
    return np.asarray(away - samples @ weights, dtype=np.float64)
