"""Weights of a linear pool, fitted to how its parts did on past windows, and held towards given weights.

    minimise  L(w) / L(v) + C(w) / C(v) + hold * |w - v|²        over w >= 0, sum w = 1

with v the weights held to, L the mean ignorance of the pooled chance of what came (as the score has it, n = 1,000),
and C the mean CRPS of log(1 + deaths), which for a linear pool is a quadratic form in w: sum_k w_k a_k - 1/2 sum_jk w_j
w_k b_jk. Both are blind to the unit of deaths, so the greatest war does not set the weights of all. Exponentiated
gradient steps (J. Kivinen & M. Warmuth, Information and Computation 132, 1997) from v; the fewer the cases, the nearer
the answer stays to v. R. Hall & J. Mitchell, Int. J. of Forecasting 23 (2007), for pools weighted by log score.
"""

from dataclasses import dataclass

import numpy as np

from simurg.foresight.history import Floats
from simurg.foresight.model import SAMPLES, Samples
from simurg.foresight.pool.classes import by_deaths
from simurg.foresight.scores.ignorance import EDGES

THINNED = 5
"""Of the samples every fifth is scored when weights are fitted."""


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """How K parts did on n cases: `hits` (n, K) chance given to the class that came; `away` (n, K) mean distance of the
    samples from what came; `apart` (n, K, K) mean distance between two parts' samples (both in log(1 + deaths))."""

    hits: Floats
    away: Floats
    apart: Floats

    def __len__(self) -> int:
        return len(self.hits)


@dataclass(frozen=True, slots=True)
class Hold:
    """How firmly weights are held: `pull` in the objective, and as if `cases` had spoken for the given weights."""

    pull: float = 1.0
    cases: float = 1_000.0


def record_of(samples: Samples, came: Floats) -> Record:
    """Of samples (n, K, SAMPLES), each sorted, and what came (n), all known."""
    kind = by_deaths(came)
    low, high = EDGES[kind], np.append(EDGES, np.inf)[kind + 1]
    inside = (samples >= low[:, None, None]) & (samples < high[:, None, None])
    thin = np.log1p(samples[..., THINNED // 2 :: THINNED].astype(np.float64))
    away = np.abs(thin - np.log1p(came)[:, None, None]).mean(axis=-1)
    parts, size = thin.shape[1:]
    own = [2 * thin[:, part] @ _ranks(size) for part in range(parts)]
    apart = np.zeros((len(came), parts, parts))
    for one in range(parts):
        apart[:, one, one] = own[one]
        for other in range(one):
            both = np.sort(np.concatenate([thin[:, one], thin[:, other]], axis=1), axis=1)
            apart[:, one, other] = 4 * both @ _ranks(2 * size) - (own[one] + own[other]) / 2
            apart[:, other, one] = apart[:, one, other]
    return Record(inside.mean(axis=-1), away, apart)


def joined(records: list[Record]) -> Record:
    """All their cases, in order."""
    return Record(*(np.concatenate([getattr(one, name) for one in records]) for name in Record.__slots__))


def fit_weights(record: Record, held_to: Floats, hold: Hold, steps: int = 400, pace: float = 0.3) -> Floats:
    """Weights of the K parts, at least 0, their sum 1; `held_to` where there are no cases."""
    if not len(record):
        return held_to
    away, apart = record.away.mean(axis=0), record.apart.mean(axis=0)
    spread = max(float(held_to @ away - held_to @ apart @ held_to / 2), 1e-9)
    loss = max(float(_ignorance(record.hits @ held_to).mean()), 1e-9)
    own = np.maximum(held_to, 0.2 / len(held_to))
    own = own / own.sum()
    for _ in range(steps):
        chance = SAMPLES * (record.hits @ own) + 1
        slope = -(record.hits * (SAMPLES / chance)[:, None]).mean(axis=0) / np.log(2) / loss
        slope += (away - apart @ own) / spread + 2 * hold.pull * (own - held_to)
        own = own * np.exp(-pace * (slope - own @ slope))
        own = own / own.sum()
    share = len(record) / (len(record) + hold.cases)
    return np.asarray(share * own + (1 - share) * held_to, dtype=np.float64)


def _ignorance(chance: Floats) -> Floats:
    return -np.log2((SAMPLES * chance + 1) / (SAMPLES + len(EDGES)))


def _ranks(size: int) -> Floats:
    """Half the mean distance between two of sorted samples is their product with these."""
    return (2 * np.arange(1, size + 1) - size - 1) / size**2
