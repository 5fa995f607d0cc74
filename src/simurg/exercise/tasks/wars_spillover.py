"""Spillover: by what factor is a war likelier while a neighbour is at war? Scored against the planted factor.

An estimator sees deaths (final figures of all months) and borders, and gives the factor with a 90 % interval. A war's
beginning is for it to find: deaths alone do not name one. The crude baseline counts first months with 25 deaths after
half a year below, beside a neighbour with 25 in the month before and without one; what else makes wars likelier (risk,
relapse) and deaths of other kinds blur it, so it comes out too low. The oracle knows regimes and hazards.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.stats import gamma

from simurg.exercise.parts.foresight.pairs import Floats
from simurg.exercise.parts.foresight.regimes import BREAKOUT, QUIET, RELAPSE, RELAPSE_MONTHS, TENSE, WAR, Flags
from simurg.exercise.parts.foresight.wars import Wars

LEVEL = 0.9
_FIGHTING, _QUIET_MONTHS = 25, 6


@dataclass(frozen=True, slots=True)
class Effect:
    """A factor on the chance of war, with an interval at LEVEL."""

    factor: float
    low: float
    high: float


Estimator = Callable[[Floats, Flags], Effect]
"""(deaths of states by months, borders) -> the effect."""


@dataclass(frozen=True, slots=True)
class Recovery:
    """`error`: log of the factor over the planted one; `width`: log of high over low."""

    planted: float
    effect: Effect
    error: float
    covers: bool
    width: float


def recovered(told: Wars, estimator: Estimator) -> Recovery:
    """How well an estimator finds the planted factor of one part."""
    return recovery(told, estimator(told.deaths.astype(np.float64), told.chances.borders))


def recovery(told: Wars, effect: Effect) -> Recovery:
    """An effect against the planted one."""
    planted = told.chances.spill
    covers, width = effect.low <= planted <= effect.high, float(np.log(effect.high / max(effect.low, 1e-9)))
    return Recovery(planted, effect, float(np.log(max(effect.factor, 1e-9) / planted)), covers, width)


def crude(deaths: Floats, borders: Flags) -> Effect:
    """The ratio of two rates, with the interval of their logs as if all months were independent."""
    fighting = deaths >= _FIGHTING
    calm = np.stack(
        [~fighting[:, max(0, month - _QUIET_MONTHS) : month].any(axis=1) for month in range(fighting.shape[1])], axis=1
    )
    beside = (borders.astype(np.float64) @ fighting[:, :-1] > 0) & calm[:, 1:]
    apart, starts = calm[:, 1:] & ~beside, fighting[:, 1:]
    counts = [float((starts & group).sum()) + 0.5 for group in (beside, apart)]
    rates = [count / max(1.0, float(group.sum())) for count, group in zip(counts, (beside, apart), strict=True)]
    spread = 1.645 * float(np.sqrt(1 / counts[0] + 1 / counts[1]))
    factor = rates[0] / rates[1]
    return Effect(factor, factor * float(np.exp(-spread)), factor * float(np.exp(spread)))


def oracle(told: Wars) -> Effect:
    """Wars begun beside a war over those expected of the known hazards alone, with Garwood's interval.

    F. Garwood, "Fiducial limits for the Poisson distribution", Biometrika 28 (1936).
    """
    begun, expected = 0, 0.0
    for month in range(1, len(told.states)):
        before = told.states[month - 1]
        beside = ((before.regime == WAR).astype(np.float64) @ told.chances.borders)[0] > 0
        relapse = np.where(before.since[0] < RELAPSE_MONTHS, RELAPSE, 1.0)
        quiet, tense = before.regime[0] == QUIET, before.regime[0] == TENSE
        own = np.where(quiet, told.chances.hazard * relapse, np.where(tense, BREAKOUT, 0.0))
        expected += float(own[beside].sum())
        begun += int(told.begins[beside, month].sum())
    low = gamma.ppf((1 - LEVEL) / 2, begun) if begun else 0.0
    high = gamma.ppf((1 + LEVEL) / 2, begun + 1)
    return Effect(begun / expected, float(low) / expected, float(high) / expected)
