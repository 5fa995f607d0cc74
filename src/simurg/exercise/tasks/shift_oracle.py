"""The oracle of the shifts task: it knows rates, burstiness and all of the press, not what was drawn with them.

It knows each pair's rates, the volume of every source on every day, holidays, disasters, and how high a shift is in
the mean. It does not know when and how a pair shifts; of a shift it learns 60 days after it is complete. For each kind
of shift it runs a cumulated sum of log-likelihood ratios (E. S. Page, Biometrika 41, 1954) over weeks, with the exact
likelihood of a week's counts y with means m (total M, shares π):

    N ~ NB(mean M, shape r),    y | N ~ Dirichlet-multinomial(N, e · π)

and within a week over its days so far. The strength is the greatest of the sums.
"""

import numpy as np
from scipy.special import gammaln

from simurg.exercise.parts.foresight.pairs import Floats
from simurg.exercise.parts.foresight.relations import Relations
from simurg.exercise.parts.foresight.settings import DAYS, WEEKS
from simurg.exercise.parts.foresight.shifts import KINDS, Shift, factors, levels
from simurg.exercise.tasks.shift_methods import daily_counts
from simurg.exercise.tasks.shifts import LATE_DAYS


def oracle(told: Relations) -> Floats:
    """(P, DAYS) the greatest cumulated sum over kinds of shifts."""
    counts = _so_far(daily_counts(told))
    known = levels(tuple(_late(shift) for shift in told.shifts), len(told.pairs))
    rate = told.pairs.rate[:, None, :] * np.exp(known)
    volume = told.press.volume()
    usual = _so_far(rate * volume)
    without = _log_likelihood(told, counts, usual)
    fresh = _fresh(told)
    sums = []
    for kind in KINDS:
        change = np.stack([_change(kind, told.part.dial.height, rate[pair]) for pair in range(len(told.pairs))])
        gain = _log_likelihood(told, counts, _so_far(rate * np.exp(change) * volume)) - without
        sums.append(_cumulated(gain, fresh))
    return np.asarray(np.max(sums, axis=0))


def _late(shift: Shift) -> Shift:
    """The shift as the oracle learns of it: at once, when it is known to have come."""
    day = shift.complete + LATE_DAYS
    return Shift(shift.pair, shift.kind, day, day, shift.cooperation, shift.conflict)


def _fresh(told: Relations) -> Floats:
    """(P, WEEKS) 0 in the week in which the oracle learns of a shift: sums begin anew there; else 1."""
    fresh = np.ones((len(told.pairs), WEEKS))
    for shift in told.shifts:
        week = (shift.complete + LATE_DAYS) // 7
        fresh[shift.pair, week : week + 1] = 0.0
    return fresh


def _change(kind: str, height: float, rate: Floats) -> Floats:
    """(DAYS, G) log-factors of a kind of shift of the mean height, at the rates then in force."""
    regimes, which = np.unique(rate, axis=0, return_inverse=True)
    change = [factors(kind, height, one) for one in regimes]
    return np.array([[cooperation, 0.0, conflict] for cooperation, conflict in change])[which.ravel()]


def _so_far(daily: Floats) -> Floats:
    """(P, WEEKS, 7, G) sums over the days of a week until each of them."""
    return np.asarray(daily.reshape(len(daily), WEEKS, 7, -1).cumsum(axis=2))


def _log_likelihood(told: Relations, counts: Floats, mean: Floats) -> Floats:
    """(P, WEEKS, 7), without what does not depend on the mean."""
    r, e = told.part.dial.steadiness, told.part.dial.evenness
    total, expected = counts.sum(axis=3), mean.sum(axis=3)
    size = e * mean / expected[..., None]
    mixed = (gammaln(counts + size) - gammaln(size)).sum(axis=3)
    return np.asarray(total * np.log(expected) - (total + r) * np.log(r + expected) + mixed)


def _cumulated(gain: Floats, fresh: Floats) -> Floats:
    """(P, DAYS) sums that never fall below zero at the end of a week."""
    made = np.zeros((len(gain), WEEKS, 7))
    before = np.zeros(len(gain))
    for week in range(WEEKS):
        before = before * fresh[:, week]
        made[:, week] = (before[:, None] + gain[:, week]) * fresh[:, week, None]
        before = np.maximum(0.0, made[:, week, -1])
    return made.reshape(len(gain), DAYS)
