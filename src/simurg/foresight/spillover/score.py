"""Whether knowing of the wars next door made forecasts of starts better: out of sample, beside the same without it.

Each year is foretold month by month from a fit to all months before that year, once with the factor and once without.
Scored by log score (nats) and Brier score, as differences without
minus with: above 0, the neighbours helped. Intervals at 90 %: countries drawn again. One month ahead, with the
neighbours' months before it known, as a monthly issue would know them.
"""

from dataclasses import dataclass

import numpy as np

from simurg.foresight.history import Floats
from simurg.foresight.spillover.effect import Fit, fit
from simurg.foresight.spillover.panel import Panel
from simurg.ontology.errors import CallerError

LEAST_YEARS = 5
DRAWN = 1_000


@dataclass(frozen=True, slots=True)
class Gain:
    """`log_gain` in nats a start, with its interval; `share`: what part of the log score without it that is."""

    cases: int
    starts: int
    log_gain: float
    log_low: float
    log_high: float
    share: float
    brier_gain: float  # relative


def gain(panel: Panel, seed: int = 0) -> Gain:
    """CallerError for a panel of deaths, or one shorter than LEAST_YEARS + 1 years."""
    if panel.outcome != "start":
        raise CallerError("Only starts are scored.", hint="Make the panel with outcome='start'.")
    chances = _foretold(panel)
    kept = np.isfinite(chances[0])
    y, place = panel.value[kept], panel.place[kept]
    starts = int(y.sum())
    if not starts:
        raise CallerError("No start in the years that could be scored.", hint="Give a longer history.")
    told = [np.clip(one[kept], 1e-9, 1 - 1e-9) for one in chances]
    logs = [-(y * np.log(p) + (1 - y) * np.log1p(-p)) for p in told]
    briers = [float(((p - y) ** 2).sum()) for p in told]
    better = np.bincount(place, weights=logs[1] - logs[0], minlength=len(panel.places))
    begun = np.bincount(place, weights=y, minlength=len(panel.places))
    drawn = np.random.default_rng(seed).multinomial(len(better), np.full(len(better), 1 / len(better)), DRAWN)
    ratios = (drawn @ better) / np.maximum(drawn @ begun, 1.0)
    low, high = np.quantile(ratios, (0.05, 0.95))
    return Gain(
        cases=len(y),
        starts=starts,
        log_gain=float(better.sum() / starts),
        log_low=float(low),
        log_high=float(high),
        share=float(better.sum() / logs[1].sum()),
        brier_gain=1 - briers[0] / briers[1],
    )


def _foretold(panel: Panel) -> tuple[Floats, Floats]:
    """Chance of a start in each row's month with and without the neighbours; NaN in the first years."""
    made = np.full(len(panel), np.nan), np.full(len(panel), np.nan)
    first = int(panel.year.min()) + LEAST_YEARS if len(panel) else 0
    for year in range(first, int(panel.year.max()) + 1 if len(panel) else 0):
        before, now = panel.only(panel.year < year), panel.year == year
        if before.value.sum() <= 0:
            continue
        for held, spillover in zip(made, (True, False), strict=True):
            held[now] = chance(fit(before, spillover=spillover), panel.only(now), spillover=spillover)
    return made


def chance(found: Fit, panel: Panel, *, spillover: bool = True) -> Floats:
    """Chance of at least one start in each row's month. A period beyond the fit's is a usual one."""
    made: Floats = -np.expm1(-found.expected(panel, spillover=spillover))
    return made
