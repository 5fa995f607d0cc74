"""The parts of a place's past that a forecast hangs on most.

A driver's effect is what the forecast would lose if that part had been the opposite (see `variants`): the difference in
the mean of log(1 + value), by which drivers are ranked, in the probability of reaching the threshold and in the median.
Parts overlap (the worst month lies in one of the windows), so effects do not add up. They tell what the model looks at;
they are no causes in the world. After S. Wachter, B. Mittelstadt & C. Russell, "Counterfactual explanations without
opening the black box", Harvard Journal of Law & Technology 31 (2018).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from simurg.foresight.explanation.reading import Reading, reading_of
from simurg.foresight.explanation.variants import Variant
from simurg.foresight.model import Samples

LEAST_EFFECT = 0.01
"""Of the mean of log(1 + value) or of the probability; less is not called a driver."""


@dataclass(frozen=True, slots=True)
class Driver:
    """`without` is the forecast had the part been the opposite, `now` the forecast as it is. `told` is the sum of the
    values that stood there, `month` the number of the worst month, `against` what was put in its place, `rows` the
    measurements that told of it, newest first."""

    part: str
    told: float
    against: Literal["zero", "usual"]
    without: Reading
    now: Reading
    month: int | None = None
    covariate: str | None = None
    rows: tuple[UUID, ...] = ()

    @property
    def effect(self) -> float:
        """On the mean of log(1 + value)."""
        return self.now.mean_log - self.without.mean_log

    @property
    def raises(self) -> bool:
        return self.effect > 0


def drivers_of(
    variants: Sequence[Variant], base: Samples, altered: Samples, threshold: float, most: int = 3
) -> tuple[Driver, ...]:
    """The strongest first; `base` and `altered` are variants by samples. Those without effect are left out."""
    found = []
    for one, true, other in zip(variants, base, altered, strict=True):
        against: Literal["zero", "usual"] = "zero" if one.against == "zero" else "usual"
        without, now = reading_of(other, threshold), reading_of(true, threshold)
        driver = Driver(one.part, one.told, against, without, now, one.month, one.covariate, one.rows)
        if max(abs(driver.effect), abs(now.at_least - without.at_least)) >= LEAST_EFFECT:
            found.append(driver)
    found.sort(key=lambda one: (-abs(one.effect), one.part))
    return tuple(found[:most])
