"""In what regime a pair stands on the last day, with the chance of each.

*quiet*: at the reporting of the last 28 days not even one event is to be expected in 28 days; otherwise by the share of
conflict among conflict and cooperation: cooperative under a quarter, mixed under a half, tense under three quarters,
hostile above. Chances are mixed over all hypotheses of when the present regime began (detection.shifts.follow), so a
pair whose relation may have turned a week ago is honestly spread over two.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import betainc, gammainc

from simurg.detection.false_discovery import Floats
from simurg.detection.shifts.daily import Daily
from simurg.detection.shifts.follow import Followed

REGIMES = ("quiet", "cooperative", "mixed", "tense", "hostile")
LIMITS = (0.25, 0.5, 0.75)
MONTH_DAYS = 28


@dataclass(frozen=True, slots=True)
class Regime:
    """`chances` in the order of REGIMES, summing to 1; `name` is the likeliest."""

    chances: tuple[float, ...]

    @property
    def name(self) -> str:
        return REGIMES[int(np.argmax(self.chances))]

    @property
    def chance(self) -> float:
        return max(self.chances)


def regime_chances(daily: Daily, followed: Followed) -> Floats:
    """Pairs by regimes on the last day; rows sum to 1."""
    last = followed.last
    exposure = daily.exposure[:, -MONTH_DAYS:].sum(axis=1) * MONTH_DAYS / max(min(daily.days, MONTH_DAYS), 1)
    least_rate = 1 / np.maximum(exposure, 1e-9)  # events against exposure that bring one event a month
    quiet = gammainc(last.rate[..., 0], last.rate[..., 1] * least_rate[:, None])
    quiet = (quiet * last.rate_chance).sum(axis=1)
    a, b = last.share[..., 0], last.share[..., 1]
    below = np.stack([(betainc(a, b, limit) * last.chance).sum(axis=1) for limit in LIMITS], axis=1)
    whole = last.chance.sum(axis=1, keepdims=True)
    edges = np.concatenate([np.zeros_like(whole), below / whole, np.ones_like(whole)], axis=1)
    parts = np.diff(edges, axis=1) * (1 - quiet)[:, None]
    chances: Floats = np.clip(np.concatenate([quiet[:, None], parts], axis=1), 0.0, 1.0)
    return chances


def regime_of(daily: Daily, followed: Followed, pair: int) -> Regime:
    """The regime of one pair of `daily`, by its place there."""
    return Regime(tuple(regime_chances(daily, followed)[pair].tolist()))
