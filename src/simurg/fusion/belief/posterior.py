"""How probable each answer is, given who gave which, for known reliabilities.

The model. A question has one true answer t; beforehand answer v has probability popularity(v), and what is left is for
answers that nobody gave ("none of these"). A source s answers t itself with probability r(1-g), one of the vaguer
answers above t with r·g / levels, and something wrong with (1-r)·θ(v), where θ is its habit: sites have favourite
wrong answers (a page's "Mobile" button read as a town), and chance agreement on a popular word says little. A wrong
answer that somebody gave may be repeated: each further wrong voice for the same answer costs only
(1-echo)·θ + echo. A unit slip of t costs (1-r)(θ + slip share).

So log p(v) = log popularity(v) + Σ over claims of v of log right/wrong + Σ over claims vaguer than v of log
vague/wrong + constant: linear in the number of claims. Each claim's terms are multiplied by its weight (copies: less).

After Jung, Kim & Shim 2019 (TDH: exact, generalised and wrong answers), Dong, Berti-Equille & Srivastava 2009 (wrong
answers seldom agree by chance; copying). "None of these", habits, echo and slips are ours.
"""

from dataclasses import dataclass

import numpy as np

from simurg.fusion.belief.arrangement import Answers
from simurg.fusion.belief.tally import Floats, Ints, tally

LEAST = 1e-3
"""No source is taken as surely right or surely wrong."""


@dataclass(frozen=True, slots=True, eq=False)
class Beforehand:
    """What is known before the claims are weighed. For each claim `right` (r), `vague` (g), `habit` (θ), `weight`;
    for each answer `popularity`; `echo` and `slip_share` for all."""

    right: Floats
    vague: Floats
    habit: Floats
    weight: Floats
    popularity: Floats
    echo: float
    slip_share: float


@dataclass(frozen=True, slots=True, eq=False)
class Posterior:
    """For each answer its probability; for each claim that it is right in itself, that it is vague but right, and how
    much it speaks for its answer (log right/wrong); for each question that no answer is right, and the log likelihood
    of its claims."""

    answer: Floats
    exact: Floats
    vague: Floats
    support: Floats
    none: Floats
    likelihood: Floats
    pair: Floats
    """For each pair (upper, lower) of the answers: the probability of `lower`."""


def weigh(answers: Answers, known: Beforehand) -> Posterior:
    """The posterior. All sums run over sorted claims, so equal claims give equal bytes."""
    m, k = len(answers.question), len(answers.first) - 1
    right = np.clip(known.right, LEAST, 1 - LEAST)
    wrong = np.log1p(-right) + np.log(known.habit)
    exact = np.log(right) + np.where(answers.climbs[answers.answer], np.log1p(-known.vague), 0.0)
    weight = known.weight

    def total(of_claims: Floats) -> Floats:
        return tally(answers.answer, weight * of_claims, m)

    voices = total(np.ones_like(right))
    echoes = echo_gain(voices, total(np.log(known.habit)), known.echo) * np.maximum(voices - 1.0, 0.0)
    if_wrong = total(wrong) + echoes
    score = np.log(known.popularity) + total(exact) - if_wrong
    up = total(np.log(right) + np.log(known.vague)) - if_wrong
    score += tally(answers.lower, up[answers.upper] - voices[answers.upper] * np.log(answers.levels), m)
    slipping = total(np.log(known.habit + known.slip_share))
    slip = total(np.log1p(-right)) + slipping - if_wrong
    slip += echo_gain(voices, slipping, known.echo) * np.maximum(voices - 1.0, 0.0)
    score += tally(answers.original, slip[answers.slipped], m)
    given = tally(answers.question, known.popularity, k)
    nobody = np.log(np.maximum(1.0 - given, LEAST))
    top = nobody.copy()
    np.maximum.at(top, answers.question, score)
    mass = np.exp(score - top[answers.question])
    norm = tally(answers.question, mass, k) + np.exp(nobody - top)
    p = mass / norm[answers.question]
    base = tally(answers.question, if_wrong, k)
    pair = p[answers.lower]
    above = np.minimum(tally(answers.upper, pair, m), 1.0)
    return Posterior(
        p, p[answers.answer], above[answers.answer], exact - wrong, np.exp(nobody - top) / norm,
        base + top + np.log(norm), pair,
    )  # fmt: skip


def echo_gain(voices: Floats, log_habits: Floats, echo: float) -> Floats:
    """log of how much likelier a further wrong voice is than by habit alone: (1-echo) + echo/θ, θ their mean."""
    mean = log_habits / np.maximum(voices, 1e-12)
    gain: Floats = np.logaddexp(np.log1p(-echo), np.log(echo) - mean)
    return gain


def best_of(answers: Answers, score: Floats) -> Ints:
    """For each question its most probable answer: of equals the deeper, then the first in the order of answers."""
    order = np.lexsort((np.arange(len(score)), -answers.depth, -score, answers.question))
    heads = np.searchsorted(answers.question[order], np.arange(len(answers.first) - 1))
    return order[heads] if len(order) else np.zeros(0, dtype=np.int64)
