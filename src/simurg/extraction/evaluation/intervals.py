"""How sure a share or an F1 is, from how many cases it was counted on.

A share: Wilson's score interval (Wilson 1927), which holds for few cases and for shares near 0 and 1. An F1: the
percentile bootstrap over texts (Efron 1979), because events of one text are not independent; the draws are seeded.
"""

import math

import numpy as np
import numpy.typing as npt

Z_95 = 1.959963984540054
DRAWS = 1_000
_AT_ONCE = 50
Counts = npt.NDArray[np.int64]
Pair = tuple[float, float]


def wilson(hits: int, cases: int, z: float = Z_95) -> Pair | None:
    """The 95 % interval of a share; None without a case."""
    if cases == 0:
        return None
    share, square = hits / cases, z * z
    middle = (share + square / (2 * cases)) / (1 + square / cases)
    half = z * math.sqrt(share * (1 - share) / cases + square / (4 * cases * cases)) / (1 + square / cases)
    return max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half))  # rounding keeps the share inside


def f1_of(hits: int, told: int, wanted: int) -> float | None:
    """2 × hits / (told + wanted); None where nothing was told or wanted."""
    return 2 * hits / (told + wanted) if told + wanted else None


def bootstrap_f1(hits: Counts, told: Counts, wanted: Counts, seed: int) -> tuple[list[Pair | None], Pair | None]:
    """Of (texts × types) counts: the 95 % interval of each type's F1, and of the macro F1 over types with gold.

    Draws in which a type does not occur at all say nothing of it and are left out of its interval.
    """
    texts, types = hits.shape
    dice = np.random.default_rng(seed)
    drawn = np.empty((DRAWS, types))
    for start in range(0, DRAWS, _AT_ONCE):
        weights = dice.multinomial(texts, np.full(texts, 1 / texts), size=_AT_ONCE)
        both = weights @ (told + wanted)
        with np.errstate(invalid="ignore", divide="ignore"):
            drawn[start : start + _AT_ONCE] = np.where(both > 0, 2 * (weights @ hits) / both, np.nan)
    by_type = [_middle(drawn[:, place]) for place in range(types)]
    some = wanted.sum(axis=0) > 0
    macro = _middle(np.nan_to_num(drawn[:, some]).mean(axis=1)) if some.any() else None
    return by_type, macro


def _middle(drawn: npt.NDArray[np.float64]) -> Pair | None:
    kept = drawn[~np.isnan(drawn)]
    if not len(kept):
        return None
    low, high = np.quantile(kept, (0.025, 0.975))
    return float(low), float(high)
