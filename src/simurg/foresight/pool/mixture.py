"""A linear pool as samples: from each part as many of its quantiles as its weight says, sorted together."""

import numpy as np

from simurg.foresight.history import Floats
from simurg.foresight.model import SAMPLES, Samples


def shares(weights: Floats, samples: int = SAMPLES) -> list[int]:
    """Whole numbers with the sum `samples`, in proportion to the weights (largest remainders; ties to the first)."""
    exact = np.round(weights / weights.sum() * samples, 9)
    whole = np.floor(exact).astype(int)
    for part in np.argsort(-(exact - whole), kind="stable")[: samples - int(whole.sum())]:
        whole[part] += 1
    return [int(one) for one in whole]


def mixed(parts: list[Samples], weights: Floats) -> Samples:
    """Sorted samples of the pool of `parts`, each (..., SAMPLES) and sorted, under one weight a part."""
    size = parts[0].shape[-1]
    taken = []
    for part, share in zip(parts, shares(weights, size), strict=True):
        at = np.floor((np.arange(share) + 0.5) / max(share, 1) * size).astype(int)
        taken.append(part[..., at])
    return np.sort(np.concatenate(taken, axis=-1), axis=-1)
