"""Chances that rank well and are badly calibrated, put right by the outcomes of earlier years alone.

    log odds = given log odds + shift + tilt * (given log odds - their mean)

`shift` is free, `tilt` is pulled to nothing: with few events the given odds keep their slope. D. R. Cox, Biometrika
45 (1958).
"""

import numpy as np
from scipy.special import expit, logit

from simurg.foresight.history import Floats
from simurg.foresight.onset.panel import Flags
from simurg.foresight.onset.record import Ints
from simurg.foresight.onset.ridge import Cases, fitted

_LEAST = 1e-6


def recalibrated(chance: Floats, came: Flags, year: Ints, lag_years: int = 1, penalty: float = 1.0) -> Floats:
    """Each year's chances by the outcomes of years at least `lag_years` before; NaN until these hold an event."""
    given = logit(np.clip(chance, _LEAST, 1 - _LEAST))
    found = np.full(len(chance), np.nan)
    for now in np.unique(year):
        past, here = year <= now - lag_years, year == now
        if not came[past].any() or came[past].all():
            continue
        centre = given[past].mean()
        weights, told = np.ones(past.sum()), given[past]
        shift, tilt = fitted(Cases((told - centre)[:, None], came[past].astype(np.float64), weights, told), penalty)
        found[here] = expit(given[here] + shift + tilt * (given[here] - centre))
    return found
