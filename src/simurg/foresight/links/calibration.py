"""From a score to a probability that holds: how often answers of such scores came true on days held out.

A monotone curve by pooling adjacent violators (isotonic regression, Ayer et al. 1955) over equal-sized groups of
cases, drawn towards the common rate by a few cases each so that no probability is 0 or 1; linear between groups.
`error` is the expected calibration error over ten bins.
"""

from dataclasses import dataclass

import numpy as np

from simurg.foresight.links.links import Reals

GROUPS = 40
DRAWN = 4.0
BINS = 10


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """Scores, rising, and the probability at each."""

    score: Reals
    chance: Reals

    def at(self, scores: Reals) -> Reals:
        if not len(self.score):
            return np.full(len(scores), np.nan, np.float32)
        chances: Reals = np.interp(scores, self.score, self.chance).astype(np.float32)
        return chances


@dataclass(frozen=True, slots=True)
class Bin:
    cases: int
    stated: float  # mean probability
    seen: float  # part that came true


def curve(scores: Reals, true: Reals) -> Curve:
    """`true` is 1 or 0 for each score. Without cases the curve is empty and knows no probability."""
    if not len(scores):
        return Curve(np.zeros(0, np.float32), np.zeros(0, np.float32))
    order = np.argsort(scores, kind="stable")
    parts = np.array_split(order, min(GROUPS, len(order)))
    rate = float(np.mean(true))
    middle = [float(np.mean(scores[part])) for part in parts]
    chance = [float((true[part].sum() + DRAWN * rate) / (len(part) + DRAWN)) for part in parts]
    return Curve(np.array(middle, np.float32), np.array(_rising(chance, [len(part) for part in parts]), np.float32))


def _rising(values: list[float], weights: list[int]) -> list[float]:
    pooled: list[tuple[float, int, int]] = []  # mean, weight, how many
    for value, weight in zip(values, weights, strict=True):
        pooled.append((value, weight, 1))
        while len(pooled) > 1 and pooled[-2][0] >= pooled[-1][0]:
            (one, heavy, many), (other, light, few) = pooled[-2:]
            pooled[-2:] = [((one * heavy + other * light) / (heavy + light), heavy + light, many + few)]
    return [value for value, _, many in pooled for _ in range(many)]


def bins(chances: Reals, true: Reals) -> list[Bin]:
    """Ten equal bins of stated probability; empty ones are left out."""
    place = np.minimum((chances * BINS).astype(np.int64), BINS - 1)
    parts = [np.flatnonzero(place == number) for number in range(BINS)]
    return [Bin(len(p), float(np.mean(chances[p])), float(np.mean(true[p]))) for p in parts if len(p)]


def error(found: list[Bin]) -> float:
    """Mean distance of stated and seen, weighted by cases; NaN without any."""
    cases = sum(one.cases for one in found)
    return sum(one.cases * abs(one.stated - one.seen) for one in found) / cases if cases else float("nan")
