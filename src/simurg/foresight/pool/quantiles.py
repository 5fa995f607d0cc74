"""Distributions as sorted samples of equal weight: from weighted values, and from chances of classes.

A sample number i of n stands for the quantile at (i + 1/2) / n. Nothing is random.
"""

import numpy as np
from scipy.special import ndtri

from simurg.foresight.history import Floats
from simurg.foresight.model import SAMPLES, Samples


def levels(samples: int) -> Floats:
    """The quantiles that sorted samples stand for."""
    return np.asarray((np.arange(samples) + 0.5) / samples, dtype=np.float64)


def weighted(values: Floats, weights: Floats, samples: int = SAMPLES) -> Samples:
    """Each row's values under its weights: rows by `samples`, sorted. A row without weight gives NaN."""
    order = np.argsort(values, axis=-1, kind="stable")
    ordered = np.take_along_axis(values, order, axis=-1)
    share = np.cumsum(np.take_along_axis(np.broadcast_to(weights, values.shape), order, axis=-1), axis=-1)
    wanted, last = levels(samples), values.shape[-1] - 1
    out = np.full((len(values), samples), np.nan, dtype=np.float32)
    for row in np.flatnonzero(share[:, -1] > 0):
        place = np.searchsorted(share[row] / share[row, -1], wanted)
        out[row] = ordered[row, np.minimum(place, last)]
    return out


def smears(sigma: float, points: int = 15) -> Floats:
    """Factors of a log-normal of median 1: what a month's count, seen once, might have been."""
    return np.asarray(np.exp(sigma * ndtri(levels(points))), dtype=np.float64)


def within(chances: Floats, samples: int = SAMPLES) -> tuple[np.ndarray, Floats]:
    """Rows by classes of chances, in order of the values they stand for: of each sample its class, and how far it
    stands through it (0 to 1). Both are rows by `samples`."""
    share = np.cumsum(np.round(chances, 10), axis=-1)
    share /= share[:, -1:]
    wanted = levels(samples)
    which = np.stack([np.searchsorted(row, wanted) for row in share]) if len(share) else np.zeros((0, samples), int)
    which = np.minimum(which, chances.shape[1] - 1)
    before = np.concatenate([np.zeros((len(share), 1)), share[:, :-1]], axis=1)
    start, end = np.take_along_axis(before, which, axis=1), np.take_along_axis(share, which, axis=1)
    return which, np.clip((wanted - start) / np.maximum(end - start, 1e-12), 0.0, 1.0)
