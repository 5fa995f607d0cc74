"""The chance that a count will be above a bound, from its own past: the plainest answer to many questions.

The count of a period is Poisson with a rate that differs from period to period; both are gamma, so the next count is
negative binomial with the mean m = (total + HALF) / (periods + HALF) and the size m · (periods + HALF) / CLUMP: events
come in clumps, as if CLUMP of them made one independent observation. Nothing is fitted: HALF is Jeffreys' prior for a
rate, CLUMP was set before anything was scored (values from 2 to 16 change the Brier skill on ForecastBench's ACLED
questions by no more than .01; see docs/questions.md). Where the counts of the single periods are known, their own
variance v makes the size smaller still: no more than m² / (v − m). A rule of thumb for one series, blind to trend and
to neighbours.
"""

import math

from scipy.stats import nbinom

from simurg.ontology.errors import CallerError

HALF = 0.5
CLUMP = 4.0


def chance_above(total: float, periods: float, bound: float, variance: float | None = None) -> float:
    """P(next count > bound) after `total` in `periods` equal ones, of the `variance` if that is known; 0 to 1.

    CallerError without a period.
    """
    if not (periods > 0 and total >= 0 and math.isfinite(total) and math.isfinite(periods) and math.isfinite(bound)):
        raise CallerError("A chance from the past needs at least one period and no negative count.")
    if bound < 0:
        return 1.0
    size = (total + HALF) / CLUMP
    mean = (total + HALF) / (periods + HALF)
    if variance is not None and variance > mean:
        size = min(size, mean * mean / (variance - mean))
    return float(nbinom.sf(math.floor(bound + 1e-9), size, size / (size + mean)))
