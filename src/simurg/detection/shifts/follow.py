"""Each day's chance that a pair's relation has shifted of late, and apart from it, that only its volume has.

Two filters run side by side (detection.shifts.run_lengths): the share of conflict, and the volume against what was to
be expected of all reporting. A day s of the last `young` days began something new, or none did:

    nothing          1
    volume alone     h_v sum_s V(s)
    relation         h_r [sum_s R(s) (1 + h_v sum_s V(s)) + together * sum_s R(s) V(s)]

with R(s), V(s) the Bayes factors of "new since s" against "as before" in either filter, h the chances of a day. More
of everything speaks for V alone; another mix speaks for R; both on one day speak for R more than each by itself. The
prior of a new regime is the pair's own volume and all pairs' share so far. All values at day t rest on days up to t.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import logsumexp

from simurg.detection.counts import Ints
from simurg.detection.false_discovery import Floats
from simurg.detection.shifts.burstiness import dispersions
from simurg.detection.shifts.daily import Daily
from simurg.detection.shifts.run_lengths import RATE, SHARE, Extent, RunLengths
from simurg.ontology.errors import CallerError

PAIRS_AT_ONCE = 512
FEW = 100.0
"""Effective exposure that it takes to know the pairs' mean rate."""
MOST_EVIDENCE = 150.0
"""Log Bayes factors are cut here, so that products stay finite."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Chances are for a day; cautions divide counts; the rest is in days or events. docs/shifts.md says what chose
    each value."""

    relation_chance: float = 1 / 700
    volume_chance: float = 1 / 365
    together: float = 0.5  # of relation shifts, how many come with one of volume, against those that do not
    share_caution: float = 1.0  # the dispersions found are taken times so much
    volume_caution: float = 1.0
    prior_events: float = 2.0  # effective events that the prior share of a new regime is worth
    memory: float = 1000.0
    young: int = 60
    old: int = 24

    def __post_init__(self) -> None:
        chances = self.relation_chance, self.volume_chance
        if not all(0 < one < 1 for one in chances) or min(self.share_caution, self.volume_caution) < 1:
            raise CallerError("These shift settings cannot be.", hint="0 < chances < 1, cautions >= 1.")
        if self.young < 7 or self.old < 1 or min(self.memory, self.prior_events) <= 0 or self.together < 0:
            raise CallerError("These shift settings cannot be.", hint="young >= 7, old >= 1, memory, prior > 0.")


@dataclass(frozen=True, slots=True)
class Last:
    """What the filters hold after the last day: one column a hypothesis, `start` EMPTY (-1) where there is none.

    `chance` sums to 1 over the columns: the present relation began on that day (0: before all data).
    """

    start: Ints
    chance: Floats
    share: Floats  # pairs x hypotheses x 2: beta parameters of the conflict share
    rate_start: Ints
    rate_chance: Floats
    rate: Floats  # gamma parameters of events against exposure, effective


@dataclass(frozen=True, slots=True)
class Followed:
    """Pairs by days: chances that of the last `young` days one began a new relation, or new volume alone, and the
    likeliest day that it began on."""

    relation: Floats
    volume: Floats
    evidence: Floats  # log odds that either has begun something new, against nothing
    start: Ints
    last: Last
    settings: Settings = field(default_factory=Settings)


def follow(daily: Daily, settings: Settings = Settings()) -> Followed:
    """Run both filters over all days. Work and memory grow with pairs times days."""
    dispersed = dispersions(daily)
    starts = range(0, max(len(daily.parties), 1), PAIRS_AT_ONCE)
    parts = [_follow(daily, slice(at, at + PAIRS_AT_ONCE), dispersed, settings) for at in starts]
    return _joined(parts, settings)


_Part = tuple[tuple[npt.NDArray[Any], ...], tuple[npt.NDArray[Any], ...]]


