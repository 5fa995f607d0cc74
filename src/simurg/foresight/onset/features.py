"""What tells of an onset: a few numbers a place and month, from that month and earlier ones only.

Half-lives are in months; a decayed mean is over known months alone. Where nothing is known of a feature (a series
that the ledger lacks, a place on no known continent) it is NaN, which the model reads as the average case. A
country without land neighbours has none at war: zero.
"""

from dataclasses import dataclass

import numpy as np

from simurg.foresight.history import Floats
from simurg.foresight.onset.panel import Flags, Panel

NEVER_MONTHS = 120
"""What was never seen since the data begin is taken to be so much longer ago than that."""
QUIET_LIMIT = 25.0
"""Deaths in a month that count as war in the features, whatever the onset's own threshold."""


@dataclass(frozen=True, slots=True)
class Feature:
    """`words` say what the number means; `unit` how its raw value reads: months ago, a year, deaths, share, times."""

    name: str
    words: str
    unit: str


FEATURES = (
    Feature("since_death", "last state-based death", "months ago"),
    Feature("since_war", "last month with 25 state-based deaths", "months ago"),
    Feature("since_any", "last death by violence of any kind", "months ago"),
    Feature("lately", "state-based deaths lately", "a year"),
    Feature("how_often", "months with a state-based death, of the last years", "share"),
    Feature("worst_month", "worst month of the last two years", "deaths"),
    Feature("one_sided", "killing of civilians lately", "a year"),
    Feature("non_state", "deaths between non-state groups lately", "a year"),
    Feature("worst_neighbour", "deaths in the worst neighbouring country lately", "a year"),
    Feature("continent", "deaths elsewhere on the continent lately", "a year"),
)


def features_in(panel: Panel) -> tuple[Feature, ...]:
    """FEATURES, and one a signal: lately against its own usual."""
    told = [Feature(name, f"{name.replace('_', ' ')} lately, against the usual", "times") for name in panel.signals]
    return (*FEATURES, *told)


def features(panel: Panel) -> Floats:
    """Places by months by `features_in`; all are logarithms (of 1 + the raw value) but the share."""
    deaths, (one_sided, non_state) = panel.deaths, panel.others
    known = np.isfinite(deaths)
    beside = np.logical_or.accumulate(np.isfinite(one_sided) | np.isfinite(non_state), axis=1)
    together = deaths + np.nan_to_num(one_sided) + np.nan_to_num(non_state)
    lately = _yearly(deaths, 12)
    columns = (
        np.log1p(_since(deaths > 0, known)),
        np.log1p(_since(deaths >= QUIET_LIMIT, known)),
        np.where(beside, np.log1p(_since(together > 0, known)), np.nan),
        lately,
        _decayed(np.where(known, deaths > 0, np.nan), 60),
        np.log1p(_worst(deaths, 24)),
        _yearly(one_sided, 12),
        _yearly(non_state, 12),
        _most_over(panel.borders, lately),
        _rest_of_continent(panel, lately),
        *(_against_usual(one) for one in panel.signals.values()),
    )
    return np.stack(columns, axis=2)


def raw(feature: Feature, value: float) -> float:
    """A feature's value as a person reads it, in its unit."""
    if feature.unit == "share":
        return value
    return float(np.exp(value) if feature.unit == "times" else np.expm1(value))


def _decayed(values: Floats, half_life: float) -> Floats:
    """Mean of the known values up to each month, the older the less; NaN before the first known."""
    keep = 0.5 ** (1 / half_life)
    total, weight = np.zeros(len(values)), np.zeros(len(values))
    means = np.full(values.shape, np.nan)
    for month in range(values.shape[1]):
        known = np.isfinite(values[:, month])
        total = total * keep + np.where(known, values[:, month], 0.0)
        weight = weight * keep + known
        np.divide(total, weight, out=means[:, month], where=weight > 0)
    return means


def _yearly(deaths: Floats, half_life: float) -> Floats:
    return np.log1p(_decayed(deaths, half_life) * 12)


def _against_usual(counts: Floats) -> Floats:
    """Log-ratio of the last months to the last years, each plus one; reporting that grows slowly hardly moves it."""
    return np.log1p(_decayed(counts, 3)) - np.log1p(_decayed(counts, 36))


def _since(seen: Flags, known: Flags) -> Floats:
    """Months since it was last seen (0: this month)."""
    months = np.cumsum(known, axis=1)
    index = np.arange(seen.shape[1])
    last = np.maximum.accumulate(np.where(seen, index, -1), axis=1)
    return np.where(last >= 0, index - last, months + NEVER_MONTHS).astype(np.float64)


def _worst(deaths: Floats, span: int) -> Floats:
    """Greatest known value of the last `span` months, NaN if none is known."""
    lowest = np.where(np.isfinite(deaths), deaths, -np.inf)
    padded = np.pad(lowest, ((0, 0), (span - 1, 0)), constant_values=-np.inf)
    most = np.lib.stride_tricks.sliding_window_view(padded, span, axis=1).max(axis=2)
    return np.where(np.isfinite(most), most, np.nan)


def _rest_of_continent(panel: Panel, values: Floats) -> Floats:
    """Mean over the other places of the same known continent, NaN where there are none."""
    mean = np.full(values.shape, np.nan)
    names = np.array(panel.continents, dtype=object)
    for name in sorted(set(panel.continents) - {""}):
        here = names == name
        known = np.isfinite(values[here])
        told = np.where(known, values[here], 0.0)
        count, total = known.sum(axis=0) - known, told.sum(axis=0) - told
        mean[here] = np.divide(total, count, out=np.full(count.shape, np.nan), where=count > 0)
    return mean


def _most_over(others: Flags, values: Floats) -> Floats:
    """Greatest over the other places; zero where there are none, NaN where none is known."""
    most = np.zeros(values.shape)
    for place, beside in enumerate(others):
        if beside.any():
            near = np.where(np.isfinite(values[beside]), values[beside], -np.inf).max(axis=0)
            most[place] = np.where(np.isfinite(near), near, np.nan)
    return most
