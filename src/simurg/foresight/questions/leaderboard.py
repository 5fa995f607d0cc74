"""Who has done well: by forecaster, over all questions that are resolved, with n, an interval and a shrunken gain.

The *gain* on a question is the score of the prior less that of the answers (Brier over time): what the answers added
to what was known before. A mean gain of few questions is shrunken towards zero, gain · n / (n + k): k is the variance
of one question over the variance between forecasters (method of moments), FEW where fewer than three forecasters or
a variance of zero tell nothing, and never under LEAST_SHRINK; so one lucky answer does not lead. The order is that of
the shrunken gain. The interval resamples questions; the seed is an argument. Answers given live and answers taken from
a file are never mixed, nor are questions for a number (CRPS has the unit of what is asked).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from simurg.foresight.questions.scoring import Scored

FEW = 10
LEAST_SHRINK = 5.0
FEWEST_FOR_INTERVAL = 5
DRAWS = 1_000


@dataclass(frozen=True, slots=True)
class Place:
    """One forecaster. `interval_90` is that of the mean gain, None under FEWEST_FOR_INTERVAL questions. `horizons` are
    (days before the close, questions, mean score, mean score of the prior)."""

    by: str
    author: str
    live: bool
    questions: int
    brier: float
    prior_brier: float
    log_score: float
    gain: float
    shrunken_gain: float
    interval_90: tuple[float, float] | None
    share: float
    horizons: tuple[tuple[int, int, float, float], ...]


@dataclass(frozen=True, slots=True)
class Numbers:
    """One forecaster's questions for a number: each with its CRPS, because they have different units."""

    by: str
    author: str
    live: bool
    scores: tuple[tuple[str, float], ...]


def leaderboard(scores: Iterable[Scored], seed: int) -> list[Place]:
    """Of scores by Brier; the best shrunken gain first, then the name."""
    groups = _groups(one for one in scores if one.measure == "brier")
    gains = [np.array([(one.baseline or 0.0) - one.score for one in group]) for group in groups]
    shrink = shrinkage(gains)
    places = [_place(group, gain, shrink, seed) for group, gain in zip(groups, gains, strict=True)]
    return sorted(places, key=lambda one: (not one.live, -one.shrunken_gain, one.by))


def numbers(scores: Iterable[Scored]) -> list[Numbers]:
    """Of scores by CRPS, by forecaster."""
    groups = _groups(one for one in scores if one.measure == "crps")
    return [
        Numbers(group[0].by, group[0].author, group[0].live, tuple((one.question, one.score) for one in group))
        for group in groups
    ]


def shrinkage(gains: Sequence[np.ndarray[tuple[int], np.dtype[np.float64]]]) -> float:
    """k: how many questions the assumption that nobody adds anything is worth."""
    several = [one for one in gains if len(one) > 1]
    if len(several) < 3:
        return float(FEW)
    freedom = sum(len(one) - 1 for one in several)
    within = sum(float(((one - one.mean()) ** 2).sum()) for one in several) / freedom
    between = sum(len(one) * float(one.mean() ** 2) - within for one in several) / sum(map(len, several))
    if between <= 0 or within <= 0:
        return float(FEW)
    return max(LEAST_SHRINK, within / between)


def interval_90(values: np.ndarray[tuple[int], np.dtype[np.float64]], seed: int) -> tuple[float, float] | None:
    """Of their mean, by resampling; None of too few."""
    if len(values) < FEWEST_FOR_INTERVAL:
        return None
    draws = np.random.default_rng(seed).integers(0, len(values), (DRAWS, len(values)))
    low, high = np.quantile(values[draws].mean(axis=1), (0.05, 0.95)).tolist()
    return low, high


def _groups(scores: Iterable[Scored]) -> list[list[Scored]]:
    found: dict[tuple[str, str, bool], list[Scored]] = {}
    for one in scores:
        found.setdefault((one.author, one.by, one.live), []).append(one)
    return [sorted(found[key], key=lambda one: one.question) for key in sorted(found)]


def _place(
    group: Sequence[Scored], gains: np.ndarray[tuple[int], np.dtype[np.float64]], shrink: float, seed: int
) -> Place:
    count, gain = len(group), float(gains.mean())
    days = sorted({each[0] for one in group for each in one.horizons}, reverse=True)
    horizons = []
    for day in days:
        told = [each for one in group for each in one.horizons if each[0] == day]
        score, prior = (float(np.mean([each[place] or 0.0 for each in told])) for place in (1, 2))
        horizons.append((day, len(told), score, prior))
    return Place(
        group[0].by,
        group[0].author,
        group[0].live,
        count,
        float(np.mean([one.score for one in group])),
        float(np.mean([one.baseline for one in group])),
        float(np.mean([one.log_score or 0.0 for one in group])),
        gain,
        gain * count / (count + shrink),
        interval_90(gains, seed),
        float(np.mean([one.share for one in group])),
        tuple(horizons),
    )
