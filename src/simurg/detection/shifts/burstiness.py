"""How much more than chance alone the weeks of a pair scatter: learnt from all pairs' weeks until then.

A week's count c with expectation m has variance m (1 + k m); a week's conflicts x among n signed events at share q have
variance n q (1 - q) (1 + r (n - 1)). Expectations come from the 26 weeks before. k and r are method-of-moments ratios
over all pairs and weeks so far, the squares of the most deviant weeks cut, so that single shifts weigh little. The
dispersions that a day's counts are divided by follow: 1 + k m and 1 + r (n - 1), with the pair's own usual week.
"""

import numpy as np
import numpy.typing as npt

from simurg.detection.false_discovery import Floats
from simurg.detection.shifts.daily import Daily

PAST_WEEKS = 26
LEAST_WEEKS = 8
MOST_DEVIANT = 16.0
"""Squared deviations beyond so many times their plain variance are cut there."""
_GUESS = 0.1
"""Burstiness before anything is known, and what it counts for against the sums (in expected squares)."""
_GUESS_WORTH = 20.0


def dispersions(daily: Daily) -> tuple[Floats, Floats]:
    """For share and volume, pairs by days, at least 1; a day's value rests on the whole weeks before its own."""
    weeks = -(-daily.days // 7)
    volume, exposure = _weekly(daily.volume, weeks), _weekly(daily.exposure, weeks)
    conflict = _weekly(daily.counts[:, :, 0], weeks)
    signed = conflict + _weekly(daily.counts[:, :, 1], weeks)
    past_volume, past_exposure, past_conflict, past_signed = (
        _past(values) for values in (volume, exposure, conflict, signed)
    )
    usable = (np.arange(weeks) >= LEAST_WEEKS) & (past_volume > 0) & (exposure > 0)
    mean = np.where(usable, past_volume / np.maximum(past_exposure, 1e-9) * exposure, 0.0)
    k = _ratio((volume - mean) ** 2, mean, mean**2, usable)
    share = (past_conflict + 1) / (past_signed + 2)
    plain = signed * share * (1 - share)
    r = _ratio((conflict - signed * share) ** 2, plain, plain * (signed - 1), usable & (signed > 1))
    usual = np.minimum(np.arange(weeks), PAST_WEEKS).clip(1)
    by_volume = 1 + k * past_volume / usual
    by_share = 1 + r * np.maximum(past_signed / usual - 1, 0.0)
    return _daily(by_share, daily.days), _daily(by_volume, daily.days)


def _ratio(squares: Floats, plain: Floats, scale: Floats, usable: npt.NDArray[np.bool_]) -> Floats:
    """Burstiness by the week before, one value a week, 0 to 5."""
    cut = np.minimum(squares, MOST_DEVIANT * (plain + _GUESS * scale))
    excess = np.where(usable, cut - plain, 0.0).sum(axis=0)
    known = np.where(usable, scale, 0.0).sum(axis=0)
    so_far = np.cumsum(excess) - excess, np.cumsum(known) - known
    found: Floats = np.clip((so_far[0] + _GUESS * _GUESS_WORTH) / (so_far[1] + _GUESS_WORTH), 0.0, 5.0)
    return found


def _weekly(values: Floats, weeks: int) -> Floats:
    padded = np.zeros((len(values), weeks * 7))
    padded[:, : values.shape[1]] = values
    summed: Floats = padded.reshape(len(values), weeks, 7).sum(axis=2)
    return summed


def _past(values: Floats) -> Floats:
    """Sums over the PAST_WEEKS weeks before each."""
    total = np.concatenate([np.zeros((len(values), 1)), np.cumsum(values, axis=1)], axis=1)
    first = np.maximum(np.arange(values.shape[1]) - PAST_WEEKS, 0)
    summed: Floats = total[:, :-1] - total[:, first]
    return summed


def _daily(values: Floats, days: int) -> Floats:
    return np.repeat(values, 7, axis=1)[:, :days]
