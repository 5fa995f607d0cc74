"""The fit: from claims to parameters, with no truth given.

Expectation maximisation. In turn: how probable each answer is under what is believed of the sources (posterior.py);
what the sources are like under how probable each answer is. Which pairs copy (copying.py) is asked before the first
step, while all sources count as equally good, and again after each climb: asked only afterwards, a source with three
copies has made itself the truth, and that all four agree surprises nobody any more. What a source is like is drawn
towards its family and towards all sources, the more the fewer claims it has; how strongly is chosen among a few values
by the likelihood of the claims (empirical Bayes).
Nothing is drawn at random; the result depends on the claims alone, not on their order.
"""

from dataclasses import dataclass, replace

import numpy as np

from simurg.fusion.belief.arrangement import Answers, arrange
from simurg.fusion.belief.claims import Claims
from simurg.fusion.belief.copying import discounts, find_copying
from simurg.fusion.belief.hierarchy import Hierarchy
from simurg.fusion.belief.parameters import Dependence, Parameters, Settings
from simurg.fusion.belief.posterior import LEAST, Beforehand, Posterior, echo_gain, weigh
from simurg.fusion.belief.priors import popularity_of
from simurg.fusion.belief.reliability import Evidence, log_evidence, log_likelihoods
from simurg.fusion.belief.tally import Floats, Ints, count_of, tally
from simurg.fusion.belief.writing import Learned, written

SMALL_CHANGE = 1e-5
COPY_ROUNDS = 4
MOST_ECHO = 0.5
MEAN_RANGE = (0.5, 0.99)
FAMILY_RANGE = (0.05, 0.99)
"""Sources are more often right than wrong on the average; else "all lie and repeat each other" would fit as well."""


def fit(claims: Claims, settings: Settings | None = None, hierarchy: Hierarchy | None = None) -> Parameters:
    """Parameters for sources, habits, popularity, echo and copying. No claims give the prior."""
    settings, hierarchy = settings or Settings(), hierarchy or Hierarchy()
    answers = arrange(claims, hierarchy, settings.tolerance)
    task = _Task(claims, answers, settings, *_habit_cells(claims), *_family_codes(claims), _tested(claims))
    learned = _start(task)
    dependences: tuple[Dependence, ...] = ()
    for turn in range(COPY_ROUNDS if settings.copying else 1):
        if settings.copying:
            known = _known(task, learned, claims.weight * discounts(claims, answers, dependences))
            before, dependences = dependences, find_copying(claims, answers, known, weigh(answers, known), settings)
            if turn and dependences == before:
                break
        learned, _ = _climb(task, learned, claims.weight * discounts(claims, answers, dependences))
    weight = claims.weight * discounts(claims, answers, dependences)
    evidence = _evidence(task, _known(task, learned, weight))
    table = log_likelihoods(evidence, len(claims.sources), task.tested)
    return written(claims, settings, learned, table, dependences)


@dataclass(frozen=True, slots=True, eq=False)
class _Task:
    """What stays the same during a fit. A cell is a word that a source gave; -1 marks numbers' claims."""

    claims: Claims
    answers: Answers
    settings: Settings
    cell: Ints
    cell_source: Ints
    cell_word: Ints
    family: Ints
    family_names: tuple[str, ...]
    tested: Floats
    """For each claim its share of its source's voice where another source answered too, else 0: what nobody else
    speaks to tells nothing about its source, and would otherwise only confirm what is already believed."""


def _tested(claims: Claims) -> Floats:
    pairs = np.unique(claims.question * max(len(claims.sources), 1) + claims.source) // max(len(claims.sources), 1)
    heard = count_of(pairs, len(claims.questions))
    return np.where(heard[claims.question] > 1, claims.weight, 0.0)


def _habit_cells(claims: Claims) -> tuple[Ints, Ints, Ints]:
    words = max(len(claims.values), 1)
    spoken = claims.value >= 0
    cells, where = np.unique(claims.source[spoken] * words + claims.value[spoken], return_inverse=True)
    cell = np.full(len(claims), -1)
    cell[spoken] = where
    return cell, cells // words, cells % words


