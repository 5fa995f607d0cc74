"""Ways to make one probability out of several: mean, median, trimmed mean, geometric mean of odds; extremising.

Probabilities stand in arrays (questions, opinions), NaN where somebody said nothing; weights have the same shape, or
(opinions,), and need not sum to one. Each gives (questions,), NaN where nobody said anything. No order of the opinions
matters, a single opinion is its own pool, and the pool lies between the least and the greatest (before extremising).

    geometric mean of odds: logit(pool) = Σ w_i logit(p_i) / Σ w_i       with p_i kept within LEAST and 1 − LEAST
    extremised:             logit(pool') = exponent · logit(pool)

J. Baron et al., Decision Analysis 11 (2014) on extremising; V. Satopää et al., Int. J. Forecasting 30 (2014) on odds.
"""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

LEAST = 0.01
"""Odds are pooled as if nobody were surer than this: else one opinion of zero would decide alone."""
TRIMMED = 0.2
"""Weight that a trimmed mean leaves out at each end."""


def mean(probabilities: Floats, weights: Floats | None = None) -> Floats:
    """The weighted arithmetic mean."""
    told, shares = _shares(probabilities, weights)
    return _known(np.where(told, probabilities, 0.0) * shares, shares)


def geometric_odds(probabilities: Floats, weights: Floats | None = None) -> Floats:
    """The weighted geometric mean of odds."""
    told, shares = _shares(probabilities, weights)
    odds = logit(np.where(told, probabilities, 0.5))
    return chance(_known(odds * shares, shares))


def median(probabilities: Floats, weights: Floats | None = None) -> Floats:
    """The weighted median; halfway between the two middle ones where both are."""
    return _between(probabilities, weights, 0.5)


def trimmed(probabilities: Floats, weights: Floats | None = None) -> Floats:
    """The weighted mean of what lies between the shares TRIMMED and 1 − TRIMMED."""
    return _between(probabilities, weights, TRIMMED)


def extremised(probabilities: Floats, exponent: float) -> Floats:
    """Further from one half by an exponent above 1, nearer by one below."""
    if exponent == 1.0:
        return probabilities
    return chance(exponent * logit(probabilities))


def logit(probabilities: Floats) -> Floats:
    """Log odds, of probabilities kept within LEAST and 1 − LEAST."""
    kept = np.clip(probabilities, LEAST, 1 - LEAST)
    return np.asarray(np.log(kept / (1 - kept)), dtype=np.float64)


def chance(odds: Floats) -> Floats:
    """Probabilities of log odds."""
    return np.asarray(1 / (1 + np.exp(-odds)), dtype=np.float64)


def _shares(probabilities: Floats, weights: Floats | None) -> tuple[npt.NDArray[np.bool_], Floats]:
    told = np.isfinite(probabilities)
    given = np.ones_like(probabilities) if weights is None else np.broadcast_to(weights, probabilities.shape)
    return told, np.where(told, given, 0.0)


def _known(weighed: Floats, shares: Floats) -> Floats:
    whole = shares.sum(axis=-1)
    return np.where(whole > 0, weighed.sum(axis=-1) / np.where(whole > 0, whole, 1.0), np.nan)


def _between(probabilities: Floats, weights: Floats | None, cut: float) -> Floats:
    """The mean of the part of the opinions, in order, that lies between the shares `cut` and 1 − `cut`."""
    told, shares = _shares(probabilities, weights)
    order = np.argsort(np.where(told, probabilities, np.inf), axis=-1, kind="stable")
    ranked = np.take_along_axis(np.where(told, probabilities, 0.0), order, axis=-1)
    shares = np.take_along_axis(shares, order, axis=-1)
    whole = shares.sum(axis=-1, keepdims=True)
    ends = np.cumsum(shares, axis=-1) / np.where(whole > 0, whole, 1.0)
    starts = ends - shares / np.where(whole > 0, whole, 1.0)
    least = 1e-9 if cut == 0.5 else 0.0  # of the middle itself a hair's breadth
    inside = np.clip(np.minimum(ends, 1 - cut + least) - np.maximum(starts, cut - least), 0.0, None)
    return _known(ranked * inside, np.where(whole > 0, inside, 0.0))
