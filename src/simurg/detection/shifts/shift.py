"""What there is to say of a pair's last shift: since when, how surely, which way, in numbers with intervals.

The date is a posterior: its likeliest day and the days between which it lies with 80 %. Shares and volumes since then
are set against the year before. Intervals are 80 %, from normal approximations of log odds and log rates with the
dispersions found. The verdict says which of two things changed: the mix (more or less hostile), or, as far as can be
seen, only how much is told.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
from scipy.special import expit, ndtr, polygamma, psi

from simurg.detection.counts import Ints
from simurg.detection.false_discovery import Floats
from simurg.detection.shifts.burstiness import dispersions
from simurg.detection.shifts.daily import Daily
from simurg.detection.shifts.follow import Followed
from simurg.detection.shifts.regimes import Regime, regime_chances

BEFORE_DAYS = 365
Z80 = 1.2815515655446004
ALARM, RELEASE = 1 / 3, 0.3
"""Default chance of an alarm; another alarm of the pair needs the odds to fall under RELEASE times theirs first."""
VERDICTS = ("more hostile", "less hostile", "more told", "less told")
CLEAR = 2.05
"""Standardised difference of shares beyond which the mix is called another one, whatever the volume does."""
Interval = tuple[float, float, float]
"""Low, middle, high."""


@dataclass(frozen=True, slots=True)
class Shift:
    """A pair's newest shift of relation or volume, as of the last day. Shares are of conflict among conflict and
    cooperation; ratios are events since against before, relative to the exposure; `more_hostile` is the chance
    that the share has grown. `events_*` are (conflict, cooperation, all)."""

    pair: int
    parties: tuple[str, str]
    relation: float  # chance of a new relation within the last `young` days
    volume: float  # chance that only the volume is new
    evidence: float  # log odds of either
    since: date
    since_low: date
    since_high: date
    share_before: Interval
    share_since: Interval
    volume_ratio: Interval
    conflict_ratio: Interval
    cooperation_ratio: Interval
    more_hostile: float
    chance_by_luck: float  # two-sided, for one date, if nothing had changed
    verdict: str
    events_before: tuple[int, int, int]
    events_since: tuple[int, int, int]
    regime: Regime

    @property
    def of_mix(self) -> bool:
        """Whether the mix is another one; otherwise only more or less is told, as far as can be seen."""
        return self.verdict in VERDICTS[:2]


def alarms_of(followed: Followed, chance: float = ALARM) -> list[tuple[int, int]]:
    """(pair, day) where the chance of something new reaches `chance`, anew. The days until then decide each alarm."""
    odds = np.log(chance) - np.log1p(-chance)
    high, low = followed.evidence >= odds, followed.evidence < odds + np.log(RELEASE)
    raised = np.zeros(len(high), dtype=bool)
    made = []
    for day in range(high.shape[1]):
        made += [(int(pair), day) for pair in np.flatnonzero(high[:, day] & ~raised)]
        raised = (raised | high[:, day]) & ~low[:, day]
    return made


def shifts_of(daily: Daily, followed: Followed, least: float = 0.0) -> list[Shift]:
    """The newest shift of each pair whose chance of something new is at least `least`, strongest evidence first."""
    if not daily.days:
        return []
    chance = followed.relation[:, -1] + followed.volume[:, -1]
    regimes = regime_chances(daily, followed)
    dispersed = dispersions(daily)
    found = [
        _shift(daily, followed, pair, (dispersed[0][pair], dispersed[1][pair], regimes[pair]))
        for pair in np.flatnonzero(chance >= least).tolist()
    ]
    return sorted(found, key=lambda one: (-one.evidence, one.parties))


def _shift(daily: Daily, followed: Followed, pair: int, known: tuple[Floats, Floats, Floats]) -> Shift:
    by_share, by_volume, regimes = known
    since = int(followed.start[pair, -1])
    low, high = _dates(followed, pair, since)
    first = max(0, since - BEFORE_DAYS)
    before, after = slice(first, since), slice(since, daily.days)
    counts = [daily.counts[pair, part].sum(axis=0) for part in (before, after)]
    share_scale, volume_scale = float(by_share[after].mean()), float(by_volume[after].mean())
    shares = [_log_odds(count / share_scale) for count in counts]
    exposures = [daily.exposure[pair, part].sum() / volume_scale for part in (before, after)]
    ratios = [
        _log_ratio([float(told[part].sum()) / volume_scale for part in (before, after)], exposures)
        for told in (daily.volume[pair], daily.counts[pair, :, 0], daily.counts[pair, :, 1])
    ]
    grown, told = _standardised(shares), ratios[0][0] / ratios[0][1]
    relation, volume = float(followed.relation[pair, -1]), float(followed.volume[pair, -1])
    of_mix = relation >= volume or abs(grown) > CLEAR
    return Shift(
        pair=pair,
        parties=daily.parties[pair],
        relation=relation,
        volume=volume,
        evidence=float(followed.evidence[pair, -1]),
        since=daily.date_of(since),
        since_low=daily.date_of(low),
        since_high=daily.date_of(high),
        share_before=_interval(shares[0], expit),
        share_since=_interval(shares[1], expit),
        volume_ratio=_interval(ratios[0], np.exp),
        conflict_ratio=_interval(ratios[1], np.exp),
        cooperation_ratio=_interval(ratios[2], np.exp),
        more_hostile=float(ndtr(grown)),
        chance_by_luck=float(2 * ndtr(-abs(grown if of_mix else told))),
        verdict=VERDICTS[(0 if grown > 0 else 1) if of_mix else (2 if told > 0 else 3)],
        events_before=_events(daily, pair, before),
        events_since=_events(daily, pair, after),
        regime=Regime(tuple(regimes.tolist())),
    )


def _dates(followed: Followed, pair: int, since: int) -> tuple[int, int]:
    """Days between which the newest shift lies with 80 %, the likeliest day among them."""
    last = followed.last
    of_relation = followed.relation[pair, -1] >= followed.volume[pair, -1]
    start: Ints = (last.start if of_relation else last.rate_start)[pair]
    newest = np.flatnonzero((start > 0) & (np.arange(len(start)) >= followed.settings.old))
    weight = (last.chance if of_relation else last.rate_chance)[pair, newest]
    if not len(newest) or weight.sum() <= 0:
        return since, since
    order = np.argsort(start[newest])
    summed = np.cumsum(weight[order]) / weight.sum()
    days = start[newest][order]
    low, high = (int(days[min(int(np.searchsorted(summed, part)), len(days) - 1)]) for part in (0.1, 0.9))
    return min(low, since), max(high, since)


def _log_odds(counts: Floats) -> tuple[float, float]:
    """Mean and deviation of log odds under Jeffreys' prior."""
    a, b = float(counts[0]) + 0.5, float(counts[1]) + 0.5
    return float(psi(a) - psi(b)), float(np.sqrt(polygamma(1, a) + polygamma(1, b)))


def _log_ratio(events: list[float], exposures: list[float]) -> tuple[float, float]:
    """Mean and deviation of the log ratio of the second rate to the first, under Jeffreys' prior."""
    logs = [float(psi(count + 0.5) - np.log(told + 1e-9)) for count, told in zip(events, exposures, strict=True)]
    return logs[1] - logs[0], float(np.sqrt(sum(polygamma(1, count + 0.5) for count in events)))


def _standardised(told: list[tuple[float, float]]) -> float:
    (one, one_wide), (other, other_wide) = told
    return float((other - one) / np.hypot(one_wide, other_wide))


def _interval(told: tuple[float, float], back: np.ufunc) -> Interval:
    middle, wide = told
    low, mid, high = (float(back(middle + z * wide)) for z in (-Z80, 0.0, Z80))
    return low, mid, high


def _events(daily: Daily, pair: int, part: slice) -> tuple[int, int, int]:
    conflict, cooperation = daily.counts[pair, part].sum(axis=0).tolist()
    return int(conflict), int(cooperation), int(daily.volume[pair, part].sum())