def _follow(daily: Daily, rows: slice, dispersed: tuple[Floats, Floats], settings: Settings) -> _Part:
    by_share, by_volume = (one[rows, :, None] for one in dispersed)
    counts = daily.counts[rows] / (by_share * settings.share_caution)
    rates = np.stack([daily.volume[rows], daily.exposure[rows]], axis=2) / (by_volume * settings.volume_caution)
    share_prior, rate_prior = _share_prior(daily, settings), _rate_prior(rates)
    pairs, days = counts.shape[:2]
    share = RunLengths(pairs, SHARE, _extent(settings.relation_chance, settings))
    rate = RunLengths(pairs, RATE, _extent(settings.volume_chance, settings))
    told = tuple(np.zeros((pairs, days)) for _ in range(4))
    chance = np.zeros((pairs, settings.old + settings.young))
    for day in range(days):
        share.step(day, counts[:, day], np.broadcast_to(share_prior[day], (pairs, 2)))
        rate.step(day, rates[:, day], rate_prior[:, day])
        *values, chance = _weighed(share, rate, settings)
        for held, value in zip(told, values, strict=True):
            held[:, day] = value
    return told, (share.start, chance, share.state, rate.start, np.exp(rate.weight), rate.state)


def _extent(hazard: float, settings: Settings) -> Extent:
    return Extent(hazard, settings.young, settings.old, settings.memory)


def _share_prior(daily: Daily, settings: Settings) -> Floats:
    """Days x 2: the conflict share of all pairs up to the day before, worth `prior_events`."""
    by_day = daily.counts.sum(axis=0)
    so_far = np.cumsum(by_day, axis=0) - by_day + 10.0
    share: Floats = so_far / so_far.sum(axis=1, keepdims=True) * settings.prior_events
    return share


def _rate_prior(rates: Floats) -> Floats:
    """Pairs x days x 2: half an effective event, so that much more and much less are near, at the middle of the pair's
    and all pairs' mean rates up to the day before."""
    so_far = np.cumsum(rates, axis=1) - rates
    known = so_far.sum(axis=0)
    common = (known[:, 0] + 1.0) / (known[:, 1] + FEW)
    own = (so_far[:, :, 0] + 1.0) / (so_far[:, :, 1] + 1 / common)
    return np.stack([np.full_like(own, 0.5), np.clip(1 / (own + common), 1e-6, 1e9)], axis=2)


def _weighed(share: RunLengths, rate: RunLengths, settings: Settings) -> tuple[npt.NDArray[np.float64], ...]:
    """Chance of a new relation, of new volume alone, log odds of either, likeliest start, and chances by start."""
    r, r_base = _factors(share, settings, settings.relation_chance)
    v, _ = _factors(rate, settings, settings.volume_chance)
    alone = settings.relation_chance / (1 + settings.together) * r
    by_volume = settings.volume_chance * v
    volume = by_volume.sum(axis=1)
    by_start = alone * (1 + volume)[:, None] + settings.together * alone * v
    relation = by_start.sum(axis=1)
    whole = 1 + volume + relation
    newest = share.start[:, settings.old :]
    likeliest = np.argmax(np.where((relation >= volume)[:, None], by_start, by_volume), axis=1)
    start = newest[np.arange(len(newest)), likeliest]
    chance = np.exp(r_base) * ((1 + volume) / whole)[:, None]
    chance[:, settings.old :] += by_start / whole[:, None]
    evidence = np.log(np.maximum(volume + relation, 1e-300))
    return relation / whole, volume / whole, evidence, start, chance


def _factors(held: RunLengths, settings: Settings, hazard: float) -> tuple[Floats, Floats]:
    """Bayes factors of each young start against all that is older (pairs x young), and the log weights of the older
    hypotheses among themselves (pairs x all, -inf for young ones). What began on day 0 counts as older."""
    older = (np.arange(held.start.shape[1]) < settings.old)[None, :] | (held.start == 0)
    base = np.where(older, held.weight, -np.inf)
    whole = logsumexp(base, axis=1, keepdims=True)
    young = np.where(older, -np.inf, held.weight)[:, settings.old :]
    with np.errstate(invalid="ignore"):
        factors = np.exp(np.minimum(young - whole - np.log(hazard), MOST_EVIDENCE))
    return np.nan_to_num(factors, nan=0.0), base - whole


def _joined(parts: list[_Part], settings: Settings) -> Followed:
    told = [np.concatenate(pieces) for pieces in zip(*(one[0] for one in parts), strict=True)]
    last = [np.concatenate(pieces) for pieces in zip(*(one[1] for one in parts), strict=True)]
    relation, volume, evidence, start = told
    return Followed(relation, volume, evidence, start.astype(np.int64), Last(*last), settings)
