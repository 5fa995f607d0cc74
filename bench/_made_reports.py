"""Made reports of realistic length with planted near copies, for the speed and recall of near-duplicate search.

Words are invented and drawn by Zipf's law, sentences have 8 to 30 of them, reports 8 to 30 sentences. A planted copy
is another report edited: words replaced, sentences dropped or moved, a line put before and behind.
"""

from dataclasses import dataclass

import numpy as np

VOCABULARY = 40_000
_SYLLABLES = [a + b for a in "bcdfghklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "er", "or", "il")]


@dataclass(frozen=True, slots=True)
class Made:
    """`texts`, and the planted pairs (place of the original, place of the copy)."""

    texts: list[str]
    planted: list[tuple[int, int]]


def make(seed: int, count: int, planted: int) -> Made:
    """`count` reports of which `planted` are copies of earlier ones."""
    dice = np.random.default_rng(seed)
    words = np.array(["".join(dice.choice(_SYLLABLES, dice.integers(1, 5))) for _ in range(VOCABULARY)])
    weights = 1 / np.arange(3, VOCABULARY + 3)
    weights /= weights.sum()
    reports = [_report(dice, words, weights) for _ in range(count - planted)]
    pairs = []
    for place in range(planted):
        original = int(dice.integers(count - planted))
        pairs.append((original, count - planted + place))
        reports.append(_copy(dice, reports[original], words, weights))
    return Made([" ".join(_shown(sentence) for sentence in report) for report in reports], pairs)


def _report(dice: np.random.Generator, words: np.ndarray, weights: np.ndarray) -> list[list[str]]:
    sizes = dice.integers(8, 31, dice.integers(8, 31))
    drawn = dice.choice(words, sizes.sum(), p=weights).tolist()
    ends = np.cumsum(sizes)
    return [drawn[end - size : end] for end, size in zip(ends.tolist(), sizes.tolist(), strict=True)]


def _copy(
    dice: np.random.Generator, report: list[list[str]], words: np.ndarray, weights: np.ndarray
) -> list[list[str]]:
    copied = [list(sentence) for sentence in report]
    for sentence in copied:
        for at in np.flatnonzero(dice.random(len(sentence)) < 0.02).tolist():
            sentence[at] = str(dice.choice(words, p=weights))
    if dice.random() < 0.5:
        del copied[int(dice.integers(len(copied)))]
    if dice.random() < 0.3:
        copied.insert(0, copied.pop(int(dice.integers(len(copied)))))
    extra = dice.choice(words, 14, p=weights).tolist()
    return [extra[:7], *copied, extra[7:]]


def _shown(sentence: list[str]) -> str:
    text = " ".join(sentence)
    return text[0].upper() + text[1:] + "."
