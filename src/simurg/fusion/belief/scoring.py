"""How good beliefs were, once the truth is known. For benchmarks and track records; the fit never sees any of it."""

from collections.abc import Mapping, Sequence

import numpy as np

from simurg.fusion.belief.beliefs import Beliefs
from simurg.fusion.belief.claims import Claims
from simurg.fusion.belief.parameters import Parameters

Question = tuple[str, str]


def sharpest(claims: Claims, truth: Mapping[Question, Sequence[str]]) -> dict[Question, str]:
    """For each question the most specific true word that somebody gave; without entry where nobody gave one.

    `truth`: for each question the true words, the most specific first.
    """
    given: dict[Question, set[str]] = {}
    for q, v in zip(claims.question.tolist(), claims.value.tolist(), strict=True):
        if v >= 0:
            given.setdefault(claims.questions[q], set()).add(claims.values[v])
    found = {q: next((w for w in truth[q] if w in words), None) for q, words in given.items() if q in truth}
    return {q: word for q, word in found.items() if word is not None}


def word_accuracy(beliefs: Beliefs, truth: Mapping[Question, Sequence[str]]) -> float:
    """Part of the questions with a known truth whose believed answer is exactly the sharpest true one given.

    A question to which nobody gave a true answer counts as wrong. Raises ZeroDivisionError where no truth is known.
    """
    aim = sharpest(beliefs.claims, truth)
    judged = [(q, int(b)) for q, b in zip(beliefs.claims.questions, beliefs.best, strict=True) if q in truth]
    return sum(aim.get(q) == beliefs.answer_name(b) for q, b in judged) / len(judged)


def number_error_rate(beliefs: Beliefs, truth: Mapping[Question, float], off: float = 0.01) -> float:
    """Part of the questions with a known truth whose believed number is more than `off` (a share) away from it."""
    rows = beliefs.table().select(["object", "attribute", "number"]).to_pylist()
    judged = [(row["number"], truth[q]) for row in rows if (q := (row["object"], row["attribute"])) in truth]
    return sum(n is None or not abs(n - t) <= off * abs(t) for n, t in judged) / len(judged)


def interval_coverage(parameters: Parameters, rates: Mapping[str, float]) -> float:
    """Part of the sources whose true rate of right answers (vague ones included) lies in the stated 80 % interval."""
    known = [(parameters.sources[name], rate) for name, rate in sorted(rates.items()) if name in parameters.sources]
    return sum(one.low <= rate <= one.high for one, rate in known) / len(known)


def realised_rates(claims: Claims, truth: Mapping[Question, Sequence[str]], least: int = 1) -> dict[str, float]:
    """For each source with at least `least` answers to known questions, the part that was right (vague ones too)."""
    right, count = np.zeros(len(claims.sources)), np.zeros(len(claims.sources))
    for q, s, v in zip(claims.question.tolist(), claims.source.tolist(), claims.value.tolist(), strict=True):
        words = truth.get(claims.questions[q])
        if words is not None and v >= 0:
            count[s] += 1
            right[s] += claims.values[v] in words
    return {name: float(right[s] / count[s]) for s, name in enumerate(claims.sources) if count[s] >= max(least, 1)}
