"""Numbers as answers: which are the same, which hold which, and which are a slip of the unit apart.

Numbers within a tolerance of each other are one answer. Its centre is the number that most voices give (of equals the
one nearest the median of all), so it is one that somebody really gave. An interval is vaguer than the numbers in it.
A number that is another times 10, 100, 1,000 or 1,000,000 is its slip (thousands read as units, a digit too many).
"""

import numpy as np

from simurg.fusion.belief.tally import Floats, Ints, tally

SLIPS = (10.0, 100.0, 1e3, 1e6)
MOST_INTERVALS = 64
"""Of one question's different intervals, so many (those of most voices) take part as vaguer answers."""


def centres(numbers: Floats, voices: Floats, tolerance: float) -> Floats:
    """For each number of one question, the centre of its answer. Same length; no order is needed."""
    distinct, where = np.unique(numbers, return_inverse=True)
    votes = tally(where, voices, len(distinct))
    middle = float(np.median(numbers))
    centre = np.full(len(distinct), np.nan)
    width = tolerance * np.abs(distinct)
    first = np.searchsorted(distinct, distinct - width, side="left")
    last = np.searchsorted(distinct, distinct + width, side="right")
    for k in np.lexsort((distinct, np.abs(distinct - middle), -votes)):
        if np.isnan(centre[k]):
            near = centre[first[k] : last[k]]
            near[np.isnan(near)] = distinct[k]
    return centre[where]


def holding(points: Floats, low: Floats, high: Floats, voices: Floats) -> tuple[Ints, Ints]:
    """Pairs (interval, point) of one question where the interval holds the point."""
    chosen = np.lexsort((high, low, -voices))[:MOST_INTERVALS]
    order = np.argsort(points, kind="stable")
    outer, inner = [], []
    for k in np.sort(chosen):
        a, b = np.searchsorted(points[order], [low[k], high[k]], side="left")
        b = np.searchsorted(points[order], high[k], side="right")
        outer.append(np.full(b - a, k))
        inner.append(order[a:b])
    if not outer:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    return np.concatenate(outer).astype(np.int64), np.concatenate(inner).astype(np.int64)


def slips(points: Floats, tolerance: float) -> tuple[Ints, Ints]:
    """Pairs (slip, original) of one question's different positive or negative numbers, in both directions.

    Of several numbers near the slipped one only the nearest counts, so there are at most eight pairs to a number.
    """
    order = np.argsort(points, kind="stable")
    ranked = points[order]
    slipped, original = [], []
    for factor in SLIPS:
        for by in (factor, 1.0 / factor):
            aim = points * by
            right = np.clip(np.searchsorted(ranked, aim), 0, len(ranked) - 1)
            left = np.maximum(right - 1, 0)
            nearest = np.where(np.abs(ranked[left] - aim) <= np.abs(ranked[right] - aim), left, right)
            hit = (
                (np.abs(ranked[nearest] - aim) <= tolerance * np.abs(aim)) & (points != 0) & (ranked[nearest] != points)
            )
            slipped.append(order[nearest[hit]])
            original.append(np.flatnonzero(hit))
    return np.concatenate(slipped).astype(np.int64), np.concatenate(original).astype(np.int64)
