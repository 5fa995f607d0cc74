"""What a model sees of each place at the end of each month, computed from that month and earlier ones alone.

Every signal is an array of places by months; a month that is unknown is passed over, never taken for zero. Means
over windows and decayed means (weight halves every `half_life_months`) tell the level at several reaches, shares how
often anything or much happened, `months_since` how long ago. Levels are on the scale log(1 + count).
"""

import numpy as np
import numpy.typing as npt

from simurg.foresight.history import Floats, History, counts

LONGEST = 300
"""Months since what never happened."""


def decayed(values: Floats, half_life_months: float) -> Floats:
    """Mean of the known values so far, each weighted by 2^(-age / half life); NaN before the first."""
    keep = 0.5 ** (1 / half_life_months)
    known = np.isfinite(values)
    filled = np.where(known, values, 0.0)
    total, weight, out = np.zeros(len(values)), np.zeros(len(values)), np.full(values.shape, np.nan)
    for month in range(values.shape[1]):
        total, weight = total * keep + filled[:, month], weight * keep + known[:, month]
        np.divide(total, weight, out=out[:, month], where=weight > 0)
    return out


def windowed(values: Floats, months: int) -> Floats:
    """Mean of the known values of the latest `months`; NaN where none is."""
    known = np.isfinite(values)
    edge = np.zeros((len(values), 1))
    total = np.concatenate([edge, np.cumsum(np.where(known, values, 0.0), axis=1)], axis=1)
    count = np.concatenate([edge, np.cumsum(known, axis=1)], axis=1)
    end = np.arange(1, values.shape[1] + 1)
    start = np.maximum(end - months, 0)
    seen = count[:, end] - count[:, start]
    out = np.full(values.shape, np.nan)
    np.divide(total[:, end] - total[:, start], seen, out=out, where=seen > 0)
    positive: Floats = np.maximum(out, 0.0)  # rounding of running totals
    return positive


def greatest(values: Floats, months: int) -> Floats:
    """The greatest known value of the latest `months`; 0 where none is known."""
    filled = np.nan_to_num(values)
    padded = np.concatenate([np.zeros((len(values), months - 1)), filled], axis=1)
    greatest_of: Floats = np.lib.stride_tricks.sliding_window_view(padded, months, axis=1).max(axis=-1)
    return greatest_of


def months_since(happened: npt.NDArray[np.bool_]) -> Floats:
    """Months since it last happened, 0 if in this one, at most LONGEST."""
    month = np.arange(happened.shape[1])[None]
    last = np.maximum.accumulate(np.where(happened, month, -LONGEST - month.max(initial=0)), axis=1)
    return np.minimum(month - last, LONGEST).astype(np.float64)


def for_trees(history: History) -> Floats:
    """Places by months by signals for trees, NaN where unknown; two more for each covariate, by name."""
    values = counts(np.ascontiguousarray(history.values))
    log, known = np.log1p(values), np.isfinite(values)
    happened = np.where(known, values > 0, np.nan)
    much = np.where(known, values >= 25, np.nan)
    mean = {months: np.log1p(windowed(values, months)) for months in (2, 3, 6, 12, 24, 36, 60, 120, 600)}
    spread = windowed(log**2, 24) - windowed(log, 24) ** 2
    signals = [log, *mean.values()]
    signals += [windowed(happened, months) for months in (6, 12, 24, 60, 120)]
    signals += [windowed(much, months) for months in (12, 60)]
    signals += [np.log1p(months_since(np.nan_to_num(values) >= least)) for least in (1, 25, 100)]
    signals += [np.log1p(greatest(values, months)) for months in (12, 60)]
    signals += [windowed(log, 12), windowed(log, 36), spread, mean[3] - mean[12], mean[12] - mean[36]]
    for _, other in sorted(history.covariates.items()):
        own = np.log1p(counts(np.ascontiguousarray(other)))
        signals += [windowed(own, 3), windowed(own, 12)]
    return np.stack(signals, axis=-1)


def for_lines(history: History) -> Floats:
    """Places by months by signals for a linear model: decayed levels, shares and bends of both; 0 where unknown."""
    values = counts(np.ascontiguousarray(history.values))
    log, known = np.log1p(values), np.isfinite(values)
    levels = [decayed(log, half_life) for half_life in (0.5, 2, 6, 18, 60)]
    happened, much = np.where(known, values > 0, np.nan), np.where(known, values >= 25, np.nan)
    signals = [decayed(happened, half_life) for half_life in (3, 12, 60)]
    signals += [decayed(much, half_life) for half_life in (6, 24)]
    signals += [np.log1p(months_since(np.nan_to_num(values) >= least)) for least in (1, 25)]
    signals += [np.log1p(windowed(values, 240)), np.log1p(decayed(values, 4)), np.log1p(decayed(values, 24))]
    bends = [bend(level) for level in levels for bend in (_small, _above_20, _above_150)]
    for _, other in sorted(history.covariates.items()):
        signals.append(decayed(np.log1p(counts(np.ascontiguousarray(other))), 6))
    return np.nan_to_num(np.stack([*levels, *signals, *bends], axis=-1))


LEVELS = 5
"""How many of the first signals `for_lines` gives are decayed levels."""


def _small(level: Floats) -> Floats:
    return np.minimum(level, 1.0)


def _above_20(level: Floats) -> Floats:
    return np.maximum(level - 3.0, 0.0)


def _above_150(level: Floats) -> Floats:
    return np.maximum(level - 5.0, 0.0)


def for_likeness(history: History) -> Floats:
    """What makes two moments alike: levels over 1, 3, 12, 36 and 120 months, months since any and since 25, each
    weighted by what a difference counts."""
    values = counts(np.ascontiguousarray(history.values))
    signals = [0.5 * np.log1p(values), *(np.log1p(windowed(values, months)) for months in (3, 12, 36))]
    signals += [0.3 * np.log1p(months_since(np.nan_to_num(values) >= least)) for least in (1, 25)]
    signals.append(0.5 * np.log1p(windowed(values, 120)))
    seen: Floats = np.nan_to_num(np.stack(signals, axis=-1))
    return seen
