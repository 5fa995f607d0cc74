"""Which sources copy which, and how little a copy then counts.

Two sources that agree where agreement is unlikely by chance (on answers that all others think wrong) more often than
their reliabilities explain depend on each other (Dong, Berti-Equille & Srivastava 2009). For each pair with enough
answers in common the odds "copies : independent" are multiplied up: an agreement on answer v counts
(c + (1-c)·P(v)) / P(v), a disagreement 1-c, where c is the share that a copier takes over and P(v) is how likely the
second source would give v by itself, in the light of what all others say (the first among them).

Which of a pair is the copier is taken by rank: the one whose answers are later on the median, else the one with fewer
answers, else the later in the alphabet. That is a convention where no times are known; it does not change how many
independent voices there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simurg.fusion.belief.arrangement import Answers
from simurg.fusion.belief.claims import UNDATED, Claims
from simurg.fusion.belief.parameters import Dependence, Settings
from simurg.fusion.belief.posterior import Beforehand, Posterior, echo_gain
from simurg.fusion.belief.tally import Floats, Ints, count_of, tally

CROWD = 64
"""Questions with more claims than this say nothing about pairs: everybody repeats the answer of a famous question."""
LEAST_KEPT = 0.05
"""Dependences less probable than this are left out."""


@dataclass(frozen=True, slots=True, eq=False)
class Meetings:
    """Pairs of claims (one, other) of different sources on one question, `one` by the source of higher rank."""

    one: Ints
    other: Ints


def meetings(claims: Claims, rank: Ints) -> Meetings:
    """All pairs of claims on questions of at most CROWD claims."""
    n = len(claims)
    size = count_of(claims.question, len(claims.questions))
    start = np.cumsum(size) - size
    mine = np.where(size[claims.question] <= CROWD, size[claims.question], 0)
    one = np.repeat(np.arange(n), mine)
    other = np.repeat(start[claims.question], mine) + np.arange(mine.sum()) - np.repeat(np.cumsum(mine) - mine, mine)
    kept = rank[claims.source[one]] < rank[claims.source[other]]
    return Meetings(one[kept], other[kept])


def ranks(claims: Claims) -> Ints:
    """For each source its rank as an original: 0 is never a copier."""
    count = count_of(claims.source, len(claims.sources))
    middle = np.full(len(claims.sources), np.iinfo(np.int64).max)
    order = np.lexsort((claims.at, claims.source))
    ends = np.cumsum(count)
    for s in np.flatnonzero(count):
        times = claims.at[order[ends[s] - count[s] : ends[s]]]
        dated = times[times > UNDATED]
        if len(dated):
            middle[s] = dated[(len(dated) - 1) // 2]
    rank = np.empty(len(claims.sources), dtype=np.int64)
    rank[np.lexsort((np.arange(len(count)), -count, middle))] = np.arange(len(count))
    return rank


def find_copying(
    claims: Claims, answers: Answers, known: Beforehand, posterior: Posterior, settings: Settings
) -> tuple[Dependence, ...]:
    """Dependences that are at least 5 % probable, sorted."""
    met = meetings(claims, ranks(claims))
    pair = claims.source[met.one] * len(claims.sources) + claims.source[met.other]
    pairs, where, common = np.unique(pair, return_inverse=True, return_counts=True)
    enough = common >= settings.copy_least
    if not enough.any():
        return ()
    one, other = met.one[enough[where]], met.other[enough[where]]
    where = (np.cumsum(enough) - 1)[where[enough[where]]]
    odds = tally(where, _log_odds(answers, known, posterior, (one, other, settings.copy_share)), int(enough.sum()))
    odds += np.log(settings.copy_prior) - np.log1p(-settings.copy_prior)
    probability = 1.0 / (1.0 + np.exp(-np.clip(odds, -50, 50)))
    found = [
        Dependence(
            claims.sources[key % len(claims.sources)], claims.sources[key // len(claims.sources)], round(float(p), 6)
        )
        for key, p in zip(pairs[enough], probability, strict=True)
        if p >= LEAST_KEPT
    ]
    return tuple(sorted(found, key=lambda d: (d.copier, d.original)))


def _log_odds(answers: Answers, known: Beforehand, posterior: Posterior, pairs: tuple[Ints, Ints, float]) -> Floats:
    one, other, share = pairs
    agree = answers.answer[one] == answers.answer[other]
    answer = answers.answer[other]
    voices = tally(answers.answer, known.weight, len(answers.question))
    log_habits = tally(answers.answer, known.weight * np.log(known.habit), len(voices))
    echoed = np.exp(echo_gain(voices, log_habits, known.echo))
    # what the others make of the answer, the first source among them: the posterior with the second's voice taken out
    own = known.weight[other] * posterior.support[other]
    own -= np.log(echoed)[answer] * np.clip(voices[answer] - 1.0, 0.0, 1.0)
    p = np.clip(posterior.answer[answer], 1e-12, 1 - 1e-12)
    rest = 1.0 / (1.0 + np.exp(np.clip(np.log1p(-p) - np.log(p) + own, -50, 50)))
    by_itself = rest * known.right[other] + (1 - rest) * (1 - known.right[other]) * np.minimum(
        known.habit[other] * echoed[answer], 1.0
    )
    by_itself = np.clip(by_itself, 1e-9, 1.0)
    return np.where(agree, np.log((share + (1 - share) * by_itself) / by_itself), np.log1p(-share))


def discounts(claims: Claims, answers: Answers, dependences: Sequence[Dependence]) -> Floats:
    """For each claim how much of a voice of its own it is: Π (1 - P) over originals that give the same answer.

    That two agree where one copies makes it nearly sure that this answer was copied, so the whole P is taken off.
    """
    weight = np.ones(len(claims))
    code = {name: k for k, name in enumerate(claims.sources)}
    known = [d for d in dependences if d.copier in code and d.original in code and d.copier != d.original]
    if not known or not len(claims):
        return weight
    m = len(claims.sources)
    spoken = answers.answer * m + claims.source
    order = np.argsort(spoken, kind="stable")
    by_source = np.argsort(claims.source, kind="stable")
    starts = np.searchsorted(claims.source[by_source], np.arange(m + 1))
    for d in known:
        mine = by_source[starts[code[d.copier]] : starts[code[d.copier] + 1]]
        aim = answers.answer[mine] * m + code[d.original]
        found = order[np.minimum(np.searchsorted(spoken[order], aim), len(order) - 1)]
        hit = spoken[found] == aim
        weight[mine[hit]] *= 1.0 - d.probability
    return weight
