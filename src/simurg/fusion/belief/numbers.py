"""Numbers as answers: which are the same, which hold which, and which are a slip of the unit apart.

Numbers within a tolerance of each other are one answer. Its centre is the number that most voices give (of equals the
one nearest the median of all), so it is one that somebody really gave. An interval is vaguer than the numbers and
the smaller intervals in it, a round number than those that round to it.
A number that is another times 10, 100, 1,000 or 1,000,000 is its slip (thousands read as units, a digit too many).
"""

import numpy as np

from simurg.fusion.belief.tally import Floats, Ints, tally

SLIPS = (10.0, 100.0, 1e3, 1e6)
MOST_ROUND = 2
MOST_INTERVALS = 64
"""Of one question's different intervals or round numbers, so many (those of most voices) take part as vaguer ones."""


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


def holding(low: Floats, high: Floats, outer: Ints, voices: Floats) -> tuple[Ints, Ints]:
    """Pairs (interval, what it holds: a number or smaller interval) of one question; the first is one of `outer`."""
    chosen = outer[np.lexsort((high[outer], low[outer], -voices[outer]))[:MOST_INTERVALS]]
    return _inside((low, high), (chosen, low[chosen], high[chosen]))


def rounded(points: Floats, voices: Floats) -> tuple[Ints, Ints]:
    """Pairs (round number, number) of one question where the first is the second to one or two digits.

    Round means: whole tens and more with at most two digits before the zeros. A number is vaguer than those of more
    digits that round to it.
    """
    digits, unit = _digits(points)
    outer = np.flatnonzero(digits <= MOST_ROUND)
    chosen = outer[np.lexsort((points[outer], -voices[outer]))[:MOST_INTERVALS]]
    half = unit[chosen] / 2
    upper, lower = _inside((points, points), (chosen, points[chosen] - half, points[chosen] + half))
    finer = digits[lower] > digits[upper]
    return upper[finer], lower[finer]


def _digits(points: Floats) -> tuple[Ints, Floats]:
    """How many digits stand before the closing zeros (9 for more than two), and the unit of the last of them."""
    size = np.floor(np.log10(np.maximum(np.abs(points), 1e-300)))
    digits, unit = np.full(len(points), 9), np.zeros(len(points))
    for many in range(MOST_ROUND, 0, -1):
        step = 10.0 ** np.maximum(size - many + 1, -300)
        whole = (step >= 10) & (np.round(points / step) * step == points)
        digits[whole], unit[whole] = many, step[whole]
    return digits, unit


def _inside(inner: tuple[Floats, Floats], outer: tuple[Ints, Floats, Floats]) -> tuple[Ints, Ints]:
    """Pairs (code of an outer interval, index of an inner one that it holds and that is smaller)."""
    low, high = inner
    order = np.argsort(low, kind="stable")
    upper, lower = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for code, least, most in sorted(zip(*(part.tolist() for part in outer), strict=True)):
        a, b = np.searchsorted(low[order], least, side="left"), np.searchsorted(low[order], most, side="right")
        held = order[a:b]
        held = held[(high[held] <= most) & (high[held] - low[held] < most - least) & (held != code)]
        upper.append(np.full(len(held), code))
        lower.append(held)
    return np.concatenate(upper).astype(np.int64), np.concatenate(lower).astype(np.int64)


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
