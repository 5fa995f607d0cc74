"""How surprising this week's counts are: from cells of counts to p-values. Numbers only.

The model, for subject i with count c in week k:

    c_ik ~ NegativeBinomial(mean = rate_i * e_ik, variance = mean * (1 + phi_i * mean))

- **Exposure** e_ik is the number of all other subjects' events of that week (plus `STEADY`), so growth of the whole
  reporting volume, holidays and outages are no surge: the counts are compared as shares.
- **Rate**: Gamma prior shared by all subjects seen before, fitted by maximum likelihood to their totals (a
  zero-truncated negative binomial, since a subject with no event is not seen; its limit is Fisher's log-series,
  1943). The prediction is the negative binomial that has the mean and variance of the posterior predictive one.
- **Burstiness** phi_i is estimated from the subject's own past weeks and drawn towards the trend
  phi = f0 + f1 / mean over all subjects, as in DESeq2 (Love, Huber & Anders 2014): sparse subjects are burstier.
- **Never seen before**: that some new pair appears is no news, so its count is judged given that it appeared,
  by the first-week counts of subjects that appeared earlier (again a zero-truncated negative binomial).

Not modelled: trends and seasons of a single subject, dependence between subjects, overlap of stories.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import nnls
from scipy.special import betainc, gammaln

from simurg.detection.counts import Counts

Floats = npt.NDArray[np.float64]
STEADY = 1.0
"""Events a week added to every exposure, so that a view with no other events is compared by time."""
OWN_WEIGHT = 10.0
"""Weeks that the common trend of burstiness counts for, against a subject's own weeks."""
BINS = 12
_SIZES = np.exp(np.linspace(np.log(0.01), np.log(50.0), 36))[:, None]
_ODDS = np.exp(np.linspace(np.log(1e-3), np.log(1e4), 90))[None, :]
_FEW = np.array([1.0, 2.0, 3.0, 5.0, 8.0, 13.0]), np.array([0.5, 0.2, 0.1, 0.08, 0.06, 0.06])
"""One pseudo-subject, spread with a long tail, so that few first weeks do not look certain."""


@dataclass(frozen=True, slots=True)
class Chances:
    """One value for each tested subject (`subject` points into the counts' subjects, ascending)."""

    subject: npt.NDArray[np.int64]
    observed: Floats
    expected: Floats
    p_value: Floats
    new: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Past:
    """Sums over past weeks for each tested subject, and the exposures."""

    total: Floats
    squares: Floats  # sum of c²
    exposure: Floats  # sum of e
    exposure_squares: Floats
    cross: Floats  # sum of c e
    weeks: int
    now: Floats  # exposure of week 0


def chances(counts: Counts) -> Chances:
    """P(count of week 0 or more) for every subject with an event in any week; at least two past weeks needed."""
    total = _summed(counts.subject, counts.count, counts.subjects)
    tested = np.flatnonzero(total > 0)
    is_now = counts.week == 0
    observed = _summed(counts.subject[is_now], counts.count[is_now], counts.subjects)[tested]
    past = _past(counts, tested, observed)
    new = past.total == 0
    p_value, expected = np.ones(len(tested)), np.zeros(len(tested))
    if not new.all():
        p_value[~new], expected[~new] = _seen(past, ~new, observed[~new])
    if new.any():
        size, odds = truncated_fit(*_first_weeks(counts))
        appears = -np.expm1(-size * np.log1p(odds))
        p_value[new] = betainc(observed[new], size, odds / (1 + odds)) / appears
        expected[new] = size * odds / appears
    return Chances(tested, observed, expected, np.clip(p_value, 0.0, 1.0), new)


def _summed(subject: npt.NDArray[np.int64], values: Floats, subjects: int) -> Floats:
    return np.bincount(subject, weights=values, minlength=subjects).astype(np.float64)


def _past(counts: Counts, tested: npt.NDArray[np.int64], observed: Floats) -> _Past:
    watched = np.flatnonzero(counts.volume[1:] > 0) + 1
    volume = counts.volume + STEADY
    cell = counts.week > 0
    subject, count, week_volume = counts.subject[cell], counts.count[cell], volume[counts.week[cell]]

    def summed(values: Floats) -> Floats:
        return _summed(subject, values, counts.subjects)[tested]

    total, squares, cross = summed(count), summed(count**2), summed(count * week_volume)
    return _Past(
        total=total,
        squares=squares,
        exposure=volume[watched].sum() - total,
        exposure_squares=(volume[watched] ** 2).sum() - 2 * cross + squares,
        cross=cross - squares,
        weeks=len(watched),
        now=volume[0] - observed,
    )


