"""Ignorance (log score, IGN) of samples for deaths in a month, in bits.

    IGN = -log2((samples in the observed bin + 1) / (n + 11))

with the 11 bins that begin at EDGES, the last without an end. The +1 keeps a miss finite. The VIEWS prediction
challenge 2023/24 (Hegre et al. 2025) always takes n = 1,000. M. S. Roulston & L. A. Smith, Monthly Weather Review 130
(2002), for the name.
"""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
EDGES = np.array([0.0, 0.5, 2.5, 5.5, 10.5, 25.5, 50.5, 100.5, 250.5, 500.5, 1000.5])


def ignorance(samples: npt.NDArray[np.floating], observed: Floats) -> Floats:
    """`samples` (..., n), sorted, not negative; `observed` (...) gives (...). NaN in either gives NaN."""
    bin_of = np.clip(np.searchsorted(EDGES, observed, side="right") - 1, 0, len(EDGES) - 1)
    low, high = EDGES[bin_of], np.append(EDGES, np.inf)[bin_of + 1]
    inside = np.count_nonzero((samples >= low[..., None]) & (samples < high[..., None]), axis=-1)
    score = -np.log2((inside + 1) / (samples.shape[-1] + len(EDGES)))
    return np.where(np.isnan(samples[..., 0]) | np.isnan(observed), np.nan, score)
