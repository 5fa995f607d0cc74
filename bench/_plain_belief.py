"""Plain truth discovery to stand beside ours: the majority vote, and ACCU without hierarchy or copying."""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from simurg.fusion.belief.claims import Claims

Question = tuple[str, str]


def vote(claims: Claims, order: Mapping[tuple[str, str, str], int]) -> dict[Question, str]:
    """The word most often given; of equals the first by `order`, else the first in the alphabet."""
    counts: dict[Question, Counter[str]] = {}
    for q, v in zip(claims.question.tolist(), claims.value.tolist(), strict=True):
        counts.setdefault(claims.questions[q], Counter())[claims.values[v]] += 1
    return {
        q: min(words.items(), key=lambda item: (-item[1], order.get((*q, item[0]), 0), item[0]))[0]
        for q, words in counts.items()
    }


def accu(claims: Claims, wrong_values: int = 10, rounds: int = 20) -> dict[Question, str]:
    """Dong et al. 2009 without copying: accuracies start at 0.8; a wrong value is one of ten."""
    m = max(len(claims.values), 1)
    answers, answer = np.unique(claims.question * m + claims.value, return_inverse=True)
    question = answers // m
    accuracy = np.full(len(claims.sources), 0.8)
    p = np.zeros(len(answers))
    for _ in range(rounds):
        score = np.log(wrong_values * accuracy / (1 - accuracy))[claims.source]
        total = np.bincount(answer, weights=score, minlength=len(answers))
        top = np.full(len(claims.questions), -np.inf)
        np.maximum.at(top, question, total)
        mass = np.exp(total - top[question])
        p = mass / np.bincount(question, weights=mass)[question]
        count = np.bincount(claims.source, minlength=len(accuracy))
        accuracy = np.clip(np.bincount(claims.source, weights=p[answer]) / np.maximum(count, 1), 0.01, 0.99)
    best: dict[Question, tuple[float, str]] = {}
    for key, share in zip(answers.tolist(), p.tolist(), strict=True):
        q, word = claims.questions[key // m], claims.values[key % m]
        if q not in best or share > best[q][0]:
            best[q] = (share, word)
    return {q: word for q, (_, word) in best.items()}


def first_mode(values: Sequence[float]) -> float:
    """The number most often given; of equals the first."""
    return Counter(values).most_common(1)[0][0]
