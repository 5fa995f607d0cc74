"""What a forecast model is: a frozen description and two pure functions.

    MODEL = Model(name="last_18_months", ...)
    def fit(history: History) -> Parameters: ...
    def predict(parameters: Parameters, horizons: Sequence[int]) -> Samples: ...

`fit` sees the history up to the origin and nothing else; `predict` sees the parameters alone, so parameters can be
stored, versioned and shared (arrays by name, never pickles). A sample is one possible value; all are equally
likely, sorted, and NaN throughout where the model knows too little of a place to say anything.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from simurg.foresight.history import Floats, History

SAMPLES = 1_000
Samples = npt.NDArray[np.float32]
"""Places by horizons by SAMPLES."""


@dataclass(frozen=True, slots=True)
class Model:
    name: str
    title: str
    question: str
    least_months: int  # of history, below which it says nothing
    reference: str
    version: str  # raise it when the same history would give other samples


@dataclass(frozen=True, slots=True)
class Parameters:
    """All that `predict` needs. `looked_back` is how many months before the origin the samples rest on.

    `by_place` names the arrays with one row a place: only a model that names them can forecast its places in parts.
    """

    model: str
    version: str
    places: tuple[str, ...]
    looked_back: int
    arrays: Mapping[str, npt.NDArray[Any]]
    by_place: tuple[str, ...] = ()

    def parts(self, size: int) -> "Iterator[Parameters]":
        """The same parameters for at most `size` places at a time, in order; all at once if `by_place` is empty."""
        if not self.by_place:
            yield self
            return
        for start in range(0, len(self.places), size):
            part = slice(start, start + size)
            own = {name: array[part] if name in self.by_place else array for name, array in self.arrays.items()}
            yield replace(self, places=self.places[part], arrays=own)


Fit = Callable[[History], Parameters]
Predict = Callable[[Parameters, Sequence[int]], Samples]


class ModelModule(Protocol):
    """What a model's file offers."""

    MODEL: Model
    fit: Fit
    predict: Predict


def spread(values: Floats, samples: int = SAMPLES) -> Samples:
    """Each row's known values as `samples` sorted values of equal weight: the quantiles at (i + 1/2) / samples.

    Rows may hold NaN for unknown; a row with nothing known gives NaN. Shape: rows by samples. Nothing is random.
    """
    ordered = np.sort(values, axis=1)  # NaN last
    known = np.count_nonzero(np.isfinite(ordered), axis=1)
    if ordered.shape[1] == 0:
        return np.full((len(values), samples), np.nan, dtype=np.float32)
    levels = (np.arange(samples) + 0.5) / samples
    places = np.floor(levels[None, :] * known[:, None]).astype(np.int64)
    spread_out: Samples = np.take_along_axis(ordered, places, axis=1).astype(np.float32)
    return spread_out
