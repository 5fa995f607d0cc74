"""Gradient boosted trees for the chances of classes, kept as text in an array of bytes, never as a pickle.

LightGBM with one thread and every source of chance fixed, so the same cases in the same order give the same trees.
Settings are few leaves and slow steps; they were chosen on windows up to 2017 (docs/deaths.md). G. Ke et al.,
"LightGBM: a highly efficient gradient boosting decision tree", NeurIPS 2017.
"""

from dataclasses import dataclass
from typing import Any

import lightgbm
import numpy as np
import numpy.typing as npt

from simurg.foresight.history import Floats
from simurg.foresight.pool.cases import Numbers

Text = npt.NDArray[np.uint8]
_FIXED: dict[str, Any] = {
    "objective": "multiclass",
    "num_threads": 1,
    "deterministic": True,
    "force_row_wise": True,
    "verbose": -1,
    "seed": 1,
    "max_bin": 63,
    "feature_fraction": 0.5,
    "lambda_l2": 5.0,
}


@dataclass(frozen=True, slots=True)
class Growth:
    """How trees grow: `rounds` of one tree a class."""

    rounds: int
    leaves: int = 7
    step: float = 0.05
    least_cases: int = 300


def grow(signals: Floats, classes: Numbers, weights: Floats, count: int, growth: Growth) -> Text:
    """Trees for `count` classes, as LightGBM's own text."""
    settings = _FIXED | {
        "num_class": count,
        "num_leaves": growth.leaves,
        "learning_rate": growth.step,
        "min_data_in_leaf": growth.least_cases,
    }
    data = lightgbm.Dataset(signals, classes, weight=weights, params={"verbose": -1, "max_bin": 63})
    text = lightgbm.train(settings, data, growth.rounds).model_to_string()
    return np.frombuffer(text.encode(), dtype=np.uint8).copy()


def chances_of(trees: Text, signals: Floats) -> Floats:
    """Rows by classes."""
    grown = lightgbm.Booster(model_str=trees.tobytes().decode())
    return np.asarray(grown.predict(signals, num_threads=1), dtype=np.float64)
