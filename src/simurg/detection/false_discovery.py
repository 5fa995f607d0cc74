"""Correction of p-values over all subjects tested together."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def q_values(p_values: Floats, *, any_dependence: bool = False) -> Floats:
    """The least level at which each test would be rejected; same shape and order as `p_values`.

    Benjamini & Hochberg 1995 (controls the false discovery rate for independent and positively dependent tests);
    with `any_dependence` Benjamini & Yekutieli 2001, which costs a factor of about ln(tests).
    """
    tests = len(p_values)
    if not tests:
        return np.zeros(0)
    ranks = np.arange(1, tests + 1)
    factor = float((1 / ranks).sum()) if any_dependence else 1.0
    order = np.argsort(p_values, kind="stable")
    stepped = p_values[order] * (factor * tests) / ranks
    corrected = np.empty(tests)
    corrected[order] = np.minimum(np.minimum.accumulate(stepped[::-1])[::-1], 1.0)
    return corrected
