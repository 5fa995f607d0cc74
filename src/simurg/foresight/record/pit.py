"""Probability integral transform: where in its forecast each outcome fell.

If chances are honest, outcomes fall evenly over the forecast distribution. For counts the transform is spread evenly
between the chance of less and the chance of no more than what came, and averaged over the cases, so that no dice are
needed: C. Czado, T. Gneiting & L. Held, "Predictive model assessment for count data", Biometrics 65 (2009).
"""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
BINS = 10
LEAST_CASES = 20
"""Of fewer the departure tells mostly chance: about 0.35 of 10 honest forecasts, where outcomes are continuous."""


def pit_shares(samples: npt.NDArray[np.floating], observed: Floats) -> Floats:
    """Cases by BINS: how much of each case falls into each tenth of its forecast. `samples` (cases, n)."""
    below = (samples < observed[:, None]).mean(axis=1)
    upto = (samples <= observed[:, None]).mean(axis=1)
    edges = np.linspace(0, 1, BINS + 1)[None, :]
    width = np.maximum(upto - below, 1e-12)[:, None]
    reached = np.clip((edges - below[:, None]) / width, 0, 1)
    reached[:, 0], reached[:, -1] = 0, 1  # all of it lies between the ends, whatever rounding says
    shares: Floats = np.diff(reached, axis=1)
    return shares


def departure(shares: Floats) -> float:
    """How far the mean of some cases' shares is from even: 0 (even) to 0.9 (all in one tenth)."""
    return float(np.abs(shares.mean(axis=0) - 1 / BINS).sum() / 2)