def _family_codes(claims: Claims) -> tuple[Ints, tuple[str, ...]]:
    names = tuple(sorted(set(claims.families)))
    code = {name: k for k, name in enumerate(names)}
    return np.array([code[f] for f in claims.families], dtype=np.int64), names


def _start(task: _Task) -> Learned:
    s, words = task.settings, len(task.claims.values)
    spoken = task.claims.value[task.claims.value >= 0]
    share: Floats = (count_of(spoken, words).astype(np.float64) + 0.5) / (len(spoken) + 0.5 * (words + 1))
    sources = len(task.claims.sources)
    family_mean = np.full(len(task.family_names), s.mean)
    alpha, beta = _prior(task, family_mean, 4.0)
    return Learned(
        right=alpha / (alpha + beta), vague=np.full(sources, s.vague_mean), alpha=alpha, beta=beta,
        family_names=task.family_names, family_mean=family_mean, mean=s.mean, strength=4.0, vague_mean=s.vague_mean,
        popularity=share, common=share, rare=0.5 / (len(spoken) + 0.5 * (words + 1)), habit=share[task.cell_word],
        cell_source=task.cell_source, cell_word=task.cell_word, cell_count=np.zeros(len(task.cell_word)),
        echo=s.echo_mean,
    )  # fmt: skip


def _prior(task: _Task, family_mean: Floats, strength: float) -> tuple[Floats, Floats]:
    """Beta prior of each source: its family's mean, and beside it what the officer's letter says."""
    letters = dict(task.settings.grade_means)
    graded = np.array([letters.get(grade, 0.0) for grade in task.claims.grades])
    extra = np.where(graded > 0, task.settings.grade_weight, 0.0)
    mean = family_mean[task.family]
    return strength * mean + extra * graded, strength * (1 - mean) + extra * (1 - graded)


def _known(task: _Task, learned: Learned, weight: Floats) -> Beforehand:
    c, s = task.claims, task.settings
    habit = np.full(len(c), 1.0 / s.domain)
    spoken = task.cell >= 0
    habit[spoken] = learned.habit[task.cell[spoken]]
    popularity = popularity_of(task.answers, learned.popularity, s.domain)
    right = np.clip(learned.right, LEAST, 1 - LEAST)[c.source]
    return Beforehand(right, learned.vague[c.source], habit, weight, popularity, learned.echo, s.slip_share)


def _climb(task: _Task, learned: Learned, weight: Floats) -> tuple[Learned, Posterior]:
    """Steps until nothing moves any more."""
    known = _known(task, learned, weight)
    posterior = weigh(task.answers, known)
    for turn in range(task.settings.rounds if len(task.claims) else 0):
        learned = _step(task, learned, known, posterior)
        if turn % 5 == 4:
            learned = replace(learned, strength=_strength(task, learned, _evidence(task, known)))
        known = _known(task, learned, weight)
        before, posterior = posterior, weigh(task.answers, known)
        if turn > 5 and float(np.abs(posterior.answer - before.answer).max(initial=0.0)) < SMALL_CHANGE:
            break
    return learned, posterior


def _step(task: _Task, old: Learned, known: Beforehand, p: Posterior) -> Learned:
    c, s, sources = task.claims, task.settings, len(task.claims.sources)
    true = np.minimum(p.exact + p.vague, 1.0)
    count = tally(c.source, task.tested, sources)
    right = tally(c.source, task.tested * true, sources)
    mean, family_mean = _means(task, count, right, old.strength)
    alpha, beta = _prior(task, family_mean, old.strength)
    vague, vague_mean = _vagueness(task, p, sources)
    words, spoken = len(c.values), task.cell >= 0
    wrong = tally(task.cell[spoken], (task.tested * (1 - true))[spoken], len(task.cell_word))
    by_word = _beyond_one(tally(task.cell_word, wrong, words))
    wrong = _beyond_one(wrong)
    by_source = tally(task.cell_source, wrong, sources)
    truths = task.answers.value >= 0
    chosen = _beyond_one(tally(task.answers.value[truths], p.answer[truths], words))
    popularity = (chosen + 0.5) / (chosen.sum() + 0.5 * (words + 1))
    spread = 0.5 * (words + 1)  # as much as the popularity of words never met weighs: rare words gain by neither
    common = (by_word + spread * popularity) / (by_word.sum() + spread)
    habit = (wrong + s.habit_weight * common[task.cell_word]) / (by_source[task.cell_source] + s.habit_weight)
    return replace(
        old, right=(right + alpha) / (count + alpha + beta), vague=vague, alpha=alpha, beta=beta, mean=mean,
        family_mean=family_mean, vague_mean=vague_mean, popularity=popularity, common=common,
        rare=0.5 / (float(chosen.sum()) + 0.5 * (words + 1)), habit=habit, cell_count=wrong,
        echo=_echo(task, old.echo, known, p),
    )  # fmt: skip


