"""How reliable each source is, and how sure that is.

The truth is not known, so counting "right" answers as if it were would make the posterior far too narrow. Instead the
likelihood of a source's reliability r keeps the doubt about each question: claim i contributes
q·r + (1-q)·(1-r)·const, where q is what all the others make of its answer. It falls out of the posterior by dividing
the source's own term out. The posterior (prior Beta × likelihood) is taken on a grid; its moments give the Beta that is
stored, its 10 and 90 % quantiles the stated 80 % interval.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import betaln

from simurg.fusion.belief.tally import Floats, Ints, tally

GRID = (np.arange(200) + 0.5) / 200


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """For each claim: its source, the probability that it is right (vague or not), its weight, and the r it was
    computed with."""

    source: Ints
    right: Floats
    weight: Floats
    assumed: Floats


def log_likelihoods(evidence: Evidence, sources: int, voice: Floats) -> Floats:
    """sources × grid: log likelihood of each reliability, up to a constant a source. `voice`: a claim's share."""
    like_right = evidence.right / evidence.assumed**evidence.weight
    like_wrong = (1.0 - evidence.right) / (1.0 - evidence.assumed) ** evidence.weight
    norm = np.maximum(like_right + like_wrong, 1e-300)
    like_right, like_wrong = like_right / norm, like_wrong / norm
    table = np.empty((sources, len(GRID)))
    for column, r in enumerate(GRID):
        terms = voice * np.log(like_right * r + like_wrong * (1.0 - r) + 1e-300)
        table[:, column] = tally(evidence.source, terms, sources)
    return table


def log_evidence(table: Floats, alpha: Floats, beta: Floats) -> float:
    """How likely all claims are under Beta priors (one for each source), r integrated out."""
    log_post = table + _log_beta(alpha, beta)
    top = log_post.max(axis=1, keepdims=True)
    return float((np.log(np.exp(log_post - top).mean(axis=1)) + top[:, 0]).sum())


def posteriors(table: Floats, alpha: Floats, beta: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """For each source alpha, beta (by the first two moments), and the 10 % and 90 % quantiles."""
    log_post = table + _log_beta(alpha, beta)
    mass = np.exp(log_post - log_post.max(axis=1, keepdims=True))
    mass /= mass.sum(axis=1, keepdims=True)
    mean = mass @ GRID
    spread = np.maximum(mass @ GRID**2 - mean**2, 1e-8)
    size = np.maximum(mean * (1 - mean) / spread - 1.0, 1e-3)
    edges = np.linspace(0.0, 1.0, len(GRID) + 1)
    below = np.concatenate([np.zeros((len(mass), 1)), np.cumsum(mass, axis=1)], axis=1)
    low = np.array([np.interp(0.1, row, edges) for row in below])
    high = np.array([np.interp(0.9, row, edges) for row in below])
    return mean * size, (1 - mean) * size, low, high


def _log_beta(alpha: Floats, beta: Floats) -> Floats:
    a, b = alpha[:, None], beta[:, None]
    density: Floats = (a - 1) * np.log(GRID) + (b - 1) * np.log1p(-GRID) - betaln(a, b)
    return density
