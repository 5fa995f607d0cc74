"""`features.features` for many pairs of names at once: one row a pair, one column a feature, the same numbers.

A pair's words are rows (counterparts.py); what they say together is summed, or the largest taken, by pair. The
meaning of each column stands in features.py.
"""

from dataclasses import dataclass

import numpy as np
from rapidfuzz.distance import OSA

from simurg.fusion.identity.columns import Columns, Flags, Floats, Ints, spread
from simurg.fusion.identity.features import FEATURES
from simurg.fusion.identity.layout import Counterparts, Side
from simurg.fusion.identity.likeness import sounds
from simurg.fusion.identity.wholes import by_letter, by_sign, wordless
from simurg.fusion.identity.words import Words, distances


@dataclass(frozen=True, slots=True)
class _Work:
    """The columns and the pairs at hand: names `left[p]` and `right[p]`, and their counterparts."""

    names: Columns
    words: Words
    left: Ints
    right: Ints
    rows: Counterparts

    def total(self, values: Floats | Flags, pair: Ints | None = None) -> Floats:
        """Summed by pair."""
        at = self.rows.pair if pair is None else pair
        found: Floats = np.bincount(at, weights=values, minlength=len(self.left)).astype(np.float64, copy=False)
        return found

    def count(self, pair: Ints) -> Ints:
        return np.bincount(pair, minlength=len(self.left))

    def largest(self, values: Floats, chosen: Ints) -> Floats:
        """The largest by pair over the chosen rows, none below 0."""
        found = np.zeros(len(self.left))
        np.maximum.at(found, self.rows.pair[chosen], values)
        return found


def vectors(names: Columns, words: Words, left: Ints, right: Ints, rows: Counterparts) -> Floats:
    """Shape (pairs, len(FEATURES)); pairs in order of rank, as `counterparts` had them."""
    work = _Work(names, words, left, right, rows)
    found = {**_by_word(work), **_left_over(work), **_family(work)}
    found |= by_letter(names, left, right) | by_sign(names, left, right)
    table = np.column_stack([found[name] for name in FEATURES]).astype(np.float64, copy=False)
    empty = np.flatnonzero((names.letters[left] == 0) | (names.letters[right] == 0))
    table[empty] = wordless(names, left[empty], right[empty])
    return table


def _by_word(work: _Work) -> dict[str, Floats]:
    """What the counterparts say."""
    rows, names, count = work.rows, work.names, work.count(work.rows.pair)
    matched = work.total(rows.weight * rows.likeness)
    ours, theirs = names.weight[work.left], names.weight[work.right]
    unequal = np.flatnonzero(rows.likeness < 1.0)
    pair, short = rows.pair[unequal], 1.0 - rows.likeness[unequal]
    texts = np.array([*names.words, *rows.joined], dtype=object)
    left, right = texts[rows.left_word[unequal]].tolist(), texts[rows.right_word[unequal]].tolist()
    edits = distances(OSA.distance, left, right)
    differing = np.flatnonzero(rows.likeness[unequal] < 0.9)
    heard = distances(OSA.distance, [sounds(left[row]) for row in differing], [sounds(right[row]) for row in differing])
    most = work.largest(np.minimum(edits[differing], heard), unequal[differing])
    other_first = np.array([one[0] != two[0] for one, two in zip(left, right, strict=True)], dtype=np.float64)
    single = np.array([len(one) == 1 or len(two) == 1 for one, two in zip(left, right, strict=True)], dtype=np.float64)
    return {
        "shared": np.minimum(1.0, 2.0 * matched / _not_zero(ours + theirs)),
        "contained": np.minimum(1.0, matched / _not_zero(np.minimum(ours, theirs))),
        "worst": work.largest(short, unequal),
        "unlike": np.minimum(1.5, work.total(short, pair)),
        "first_letter": np.minimum(1.0, work.total(other_first, pair)),
        "initial": np.minimum(1.0, work.total(single, pair)),
        "alone": (count == 1).astype(np.float64),
        "edits": np.minimum(4.0, work.total(edits, pair)) / 4.0,
        "two_edits": (most >= 2.0).astype(np.float64),
        "three_edits": (most >= 3.0).astype(np.float64),
        "order": _disorder(rows, count),
    }