def _seen(past: _Past, seen: npt.NDArray[np.bool_], observed: Floats) -> tuple[Floats, Floats]:
    """P-values and expectations of subjects with a past."""
    total, exposure, weeks = past.total[seen], past.exposure[seen], past.weeks
    size, odds = truncated_fit(total, np.ones(len(total)))
    prior = float(np.median(exposure)) / odds
    phi, mean = _burstiness(past, seen, (total + size) / (exposure + prior) * exposure / weeks)
    weight = 1 / (1 + phi * mean)  # what a bursty count tells of the rate, against a Poisson count
    rate = (size + weight * total) / (prior + weight * exposure)
    doubt = 1 / (size + weight * total)  # relative variance of the rate
    expected = rate * past.now[seen]
    shape = 1 / (phi + doubt + phi * doubt)
    tail = betainc(np.maximum(observed, 1.0), shape, expected / (expected + shape))
    return np.where(observed > 0, tail, 1.0), expected


def _burstiness(past: _Past, seen: npt.NDArray[np.bool_], mean: Floats) -> tuple[Floats, Floats]:
    """phi of each seen subject, and the mean weekly count that it goes with."""
    total, weeks = past.total[seen], past.weeks
    raw_rate = total / past.exposure[seen]
    fitted_squares = raw_rate**2 * past.exposure_squares[seen]
    residual = past.squares[seen] - 2 * raw_rate * past.cross[seen] + fitted_squares
    excess = residual * weeks / (weeks - 1) - total
    raw_mean = total / weeks
    f0, f1 = _trend(excess, fitted_squares, total, raw_mean)
    trend = f0 + f1 / np.maximum(mean, 1e-9)
    heard = trend * raw_mean
    informed = weeks * (heard / (1 + heard)) ** 2
    own = np.clip(excess / np.maximum(fitted_squares, 1e-12), 0.0, None)
    return (OWN_WEIGHT * trend + informed * own) / (OWN_WEIGHT + informed), mean


def _trend(excess: Floats, squares: Floats, total: Floats, mean: Floats) -> tuple[float, float]:
    """f0, f1 >= 0 of excess variance = f0 * mean² + f1 * mean, over BINS groups of like mean, by relative error."""
    groups = np.array_split(np.argsort(mean, kind="stable"), BINS)
    sums = np.array([[excess[g].sum(), squares[g].sum(), total[g].sum()] for g in groups if len(g)])
    design = np.column_stack([np.ones(len(sums)), sums[:, 2] / sums[:, 1]])
    seen_phi = sums[:, 0] / sums[:, 1]
    weight = 1 / design[:, 1]
    found = np.zeros(2)
    for _ in range(4):
        found, _residual = nnls(design * weight[:, None], seen_phi * weight)
        weight = 1 / (design @ found + 0.1 * design[:, 1])
    return float(found[0]), float(found[1])


def _first_weeks(counts: Counts) -> tuple[Floats, Floats]:
    """Counts of the first weeks of subjects that appeared after the oldest full week, and their weights."""
    oldest = np.zeros(counts.subjects, dtype=np.int64)
    np.maximum.at(oldest, counts.subject, counts.week)
    is_first = (counts.week == oldest[counts.subject]) & (counts.week > 0) & (counts.week < counts.full_weeks)
    values, times = np.unique(counts.count[is_first], return_counts=True)
    return np.append(values, _FEW[0]), np.append(times.astype(np.float64), _FEW[1])


def truncated_fit(values: Floats, weights: Floats) -> tuple[float, float]:
    """Size and odds (mean / size) of the likeliest zero-truncated negative binomial on a fixed grid.

    `values` are counts of at least 1, `weights` how often each was seen.
    """
    distinct, place = np.unique(values, return_inverse=True)
    times = np.bincount(place, weights=weights)
    everything, events = times.sum(), (times * distinct).sum()
    by_size = (times * (gammaln(distinct + _SIZES) - gammaln(_SIZES))).sum(axis=1)[:, None]
    stop = _SIZES * np.log1p(_ODDS)
    likelihood = by_size + events * np.log(_ODDS / (1 + _ODDS)) - everything * (stop + np.log(-np.expm1(-stop)))
    row, column = np.unravel_index(int(np.argmax(likelihood)), likelihood.shape)
    return float(_SIZES[row, 0]), float(_ODDS[0, column])
