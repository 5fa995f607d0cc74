"""Whose opinion counts how much: by track record, shrunken, and by how recent it is.

A forecaster's excess is the mean, over the questions they answered, of their Brier score less the mean of all who
answered that question, so that who answered the easy ones gains nothing by it. It is shrunken towards zero by
empirical Bayes (method of moments): excess · n / (n + k), n their questions, k = s²/t², with t² the variance between
forecasters of at least FEWEST questions beyond what chance alone makes, and s² the variance within. Where the records
do not tell forecasters apart t² is zero and all count the same; k is at least LEAST_SHRINK, for one answer that is
right where all were wrong is no skill yet. The weight is the inverse of the shrunken Brier score.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simurg.ontology.errors import CallerError

Floats = npt.NDArray[np.float64]

FEWEST = 5
LEAST_SHRINK = 10.0
LEAST_SHARE = 0.2
"""No weight is greater than that of a Brier score of this share of the mean one."""


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """`probabilities` (questions, forecasters), NaN where silent; `outcomes` (questions,) are 0 or 1.

    `ages` (questions, forecasters) are the days between an opinion and the moment at which all are pooled.
    """

    probabilities: Floats
    outcomes: Floats
    ages: Floats | None = None

    def __post_init__(self) -> None:
        if self.probabilities.ndim != 2 or self.outcomes.shape != self.probabilities.shape[:1]:
            raise CallerError("A panel holds questions by forecasters, and an outcome for each question.")
        if not np.isin(self.outcomes, (0.0, 1.0)).all():
            raise CallerError("An outcome of a panel is 0 or 1.")

    def only(self, rows: npt.NDArray[np.bool_]) -> "Panel":
        """These questions alone."""
        return Panel(self.probabilities[rows], self.outcomes[rows], None if self.ages is None else self.ages[rows])


def track_weights(panel: Panel) -> Floats:
    """(forecasters,), mean about 1; of a forecaster without any record 1."""
    losses = (panel.probabilities - panel.outcomes[:, None]) ** 2
    return _weights(losses, np.ones(len(losses), dtype=bool))


def track_weights_without(panel: Panel) -> Floats:
    """(questions, forecasters): for each question the weights that the other questions tell."""
    losses = (panel.probabilities - panel.outcomes[:, None]) ** 2
    rows = np.arange(len(losses))
    return np.stack([_weights(losses, rows != row) for row in rows]) if len(rows) else losses


def recency(ages: Floats, half_life_days: float) -> Floats:
    """Half the weight for each half-life that an opinion is old; all 1 where it is infinite."""
    return np.asarray(0.5 ** (np.clip(ages, 0.0, None) / half_life_days), dtype=np.float64)


def shrunken(excess: Floats, counts: Floats, within: float) -> Floats:
    """Means shrunken towards zero by what they rest on; `within` is the variance of one case. NaN becomes zero."""
    known = np.isfinite(excess) & (counts > 0)
    several = known & (counts >= FEWEST)
    if several.sum() < 2 or within <= 0:
        return np.zeros_like(excess)
    shares = counts[several] / counts[several].sum()  # who answered little does not decide how much all differ
    between = float((shares * (excess[several] ** 2 - within / counts[several])).sum())
    if between <= 0:
        return np.zeros_like(excess)
    return np.where(known, np.where(known, excess, 0.0) * counts / (counts + max(within / between, LEAST_SHRINK)), 0.0)


def _weights(losses: Floats, used: npt.NDArray[np.bool_]) -> Floats:
    told = np.isfinite(losses) & used[:, None]
    counts = told.sum(axis=0).astype(np.float64)
    if not told.any():
        return np.ones(losses.shape[1])
    here = told.any(axis=1)
    some = np.where(told, losses, 0.0)
    level = np.where(here, some.sum(axis=1) / np.where(here, told.sum(axis=1), 1), 0.0)
    excess = np.where(told, losses - level[:, None], 0.0)
    means = np.where(counts > 0, excess.sum(axis=0) / np.where(counts > 0, counts, 1.0), np.nan)
    spread = np.where(told, (excess - np.where(counts > 0, means, 0.0)) ** 2, 0.0).sum()
    within = float(spread / max(1.0, told.sum() - (counts > 0).sum()))
    typical = float(some.sum() / told.sum())
    if typical <= 0:
        return np.ones(losses.shape[1])
    return np.asarray(1 / np.maximum(1 + shrunken(means, counts, within) / typical, LEAST_SHARE), dtype=np.float64)
