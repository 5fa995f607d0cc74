"""Two ways to cut what may come into classes: by deaths, and by the ratio to what came lately.

By deaths: the 11 bins of the ignorance score. Inside one, counts are spread evenly on the scale log(1 + count); the
last, without an end, reaches to three times the recent level, at least 3,000. By ratio: none, then steps of the
logarithm of (count + 1/2) / (recent level + 1/2), up to e^4 = 55 times as many.
"""

import numpy as np

from simurg.foresight.history import Floats
from simurg.foresight.model import SAMPLES, Samples
from simurg.foresight.pool.cases import Numbers
from simurg.foresight.pool.quantiles import within
from simurg.foresight.scores.ignorance import EDGES

DEATHS = len(EDGES)
STEPS = np.array([-3, -2.2, -1.6, -1.2, -0.9, -0.6, -0.4, -0.2, 0, 0.2, 0.4, 0.6, 0.9, 1.2, 1.6, 2.2, 3])
RATIOS = len(STEPS) + 2
_LOWEST, _HIGHEST, _OPEN_END = -5.0, 4.0, 3_000.0


def by_deaths(counts: Floats) -> Numbers:
    """The bin of each count."""
    return np.clip(np.searchsorted(EDGES, counts, side="right") - 1, 0, DEATHS - 1).astype(np.int64)


def by_ratio(counts: Floats, level: Floats) -> Numbers:
    """0 for none, else which step the ratio to the recent level stands on."""
    step = np.searchsorted(STEPS, np.log((counts + 0.5) / (level + 0.5)))
    return np.where(counts == 0, 0, 1 + step).astype(np.int64)


def samples_by_deaths(chances: Floats, level: Floats, samples: int = SAMPLES) -> Samples:
    """Rows by classes and the recent level of each row: whole counts, sorted."""
    which, through = within(chances, samples)
    start = np.log1p(EDGES)
    ends = np.append(start[1:], np.nan)[which]
    ends = np.where(which == DEATHS - 1, np.log1p(np.maximum(_OPEN_END, 3 * level))[:, None], ends)
    drawn = np.expm1(start[which] * (1 - through) + ends * through)
    return np.where(which == 0, 0.0, np.round(np.maximum(drawn, 1.0))).astype(np.float32)


def samples_by_ratio(chances: Floats, level: Floats, samples: int = SAMPLES) -> Samples:
    """Rows by classes and the recent level of each row: whole counts, sorted."""
    which, through = within(chances, samples)
    step = np.maximum(which - 1, 0)
    low, high = np.append(_LOWEST, STEPS)[step], np.append(STEPS, _HIGHEST)[step]
    drawn = (level[:, None] + 0.5) * np.exp(low * (1 - through) + high * through) - 0.5
    return np.where(which == 0, 0.0, np.round(np.maximum(drawn, 1.0))).astype(np.float32)
