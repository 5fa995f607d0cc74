"""Logistic regression with a ridge: few cases, many hints, so every hint is pulled towards nothing.

    minimise  sum_i w_i (log(1 + exp(z_i)) - y_i z_i) + penalty / 2 * sum_j beta_j²,   z = offset + intercept + x beta

by Newton's method with halved steps. The intercept is free, so the mean chance is the base rate. S. le Cessie &
J. C. van Houwelingen, Applied Statistics 41 (1992).
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from simurg.foresight.history import Floats

_STEPS = 50
_ENOUGH = 1e-6
FURTHEST = 8.0
"""Standard deviations beyond which a feature counts no more: a case unlike all seen before is not extrapolated."""


@dataclass(frozen=True, slots=True)
class Scaling:
    """Mean and standard deviation of each column, of what is known; 0 and 1 for a column that tells nothing."""

    centre: Floats
    spread: Floats

    def applied(self, values: Floats) -> Floats:
        """In standard deviations from the mean; unknown is the mean. Same shape."""
        return np.clip(np.nan_to_num((values - self.centre) / self.spread), -FURTHEST, FURTHEST)


def scaling_of(values: Floats) -> Scaling:
    """Of cases by columns."""
    known = np.isfinite(values)
    count = np.maximum(known.sum(axis=0), 1)
    centre = np.where(known, values, 0.0).sum(axis=0) / count
    variance = np.where(known, (values - centre) ** 2, 0.0).sum(axis=0) / count
    return Scaling(centre, np.where(variance > 1e-12, np.sqrt(variance), 1.0))


@dataclass(frozen=True, slots=True)
class Cases:
    """`scaled` is cases by columns; `came` is 0 or 1, and both have weight; `offset` is in log odds."""

    scaled: Floats
    came: Floats
    weights: Floats
    offset: Floats

    @classmethod
    def equal(cls, scaled: Floats, came: Floats) -> "Cases":
        """Of weight one, without an offset."""
        return cls(scaled, came, np.ones(len(came)), np.zeros(len(came)))


def fitted(cases: Cases, penalty: float, start: Floats | None = None) -> Floats:
    """Intercept, then a coefficient a column. A `start` near the answer saves steps and changes nothing else."""
    came, weights, offset = cases.came, cases.weights, cases.offset
    design = np.column_stack([np.ones(len(came)), cases.scaled])
    pulled = np.full(design.shape[1], penalty)
    pulled[0] = 0.0

    def _cost(beta: Floats) -> float:
        return _loss(design @ beta + offset, came, weights) + float(pulled @ beta**2) / 2

    beta = _plain(cases, design.shape[1]) if start is None else start
    cost = _cost(beta)
    for _ in range(_STEPS):
        chance = expit(design @ beta + offset)
        slope = design.T @ (weights * (came - chance)) - pulled * beta
        curve = (design.T * (weights * chance * (1 - chance))) @ design + np.diag(pulled)
        step = np.linalg.solve(curve + 1e-9 * np.eye(len(beta)), slope)
        while np.abs(step).max() > _ENOUGH and (tried := _cost(beta + step)) > cost:
            step = step / 2
        if np.abs(step).max() <= _ENOUGH:
            break
        beta, cost = beta + step, tried
    return beta


def _plain(cases: Cases, columns: int) -> Floats:
    """The base rate alone."""
    share = float(np.average(cases.came, weights=cases.weights))
    beta = np.zeros(columns)
    beta[0] = np.log(share / (1 - share)) - float(np.average(cases.offset, weights=cases.weights))
    return beta


def _loss(log_odds: Floats, came: Floats, weights: Floats) -> float:
    return float(weights @ (np.logaddexp(0.0, log_odds) - came * log_odds))
