"""Multinomial logistic regression: chances of classes from signals, smooth and quick.

    P(class k | x) = exp(x'b_k) / sum_j exp(x'b_j)        b minimises the weighted log loss + (l2 / 2n) |b|²

by L-BFGS from zero, so the same cases give the same coefficients. Signals are standardised by the cases' weighted
mean and deviation. D. R. Cox, Biometrics 22 (1966); D. C. Liu & J. Nocedal, Mathematical Programming 45 (1989).
"""

import numpy as np
from scipy.optimize import minimize

from simurg.foresight.history import Floats
from simurg.foresight.pool.cases import Numbers

STEPS = 100


def fit_lines(signals: Floats, classes: Numbers, weights: Floats, count: int, l2: float) -> Floats:
    """Rows (1 + signals) by `count` classes: coefficients for signals as they are, the constant first."""
    mean = np.average(signals, axis=0, weights=weights)
    deviation = np.sqrt(np.average((signals - mean) ** 2, axis=0, weights=weights))
    deviation = np.where(deviation > 1e-9, deviation, np.inf)
    design = np.column_stack([np.ones(len(signals)), (signals - mean) / deviation])
    share, rows = weights / weights.sum(), np.arange(len(signals))
    penalty = np.full((design.shape[1], count), l2 / weights.sum())
    penalty[0] = 1e-8

    def loss(flat: Floats) -> tuple[float, Floats]:
        own = flat.reshape(design.shape[1], count)
        chances = softmax(design @ own)
        value = -float((share * np.log(np.maximum(chances[rows, classes], 1e-300))).sum())
        chances[rows, classes] -= 1
        gradient = design.T @ (chances * share[:, None]) + penalty * own
        return value + 0.5 * float((penalty * own**2).sum()), gradient.ravel()

    start = np.zeros(design.shape[1] * count)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": STEPS, "maxcor": 20}).x
    scaled = found.reshape(design.shape[1], count)
    slopes = scaled[1:] / deviation[:, None]
    return np.concatenate([scaled[:1] - mean @ slopes, slopes])


def chances_of(coefficients: Floats, signals: Floats) -> Floats:
    """Rows by classes. A row's answer does not depend on the rows beside it."""
    return softmax(coefficients[0] + np.einsum("nd,dk->nk", signals, coefficients[1:]))


def softmax(scores: Floats) -> Floats:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    chances: Floats = raised / raised.sum(axis=1, keepdims=True)
    return chances
