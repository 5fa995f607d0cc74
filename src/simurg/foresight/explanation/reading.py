"""What is read off a forecast when two are compared: three numbers of one distribution."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simurg.ontology.errors import CallerError


@dataclass(frozen=True, slots=True)
class Reading:
    """Of one place and month: the mean of log(1 + value), the probability of reaching the threshold, the median."""

    mean_log: float
    at_least: float
    median: float


def reading_of(samples: npt.NDArray[np.floating], threshold: float) -> Reading:
    """Of equally likely values (one dimension). CallerError where the model says nothing (NaN)."""
    if not samples.size or not np.isfinite(samples).all():
        raise CallerError("The model says nothing of this place.", hint="It needs a longer history.")
    values = np.maximum(samples.astype(np.float64), 0.0)
    return Reading(
        float(np.log1p(values).mean()), float((samples >= threshold).mean()), float(np.quantile(values, 0.5))
    )