def _beyond_one(counts: Floats) -> Floats:
    """A word counts as habit, or as popular, by what was seen besides the claim in question; else each odd answer would
    make itself a habit, and each answer its own precedent."""
    rest: Floats = np.maximum(counts - 1.0, 0.0)
    return rest


def _means(task: _Task, count: Floats, right: Floats, strength: float) -> tuple[float, Floats]:
    """The mean over sources (each weighed by how much is known of it), and each family's, drawn towards it."""
    s = task.settings
    heard = count / (count + strength)
    share = right / np.maximum(count, 1e-12)
    mean = (s.mean * s.mean_weight + float((heard * share).sum())) / (s.mean_weight + float(heard.sum()))
    mean = float(np.clip(mean, *MEAN_RANGE))
    named = len(task.family_names)
    members = tally(task.family, heard, named)
    family = (tally(task.family, heard * share, named) + s.mean_weight * mean) / (members + s.mean_weight)
    return mean, np.clip(family, *FAMILY_RANGE)


def _vagueness(task: _Task, p: Posterior, sources: int) -> tuple[Floats, float]:
    """Only answers that somebody else gave too tell whether a source would have known better."""
    c, a, s = task.claims, task.answers, task.settings
    voices = count_of(a.answer, len(a.question))
    tested = (voices[a.answer] > 1) & a.climbs[a.answer]
    sharp = tally(c.source, c.weight * p.exact * tested, sources)
    vague = tally(c.source, c.weight * p.vague, sources)
    mean = (float(vague.sum()) + s.vague_weight * s.vague_mean) / (float((sharp + vague).sum()) + s.vague_weight)
    mean = float(np.clip(mean, LEAST, 0.9))
    each = (vague + s.vague_weight * mean) / (sharp + vague + s.vague_weight)
    return np.clip(each, LEAST, 1 - LEAST), mean


def _echo(task: _Task, echo: float, known: Beforehand, p: Posterior) -> float:
    """Of the wrong voices that had an earlier wrong voice to repeat, the part that did."""
    a, s = task.answers, task.settings
    k = len(a.first) - 1
    voices = tally(a.answer, known.weight, len(a.question))
    log_habits = tally(a.answer, known.weight * np.log(known.habit), len(voices))
    above = tally(a.upper, p.pair, len(voices))
    wrong = np.maximum(1.0 - p.answer - above, 0.0)
    gain = np.exp(echo_gain(voices, log_habits, echo))
    habit = np.exp(log_habits / np.maximum(voices, 1e-12))
    repeats = wrong * np.maximum(voices - 1.0, 0.0) * (echo / habit) / gain
    chances = np.maximum(tally(a.question, wrong * voices, k) - 1.0, 0.0)
    return float(
        np.clip(
            (repeats.sum() + s.echo_weight * s.echo_mean) / (chances.sum() + s.echo_weight),
            LEAST,
            MOST_ECHO,
        )
    )


def _evidence(task: _Task, known: Beforehand) -> Evidence:
    p = weigh(task.answers, known)
    true = np.clip(p.exact + p.vague, 0.0, 1.0)
    return Evidence(task.claims.source, true, known.weight, known.right)


def _strength(task: _Task, learned: Learned, evidence: Evidence) -> float:
    """Of the strengths on offer the one that makes all claims likeliest."""
    table = log_likelihoods(evidence, len(task.claims.sources), task.tested)
    scores = [log_evidence(table, *_prior(task, learned.family_mean, one)) for one in task.settings.strengths]
    return task.settings.strengths[int(np.argmax(np.round(scores, 6)))]
