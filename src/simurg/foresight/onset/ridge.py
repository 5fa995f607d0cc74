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


def fitted(scaled: Floats, came: Floats, penalty: float, weights: Floats, offset: Floats | float = 0.0) -> Floats:
    """Intercept, then a coefficient a column. `came` is 0 or 1; both must have weight."""
    design = np.column_stack([np.ones(len(scaled)), scaled])
    pulled = np.full(design.shape[1], penalty)
    pulled[0] = 0.0
    share = float(weights @ came / weights.sum())
    beta = np.zeros(design.shape[1])
    beta[0] = np.log(share / (1 - share)) - float(np.average(np.broadcast_to(offset, came.shape), weights=weights))
    loss = _loss(design @ beta + offset, came, weights) + pulled @ beta**2 / 2
    for _ in range(_STEPS):
        chance = expit(design @ beta + offset)
        slope = design.T @ (weights * (came - chance)) - pulled * beta
        curve = (design.T * (weights * chance * (1 - chance))) @ design + np.diag(pulled)
        step = np.linalg.solve(curve + 1e-9 * np.eye(len(beta)), slope)
        while np.abs(step).max() > _ENOUGH:
            tried = _loss(design @ (beta + step) + offset, came, weights) + pulled @ (beta + step) ** 2 / 2
            if tried <= loss:
                break
            step = step / 2
        if np.abs(step).max() <= _ENOUGH:
            break
        beta, loss = beta + step, tried
    return beta


def _loss(log_odds: Floats, came: Floats, weights: Floats) -> float:
    return float(weights @ (np.logaddexp(0.0, log_odds) - came * log_odds))
