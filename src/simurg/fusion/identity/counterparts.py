"""`align` for many pairs of names at once: which word stands for which, as columns.

The same greedy choice (equal words first, then the most alike, then the nearest place), made in rounds: in each round
every pair of names settles its best remaining pair of words. What is rare (two words against one, initials) is found
by a sieve over columns and settled pair by pair (leftovers.py).
"""

import numpy as np

from simurg.fusion.identity.align import SYLLABIC
from simurg.fusion.identity.columns import NONE, Columns, Floats, Ints, spread
from simurg.fusion.identity.layout import Cells, Counterparts, Side, side_of
from simurg.fusion.identity.leftovers import settled
from simurg.fusion.identity.letters import script_of
from simurg.fusion.identity.likeness import UNLIKE, native_likeness
from simurg.fusion.identity.words import Words, foreign_likenesses


def counterparts(names: Columns, words: Words, left: Ints, right: Ints) -> Counterparts:
    """For names `left[p]` and `right[p]` of every p; the caller has put them in order of rank."""
    one, two = side_of(names, left), side_of(names, right)
    pair, cell = spread(np.zeros(len(left), dtype=np.int64), one.sizes * two.sizes)
    row, column = np.divmod(cell, np.maximum(two.sizes, 1)[pair])
    cells = Cells(pair, one.first[pair] + row, two.first[pair] + column)
    same = cells.of(names.word[one.at[cells.left]] == names.word[two.at[cells.right]])
    same = same.of(_alike(names, words, one, two, same) == 1.0)
    same = same.of(_greedy(same, one, two))
    cells = cells.of(one.free[cells.left] & two.free[cells.right])
    alike = _alike(names, words, one, two, cells)
    near = np.flatnonzero(alike >= UNLIKE)
    near = near[_best_first(names, one, two, cells.of(near), alike[near])]
    near = near[_greedy(cells.of(near), one, two)]
    rows = _rows(names, one, two, (same, cells.of(near)), np.concatenate([np.ones(len(same.pair)), alike[near]]))
    cells = cells.of(one.free[cells.left] & two.free[cells.right])
    return settled(names, words, rows, cells, (left, right))


def _alike(names: Columns, words: Words, one: Side, two: Side, cells: Cells) -> Floats:
    """As `align._alike`, for every cell."""
    left, right = one.at[cells.left], two.at[cells.right]
    found = words.likeness(names.word[left], names.word[right])
    own, theirs = names.foreign[left], names.foreign[right]
    for place in np.flatnonzero((own != theirs) & (own != NONE) & (theirs != NONE)).tolist():
        ours, other = names.foreign_words[own[place]], names.foreign_words[theirs[place]]
        if script_of(ours) in SYLLABIC and script_of(ours) == script_of(other):
            found[place] = min(found[place], max(0.0, native_likeness(ours, other)))
    across = np.flatnonzero(((own == NONE) != (theirs == NONE)) & (found < 0.95))
    if len(across):
        ours = own[across] != NONE
        foreign = np.where(ours, own[across], theirs[across])
        word = np.where(ours, names.word[right[across]], names.word[left[across]])
        found[across] = np.maximum(found[across], _across(names, foreign, word))
    return found


def _across(names: Columns, foreign: Ints, word: Ints) -> Floats:
    """Foreign words against Latin ones, each distinct pair once."""
    code, place = np.unique(foreign * len(names.words) + word, return_inverse=True)
    pairs = zip(*(side.tolist() for side in np.divmod(code, len(names.words))), strict=True)
    return foreign_likenesses([(names.foreign_words[one], names.words[two]) for one, two in pairs])[place]


def _best_first(names: Columns, one: Side, two: Side, cells: Cells, alike: Floats) -> Ints:
    left = cells.left - one.first[cells.pair]
    right = cells.right - two.first[cells.pair]
    words = names.word[one.at[cells.left]], names.word[two.at[cells.right]]
    keys = (np.maximum(*words), np.minimum(*words), left + right, np.abs(left - right), -alike, cells.pair)
    return np.lexsort(keys)


def _greedy(cells: Cells, one: Side, two: Side) -> Ints:
    """Of cells sorted by pair and then best first, those that are taken; marks their places as no longer free."""
    taken: list[Ints] = []
    rows = np.arange(len(cells.pair))
    while len(rows):
        first = np.ones(len(rows), dtype=np.bool_)
        first[1:] = cells.pair[rows[1:]] != cells.pair[rows[:-1]]
        best, rows = rows[first], rows[~first]
        taken.append(best)
        one.free[cells.left[best]] = two.free[cells.right[best]] = False
        rows = rows[one.free[cells.left[rows]] & two.free[cells.right[rows]]]
    return np.concatenate(taken) if taken else rows


def _rows(names: Columns, one: Side, two: Side, taken: tuple[Cells, Cells], alike: Floats) -> Counterparts:
    pair = np.concatenate([cells.pair for cells in taken])
    order = np.argsort(pair, kind="stable")
    pair = pair[order]
    left = np.concatenate([cells.left for cells in taken])[order]
    right = np.concatenate([cells.right for cells in taken])[order]
    return Counterparts(
        pair=pair,
        left_word=names.word[one.at[left]],
        right_word=names.word[two.at[right]],
        left_place=left - one.first[pair],
        right_place=right - two.first[pair],
        likeness=alike[order],
        weight=np.minimum(names.word_weight[one.at[left]], names.word_weight[two.at[right]]),
        left=one,
        right=two,
        joined=(),
    )
