"""The factor by which a war next door multiplies an outcome, with intervals and with a placebo.

    E[y] = country * period * own past * factor^(beside a war)

a Poisson regression with fixed classes, fitted by iterative proportional scaling (Deming & Stephan 1940; for counts
and for starts alike: Santos Silva & Tenreyro 2006, "The log of gravity"). Countries are drawn towards each other by a
gamma prior worth PULL starts, so one that never saw a war keeps a small chance. Intervals: countries are drawn again
with replacement (block bootstrap over countries). Placebo: the same countries at other places of the map, so that
neighbours are no neighbours; how often their factor is as far from the usual one is the p-value.
"""

from dataclasses import dataclass

import numpy as np

from simurg.foresight.history import Floats, History
from simurg.foresight.spillover.panel import Definition, Flags, Ints, Panel, panel_of
from simurg.ontology.errors import CallerError

ROUNDS, ENOUGH = 60, 1e-5
PULL = 1.0
"""Starts that the prior of a country's rate is worth."""
DRAWN = 200
LEVEL = 0.9


@dataclass(frozen=True, slots=True)
class Fit:
    """Factors of each class; `expected(panel)` multiplies them."""

    country: Floats
    period: Floats
    past: Floats
    factor: float

    def expected(self, panel: Panel, *, spillover: bool = True) -> Floats:
        """The mean outcome of each row; a period or past never seen counts as a usual one."""
        period = np.append(self.period, 1.0)[np.minimum(panel.period, len(self.period))]
        past = np.append(self.past, 1.0)[np.minimum(panel.past, len(self.past))]
        mean = self.country[panel.place] * period * past
        made: Floats = mean * np.where(panel.beside, self.factor, 1.0) if spillover else mean
        return made


@dataclass(frozen=True, slots=True)
class Effect:
    """`factor` with its interval at LEVEL; `small` where that holds 1, the placebo reaches as far
    in more than one case of ten, or the factor lies within a tenth of 1."""

    outcome: str
    factor: float
    low: float
    high: float
    placebo_low: float  # of the factors on shuffled maps, the middle 90 %
    placebo_high: float
    p_value: float
    outcomes: float  # starts, or deaths
    beside: float  # of them beside a war
    months: int
    months_beside: int

    @property
    def small(self) -> bool:
        return self.low <= 1 <= self.high or self.p_value > 1 - LEVEL or abs(self.factor - 1) <= 0.1


@dataclass(frozen=True, slots=True)
class Cells:
    """A panel's rows counted together where place, period, past and neighbours are alike: sums of outcomes, rows."""

    place: Ints
    period: Ints
    past: Ints
    beside: Flags
    outcomes: Floats
    rows: Floats


def cells_of(panel: Panel) -> Cells:
    """CallerError for a panel without any outcome."""
    if not len(panel) or panel.value.sum() <= 0:
        raise CallerError("Nothing has ever begun here to learn from.", hint="Give a longer history of more countries.")
    shape = len(panel.places), int(panel.period.max()) + 1, int(panel.past.max()) + 1, 2
    code = np.ravel_multi_index((panel.place, panel.period, panel.past, panel.beside.astype(np.int64)), shape)
    rows = np.bincount(code)
    told = np.flatnonzero(rows)
    place, period, past, beside = np.unravel_index(told, shape)
    outcomes = np.bincount(code, weights=panel.value)[told].astype(np.float64)
    return Cells(place, period, past, beside > 0, outcomes, rows[told].astype(np.float64))


def fit(panel: Panel, *, spillover: bool = True) -> Fit:
    """CallerError for a panel without any outcome."""
    pull = PULL if panel.outcome == "start" else 0.0
    return _fitted(cells_of(panel), np.ones(len(panel.places)), pull, spillover)


def _fitted(cells: Cells, weight: Floats, pull: float, spillover: bool = True) -> Fit:
    """`weight`: how often each place counts."""
    y, rows = cells.outcomes * weight[cells.place], cells.rows * weight[cells.place]
    base = float(y.sum() / rows.sum())
    country, factor = np.full(len(weight), base), 1.0
    period, past = np.ones(int(cells.period.max()) + 1), np.ones(int(cells.past.max()) + 1)
    for _ in range(ROUNDS):
        lifted = rows * np.where(cells.beside, factor, 1.0)
        rest = lifted * period[cells.period] * past[cells.past]
        country = _scaled(cells.place, (y, rest), (pull, pull / base), len(country))
        rest = lifted * country[cells.place] * past[cells.past]
        period = _scaled(cells.period, (y, rest), (1.0, 1.0), len(period))
        rest = lifted * country[cells.place] * period[cells.period]
        past = _scaled(cells.past, (y, rest), (0.5, 0.5), len(past))
        if spillover:
            mean = rows * country[cells.place] * period[cells.period] * past[cells.past]
            before, factor = factor, (y[cells.beside].sum() + 0.5) / (mean[cells.beside].sum() + 0.5)
            if abs(factor - before) < ENOUGH * factor:
                break
    return Fit(country, period, past, float(factor))


def effect(history: History, borders: Flags, outcome: str = "start", seed: int = 0, drawn: int = DRAWN) -> Effect:
    """The effect with its interval and placebo; `seed` for the resampling. CallerError as `fit` and `panel_of`."""
    definition = Definition()
    panel = panel_of(history, borders, outcome, definition)
    found, cells, pull = fit(panel), cells_of(panel), PULL if outcome == "start" else 0.0
    dice = np.random.default_rng(seed)
    count = len(panel.places)
    again, placebo = [], []
    for _ in range(drawn):
        weight = dice.multinomial(count, np.full(count, 1 / count)).astype(np.float64)
        if (cells.outcomes * weight[cells.place]).sum() > 0:
            again.append(_fitted(cells, weight, pull).factor)
        moved = dice.permutation(count)
        placebo.append(fit(panel_of(history, borders[np.ix_(moved, moved)], outcome, definition)).factor)
    edges = (1 - LEVEL) / 2, (1 + LEVEL) / 2
    low, high = np.quantile(np.log(again), edges)
    spread = np.quantile(placebo, edges)
    usual = float(np.median(np.log(placebo)))
    as_far = np.abs(np.log(placebo) - usual) >= abs(np.log(found.factor) - usual)
    return Effect(
        outcome=outcome,
        factor=found.factor,
        low=float(np.exp(low)),
        high=float(np.exp(high)),
        placebo_low=float(spread[0]),
        placebo_high=float(spread[1]),
        p_value=float((as_far.sum() + 1) / (drawn + 1)),
        outcomes=float(panel.value.sum()),
        beside=float(panel.value[panel.beside].sum()),
        months=len(panel),
        months_beside=int(panel.beside.sum()),
    )


def _scaled(code: Ints, sums: tuple[Floats, Floats], prior: tuple[float, float], count: int) -> Floats:
    """Observed over expected of each class, both with a prior."""
    observed = np.bincount(code, weights=sums[0], minlength=count) + prior[0]
    expected = np.bincount(code, weights=sums[1], minlength=count) + prior[1]
    made: Floats = observed / np.maximum(expected, 1e-300)
    return made