def _disorder(rows: Counterparts, count: Ints) -> Floats:
    """Rows of one pair that stand in another order on both sides, over all couples of its rows."""
    order = np.lexsort((rows.left_place, rows.pair))
    pair, place = rows.pair[order], rows.right_place[order]
    first = np.cumsum(count) - count
    here = np.arange(len(pair))
    couple, later = spread(here + 1, first[pair] + count[pair] - here - 1)
    swapped = np.bincount(pair[couple[place[couple] > place[later]]], minlength=len(count))
    return swapped / np.maximum(1.0, count * (count - 1) / 2)


def _left_over(work: _Work) -> dict[str, Floats]:
    """What the words without counterpart say."""
    names, rows = work.names, work.rows
    sides = rows.left, rows.right
    lost = [work.total(names.word_weight[side.at[side.free]], side.pair[side.free]) for side in sides]
    lonely = [work.count(side.pair[side.free]) for side in sides]
    carrying = [work.count(side.pair[side.free & (names.word_weight[side.at] >= 0.5)]) for side in sides]
    common = [(many > 0) & (heavy == 0) for many, heavy in zip(lonely, carrying, strict=True)]
    conflicts = np.minimum(*lonely)
    extra = np.maximum(*lonely) - conflicts
    smaller = np.minimum(names.weight[work.left], names.weight[work.right])
    alone = work.count(rows.pair) == 1
    first, last = _ends(work)
    return {
        "conflict": np.minimum(2.0, conflicts),
        "conflict_weight": np.minimum(1.0, np.minimum(*lost) / _not_zero(smaller)),
        "extra": np.minimum(3.0, extra) / 3.0,
        "common_conflict": ((conflicts > 0) & (common[0] | common[1])).astype(np.float64),
        "alone_extra": (alone & (extra > 0)).astype(np.float64),
        "first": first,
        "last": last,
    }


def _ends(work: _Work) -> tuple[Floats, Floats]:
    rows = work.rows
    ends = []
    for at_end in (False, True):
        found = np.zeros(len(work.left))
        for side, place in ((rows.left, rows.left_place), (rows.right, rows.right_place)):
            chosen = np.flatnonzero(place == (side.sizes[rows.pair] - 1 if at_end else 0))
            reached = np.zeros(len(work.left))
            reached[rows.pair[chosen]] = rows.likeness[chosen]
            found += reached
        ends.append(1.0 - found / 2)
    return ends[0], ends[1]


def _family(work: _Work) -> dict[str, Floats]:
    """Fathers and clans; looked at only where both names tell of one."""
    names, rows = work.names, work.rows
    found = {name: np.zeros(len(work.left)) for name in ("father", "clan", "reversed")}
    for feature, marks in (("father", names.father), ("clan", names.clan)):
        both = _told(rows.left, marks, work) & _told(rows.right, marks, work)
        if not both.any():
            continue
        apart = both & _unmatched(work, rows.left, marks, rows.left_word, both)
        found[feature] = (apart & _unmatched(work, rows.right, marks, rows.right_word, both)).astype(np.float64)
        if feature == "father":
            found["reversed"] = _reversed(work, both)
    return found


def _told(side: Side, marks: Flags, work: _Work) -> Flags:
    return work.count(side.pair[marks[side.at]]) > 0


def _unmatched(work: _Work, side: Side, marks: Flags, matched: Ints, both: Flags) -> Flags:
    """Some marked word of the side stands in no row."""
    at = np.flatnonzero(marks[side.at] & both[side.pair])
    lonely = ~_within(work, side.pair[at], work.names.word[side.at[at]], work.rows.pair, matched)
    return work.count(side.pair[at[lonely]]) > 0


def _reversed(work: _Work, both: Flags) -> Floats:
    rows, fathers = work.rows, work.names.father
    at = np.flatnonzero(both[rows.pair])
    marked = []
    for side, matched in ((rows.left, rows.left_word), (rows.right, rows.right_word)):
        told = np.flatnonzero(fathers[side.at] & both[side.pair])
        marked.append(_within(work, rows.pair[at], matched[at], side.pair[told], work.names.word[side.at[told]]))
    down = work.count(rows.pair[at[marked[0] & ~marked[1]]]) > 0
    up = work.count(rows.pair[at[marked[1] & ~marked[0]]]) > 0
    return np.where(down & up, 2.0, 0.0)


def _within(work: _Work, pair: Ints, word: Ints, pairs: Ints, words: Ints) -> Flags:
    """Whether (pair, word) is among (pairs, words), for each."""
    width = len(work.names.words) + len(work.rows.joined)
    return np.isin(pair * width + word, pairs * width + words)


def _not_zero(values: Floats) -> Floats:
    return np.where(values > 0, values, 1.0)
