"""From parameters (by name) to what the posterior needs (a number for each claim and each answer)."""

from collections.abc import Mapping

import numpy as np

from simurg.fusion.belief.arrangement import Answers
from simurg.fusion.belief.claims import Claims
from simurg.fusion.belief.copying import discounts
from simurg.fusion.belief.parameters import Parameters, Reliability
from simurg.fusion.belief.posterior import Beforehand
from simurg.fusion.belief.tally import Floats, tally

UNCLAIMED = 0.05
"""Least probability, beforehand, that no answer given is the right one."""


def beforehand(claims: Claims, answers: Answers, parameters: Parameters) -> Beforehand:
    """Frozen parameters applied to claims; sources and words that the fit never met get the general ones."""
    known = [reliability_of(parameters, s, f) for s, f in zip(claims.sources, claims.families, strict=True)]
    right = np.array([one.mean for one in known])
    vague = np.array([one.vague for one in known])
    weight = claims.weight * discounts(claims, answers, parameters.dependences)
    popular = np.array([parameters.popularity.get(word, parameters.rare) for word in claims.values])
    return Beforehand(
        right[claims.source],
        vague[claims.source],
        _habits(claims, parameters),
        weight,
        popularity_of(answers, popular, parameters.settings.domain),
        parameters.echo,
        parameters.settings.slip_share,
    )


def reliability_of(parameters: Parameters, source: str, family: str = "") -> Reliability:
    """What is known of a source: its own, else its family's, else the general one."""
    return parameters.sources.get(source) or parameters.families.get(family, parameters.unknown)


def popularity_of(answers: Answers, popular: Floats, domain: float) -> Floats:
    """For each answer its probability before any claim: a word's popularity; numbers are one of `domain` and more.

    Scaled down where the answers of one question would leave nothing for "none of these".
    """
    k = len(answers.first) - 1
    numbers = tally(answers.question, (answers.value < 0).astype(np.float64), k)
    share = 1.0 / (domain + numbers[answers.question])
    if len(popular):
        share = np.where(answers.value >= 0, popular[np.maximum(answers.value, 0)], share)
    total = tally(answers.question, share, k)
    shrink: Floats = np.minimum(1.0, (1.0 - UNCLAIMED) / np.maximum(total, 1e-300))
    scaled: Floats = share * shrink[answers.question]
    return scaled


def _habits(claims: Claims, parameters: Parameters) -> Floats:
    """θ of each claim: the source's own wrong answers of that word, drawn towards everybody's."""
    weight = parameters.settings.habit_weight
    common = [parameters.wrong.get(word, parameters.rare) for word in claims.values]
    empty: Mapping[str, float] = {}
    own = [parameters.habits.get(name, empty) for name in claims.sources]
    sums = [habit.get("", 0.0) for habit in own]
    habit = np.full(len(claims), 1.0 / parameters.settings.domain)
    for i in np.flatnonzero(claims.value >= 0):
        s, v = claims.source[i], claims.value[i]
        habit[i] = (own[s].get(claims.values[v], 0.0) + weight * common[v]) / (sums[s] + weight)
    return habit
