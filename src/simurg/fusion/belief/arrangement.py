"""The different answers to each question, who gives them, and which of them are vaguer than which.

An *answer* is one of the different values given to one question. Pairs of answers to one question are listed only
where one bears on the other, so a question with ten thousand answers costs ten thousand steps, not their square.
"""

from dataclasses import dataclass

import numpy as np

from simurg.fusion.belief.claims import Claims
from simurg.fusion.belief.hierarchy import Hierarchy, Ladder, ladder
from simurg.fusion.belief.numbers import centres, holding, rounded, slips
from simurg.fusion.belief.tally import Floats, Ints, tally


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """n claims to m answers to k questions; answers are sorted by question, word, low and high.

    `answer[i]` is the answer that claim i gives. A pair (upper, lower) means: answer `upper` is true but vaguer if
    `lower` is the truth, one of `levels` vaguer ones. A pair (slipped, original): `slipped` is `original` with a
    unit slip. `climbs` says of each answer whether a vaguer or a sharper one was given too: only then can a source's
    answer show that it knew less than others (Jung et al. 2019 draw the same line).
    """

    answer: Ints
    question: Ints
    value: Ints
    low: Floats
    high: Floats
    depth: Ints
    upper: Ints
    lower: Ints
    levels: Floats
    slipped: Ints
    original: Ints
    climbs: np.ndarray[tuple[int], np.dtype[np.bool_]]
    first: Ints
    """For each question, its first answer; one more at the end."""


def arrange(claims: Claims, hierarchy: Hierarchy, tolerance: float) -> Answers:
    """Answers of all questions."""
    low, high = _centred(claims, tolerance)
    filled = np.nan_to_num(np.stack([low, high]), nan=0.0)
    keys = np.stack([claims.question, claims.value, filled[0].view(np.int64), filled[1].view(np.int64)])
    order = np.lexsort((filled[1], filled[0], claims.value, claims.question))
    new = np.r_[True, (np.diff(keys[:, order], axis=1) != 0).any(axis=0)] if len(claims) else np.zeros(0, dtype=bool)
    answer = np.empty(len(claims), dtype=np.int64)
    answer[order] = np.cumsum(new) - 1
    heads = order[new]
    question, value = claims.question[heads], claims.value[heads]
    first = np.searchsorted(question, np.arange(len(claims.questions) + 1))
    steps = ladder(hierarchy, claims.values)
    depth = np.where(value >= 0, steps.depth[np.maximum(value, 0)], 0) if len(steps.depth) else np.zeros_like(value)
    upper, lower = _above(question, value, steps, len(claims.values))
    levels = np.maximum(depth[lower], 1).astype(np.float64)
    voices = tally(answer, claims.weight, len(heads))
    outer, inner, slipped, original = _number_pairs(first, value, low[heads], high[heads], (voices, tolerance))
    upper, lower = np.r_[upper, outer], np.r_[lower, inner]
    levels = np.r_[levels, np.ones(len(outer))]
    climbs = np.zeros(len(heads), dtype=bool)
    climbs[upper] = climbs[lower] = True
    by = np.lexsort((upper, lower))
    return Answers(
        answer, question, value, low[heads], high[heads], depth, upper[by], lower[by], levels[by],
        slipped, original, climbs, first,
    )  # fmt: skip


def _centred(claims: Claims, tolerance: float) -> tuple[Floats, Floats]:
    """Single numbers moved to the centre of their answer; intervals and words as they are."""
    low, high = claims.low.copy(), claims.high.copy()
    points = np.flatnonzero(low == high)
    if len(points):
        starts = np.flatnonzero(np.r_[True, np.diff(claims.question[points]) != 0])
        for block in np.split(points, starts[1:]):
            if len(block) > 1:
                low[block] = high[block] = centres(claims.low[block], claims.weight[block], tolerance)
    low[low == 0] = 0.0  # one zero, not two
    high[high == 0] = 0.0
    return low, high


def _above(question: Ints, value: Ints, steps: Ladder, words: int) -> tuple[Ints, Ints]:
    """Pairs (upper, lower) by the hierarchy: for each answer, which words above it are answers to its question too."""
    spoken = np.flatnonzero(value >= 0)
    if len(spoken) == 0 or len(steps.codes) == 0:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    counts = steps.start[value[spoken] + 1] - steps.start[value[spoken]]
    lower = np.repeat(spoken, counts)
    offset = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    wanted = steps.codes[np.repeat(steps.start[value[spoken]], counts) + offset]
    keys = question * (words + 1) + value + 1
    aim = question[lower] * (words + 1) + wanted + 1
    found = np.minimum(np.searchsorted(keys, aim), len(keys) - 1)
    hit = keys[found] == aim
    return found[hit], lower[hit]


def _number_pairs(
    first: Ints, value: Ints, low: Floats, high: Floats, extra: tuple[Floats, float]
) -> tuple[Ints, Ints, Ints, Ints]:
    """Pairs by vagueness (interval or round number, what it holds) and by unit slips (slip, original)."""
    voices, tolerance = extra
    pairs: tuple[list[Ints], list[Ints], list[Ints], list[Ints]] = ([], [], [], [])
    numeric = np.r_[0, np.cumsum(value < 0)]
    for q in np.flatnonzero(numeric[first[1:]] - numeric[first[:-1]] > 1):
        mine = np.arange(first[q], first[q + 1])
        mine = mine[value[mine] < 0]
        points = mine[low[mine] == high[mine]]
        spans = mine[low[mine] < high[mine]]
        if len(spans):
            outer, inner = holding(low[mine], high[mine], np.flatnonzero(low[mine] < high[mine]), voices[mine])
            pairs[0].append(mine[outer])
            pairs[1].append(mine[inner])
        if len(points) > 1:
            outer, inner = rounded(low[points], voices[points])
            pairs[0].append(points[outer])
            pairs[1].append(points[inner])
            slipped, original = slips(low[points], tolerance)
            pairs[2].append(points[slipped])
            pairs[3].append(points[original])
    none = np.zeros(0, dtype=np.int64)
    outer, inner, slipped, original = (np.concatenate([none, *part]) for part in pairs)
    return outer, inner, slipped, original
