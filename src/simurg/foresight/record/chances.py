"""What a forecast says in few figures: chances, median, range; by month, and over all months ahead.

Samples of one month are no paths: they do not say which value of one month goes with which of the next. The chance
that a level is reached in *any* of several months is therefore told as a range: from the greatest chance of a single
month (months that rise and fall together) to one minus the product of the chances that it is not reached (months that
know nothing of each other). Months of war come in runs, so the truth is likely to be between the two.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simurg.foresight.crossing import chance_of_reaching


@dataclass(frozen=True, slots=True)
class Said:
    """`at_least` by THRESHOLDS; `low` to `high` holds 80 %."""

    at_least: tuple[float, ...]
    median: float
    low: float
    high: float


def said(samples: npt.NDArray[np.floating]) -> Said:
    """Of one month's samples."""
    low, median, high = np.quantile(samples, (0.1, 0.5, 0.9)).tolist()
    return Said(tuple(chance_of_reaching(samples).tolist()), median, low, high)


def within(months: Sequence[Said]) -> tuple[tuple[float, float], ...]:
    """By THRESHOLDS: least and greatest chance that any of the months reaches it."""
    chances = np.array([one.at_least for one in months])
    least, most = chances.max(axis=0), 1 - np.prod(1 - chances, axis=0)
    return tuple((float(a), float(max(a, b))) for a, b in zip(least, most, strict=True))
