"""How likely a count is to reach a threshold, from samples: 1, 25, 100 and 1,000 deaths in a month unless asked else.

Any death, the 25 of battle-related deaths a year that UCDP counts as an armed conflict (N. P. Gleditsch et al., Journal
of Peace Research 39, 2002; here in one month), and two steps of ten. Chances are shares of samples, so the least
that can be told apart from never is one in their number.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from simurg.ontology.errors import CallerError

THRESHOLDS = (1, 25, 100, 1_000)


def chance_of_reaching(
    samples: npt.NDArray[np.floating], thresholds: Sequence[float] = THRESHOLDS
) -> npt.NDArray[np.float64]:
    """Of samples (..., n) the chances (..., thresholds) of at least each; NaN where the samples are.

    CallerError for no samples or a threshold that is no number.
    """
    if not samples.shape[-1] or not all(np.isfinite(threshold) for threshold in thresholds):
        raise CallerError("The chance of reaching a threshold needs samples, and thresholds that are numbers.")
    chances = np.stack([(samples >= threshold).mean(axis=-1) for threshold in thresholds], axis=-1)
    return np.where(np.isnan(samples).any(axis=-1)[..., None], np.nan, chances)
