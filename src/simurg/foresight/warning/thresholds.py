"""The threshold that stated costs imply, and what to expect of a list of forecasts that is cut there.

A miss costs `miss`, a false alarm `false_alarm`, in any unit that both share. Sounding the alarm at probability p costs
(1 - p) * false_alarm on average, keeping quiet p * miss; so the alarm is worth it from

    p* = false_alarm / (false_alarm + miss)

on (C. Elkan, "The foundations of cost-sensitive learning", IJCAI 2001; A. H. Murphy, Monthly Weather Review 105, 1977).
Numbers of hits and misses over a list follow the Poisson-binomial distribution of its probabilities. All of this holds
if the probabilities are calibrated and the cases independent; wars of neighbours are not, so true counts spread wider.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simurg.ontology.errors import CallerError

Floats = npt.NDArray[np.float64]
MOST_EXACT = 2_000
"""Cases counted exactly; of longer lists the count is taken as normal."""


@dataclass(frozen=True, slots=True)
class Costs:
    """Both above zero and finite, in one unit."""

    miss: float
    false_alarm: float

    def __post_init__(self) -> None:
        for cost in (self.miss, self.false_alarm):
            if not (np.isfinite(cost) and cost > 0):
                raise CallerError(
                    f"{cost} is not the cost of a mistake.",
                    hint="Give both costs as numbers above 0 in one unit, for example 20 and 1.",
                )

    @property
    def threshold(self) -> float:
        """The probability from which an alarm costs less than silence."""
        return self.false_alarm / (self.false_alarm + self.miss)

    @property
    def ratio(self) -> float:
        """How many false alarms one miss is worth."""
        return self.miss / self.false_alarm


@dataclass(frozen=True, slots=True)
class Count:
    """A number that is not known yet: its mean, and the range that holds it with a probability of at least 80 %."""

    mean: float
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Expected:
    """Of `cases` forecasts `alarms` lie at or above the threshold. `cost` is the mean over what may come; `silent` is
    what no alarm at all would cost, `always` what an alarm on every case would."""

    threshold: float
    cases: int
    alarms: int
    hits: Count
    false_alarms: Count
    misses: Count
    cost: float
    silent: float
    always: float


def expected(probabilities: Sequence[float], costs: Costs) -> Expected:
    """What to expect of alarms at the costs' threshold. CallerError for what is no probability."""
    chances = probabilities_of(probabilities)
    above = chances >= costs.threshold
    alarmed, quiet = chances[above], chances[~above]
    hits, misses = count_of(alarmed), count_of(quiet)
    number = int(above.sum())
    false_alarms = Count(number - hits.mean, number - hits.high, number - hits.low)
    return Expected(
        threshold=costs.threshold,
        cases=len(chances),
        alarms=number,
        hits=hits,
        false_alarms=false_alarms,
        misses=misses,
        cost=float(false_alarms.mean * costs.false_alarm + misses.mean * costs.miss),
        silent=float(chances.sum() * costs.miss),
        always=float((1 - chances).sum() * costs.false_alarm),
    )


def probabilities_of(given: Sequence[float]) -> Floats:
    """As an array; CallerError for NaN and numbers outside 0 to 1."""
    chances = np.asarray(given, dtype=np.float64)
    if not ((chances >= 0) & (chances <= 1)).all():
        raise CallerError("A probability lies between 0 and 1.", hint="Leave out places that have no forecast.")
    return chances


def count_of(probabilities: Floats) -> Count:
    """How many of independent cases come true."""
    mean = float(probabilities.sum())
    if len(probabilities) > MOST_EXACT:
        spread = 1.2816 * float(np.sqrt((probabilities * (1 - probabilities)).sum()))
        return Count(mean, max(int(np.floor(mean - spread)), 0), min(int(np.ceil(mean + spread)), len(probabilities)))
    sums = np.cumsum(distribution_of(probabilities))
    low, high = (int(np.searchsorted(sums, level - 1e-12)) for level in (0.1, 0.9))
    return Count(mean, low, high)


def distribution_of(probabilities: Floats) -> Floats:
    """The Poisson-binomial distribution: the probability of 0, 1, … n cases coming true. Quadratic in n."""
    chances = np.zeros(len(probabilities) + 1)
    chances[0] = 1.0
    for number, one in enumerate(probabilities, 1):
        chances[1 : number + 1] = chances[1 : number + 1] * (1 - one) + chances[:number] * one
        chances[0] *= 1 - one
    return chances
