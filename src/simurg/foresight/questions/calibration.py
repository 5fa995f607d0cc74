"""Whether what is said to happen with 70 % happens in 70 of 100 cases: the data of a reliability diagram.

Bins hold about the same number of forecasts each (ties stay together), so that no point rests on one case; each has
Wilson's 90 % interval of its share. `error` is the mean distance between what was said and what happened, weighted by
cases; it is above zero by chance alone, so `error_by_chance` says what a perfectly calibrated forecaster with these
forecasts would be expected to show, by resampling with the seed.
Murphy & Winkler, Applied Statistics 26 (1977); Bröcker & Smith, Weather and Forecasting 22 (2007).
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

BINS = 10
_Z = 1.6448536269514722
_DRAWS = 200


@dataclass(frozen=True, slots=True)
class Bin:
    """Forecasts between `low` and `high`: the mean one, how many, and the share that came true with its interval."""

    low: float
    high: float
    said: float
    count: int
    share: float
    interval_90: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Calibration:
    """Bins from low to high; errors are between 0 and 1. `base_rate` is the share of all that came true."""

    bins: tuple[Bin, ...]
    count: int
    base_rate: float
    error: float
    error_by_chance: float


def calibration(said: Floats, happened: Floats, seed: int, bins: int = BINS) -> Calibration | None:
    """`said` and `happened` (0 or 1) have the shape (n,); None of none."""
    if not len(said):
        return None
    order = np.argsort(said, kind="stable")
    said, happened = said[order], happened[order]
    groups = _cut(said, bins)
    found = tuple(_bin(said[start:stop], happened[start:stop]) for start, stop in groups)
    rng = np.random.default_rng(seed)
    by_chance = [_error(said, (rng.random(len(said)) < said).astype(np.float64), groups) for _ in range(_DRAWS)]
    return Calibration(
        found, len(said), float(happened.mean()), _error(said, happened, groups), float(np.mean(by_chance))
    )


def wilson_90(hits: float, count: int) -> tuple[float, float]:
    """E. B. Wilson, JASA 22 (1927)."""
    share, square = hits / count, _Z * _Z
    middle = (share + square / (2 * count)) / (1 + square / count)
    half = _Z / (1 + square / count) * float(np.sqrt(share * (1 - share) / count + square / (4 * count * count)))
    return max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half))


def _cut(said: Floats, bins: int) -> list[tuple[int, int]]:
    """Half-open stretches of the sorted forecasts; equal ones are never parted."""
    edges = [0]
    for number in range(1, bins + 1):
        edge = round(len(said) * number / bins)
        while edges[-1] < edge < len(said) and said[edge] == said[edge - 1]:
            edge += 1
        if edge > edges[-1]:
            edges.append(edge)
    return list(pairwise(edges))


def _bin(said: Floats, happened: Floats) -> Bin:
    hits, count = float(happened.sum()), len(said)
    return Bin(float(said[0]), float(said[-1]), float(said.mean()), count, hits / count, wilson_90(hits, count))


def _error(said: Floats, happened: Floats, groups: list[tuple[int, int]]) -> float:
    away = sum(abs(float((said[start:stop] - happened[start:stop]).sum())) for start, stop in groups)
    return away / len(said)
