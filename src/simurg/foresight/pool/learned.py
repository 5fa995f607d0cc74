"""What the learned models share: what they keep of each place, and what they say where they learned nothing.

A learned model keeps what it learned from past cases apart from what it sees of each place at the end of the history,
so that what was learned once can be laid over a later history (`refreshed`). Places of which fewer than 12 of the
latest 24 months are known are left out; with fewer than LEAST_CASES past cases nothing is learned and the decayed
months speak instead.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from simurg.foresight.history import Floats, History, counts
from simurg.foresight.model import SAMPLES, Model, Parameters, Samples
from simurg.foresight.models.decayed_months import HALF_LIFE_MONTHS, MONTHS, SIGMA, smeared
from simurg.foresight.pool.cases import Cases
from simurg.foresight.pool.signals import decayed

Signals = Callable[[History], Floats]
Chances = Callable[[Parameters, Floats, int], Floats]
"""From parameters, the places' signals and a horizon to chances, places by classes."""
LEAST_CASES = 500
LEVEL_HALF_LIFE_MONTHS = 6.0
Arrays = Mapping[str, npt.NDArray[Any]]
BY_PLACE = ("signals", "level", "values")
_BATCH = 500


def level_of(history: History) -> Floats:
    """The recent level of each place and month: a decayed mean."""
    return decayed(counts(np.ascontiguousarray(history.values)), LEVEL_HALF_LIFE_MONTHS)


def parameters_of(model: Model, history: History, signals: Signals, learned: Arrays) -> Parameters:
    """What was learned, with what is seen of each place at the end of the history."""
    parts = [_seen(history, slice(start, start + _BATCH), signals) for start in range(0, len(history.places), _BATCH)]
    arrays = {name: np.concatenate([part[name] for part in parts]) for name in BY_PLACE} if parts else {}
    return Parameters(model.name, model.version, history.places, history.months, {**learned, **arrays}, BY_PLACE)


def refreshed(parameters: Parameters, model: Model, history: History, signals: Signals) -> Parameters:
    """The same learned parameters, over another history."""
    learned = {name: array for name, array in parameters.arrays.items() if name not in BY_PLACE}
    return parameters_of(model, history, signals, learned)


def _seen(history: History, part: slice, signals: Signals) -> dict[str, npt.NDArray[Any]]:
    others = {name: values[part] for name, values in history.covariates.items()}
    own = replace(
        history, places=history.places[part], values=history.values[part], rows=None, reports=None, covariates=others
    )
    values = counts(own.values[:, -MONTHS:])
    told = np.isfinite(values[:, -24:]).sum(axis=1) >= 12
    level = np.where(told, level_of(own)[:, -1], np.nan)
    return {"signals": signals(own)[:, -1], "level": level, "values": np.where(told[:, None], values, np.nan)}


def signals_at(signals: Floats, cases: Cases) -> Floats:
    """The signals of each case, the horizon last: what trees see."""
    return np.column_stack([signals[cases.place, cases.month], cases.ahead])


def forecast(
    parameters: Parameters,
    horizons: Sequence[int],
    speaks: npt.NDArray[np.bool_],
    chances: Chances,
    samples: Callable[[Floats, Floats], Samples],
) -> Samples:
    """Samples from chances for the places where the model `speaks`, and of the decayed months elsewhere."""
    level, seen = parameters.arrays["level"], parameters.arrays["signals"]
    out = np.empty((len(level), len(horizons), SAMPLES), dtype=np.float32)
    out[~speaks] = fallback(parameters)[~speaks][:, None]
    if speaks.any():
        for number, ahead in enumerate(horizons):
            out[speaks, number] = samples(chances(parameters, seen[speaks], ahead), level[speaks])
    return out


def fallback(parameters: Parameters) -> Samples:
    """The decayed months: places by samples."""
    return smeared(parameters.arrays["values"], HALF_LIFE_MONTHS, SIGMA)
