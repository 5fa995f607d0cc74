"""`features.features` for many pairs of names at once: one row a pair, one column a feature, the same numbers.

A pair's words are rows (counterparts.py); what they say together is summed, or the largest taken, by pair. The
meaning of each column stands in features.py.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from rapidfuzz.distance import OSA, Indel
from rapidfuzz.process import cpdist

from simurg.fusion.identity.columns import NONE, Columns, Flags, Floats, Ints, Sets, spread
from simurg.fusion.identity.features import FEATURES
from simurg.fusion.identity.layout import Counterparts, Side
from simurg.fusion.identity.likeness import sounds
from simurg.fusion.identity.words import Words

_WORDLESS_SAME = {"shared": 1.0, "contained": 1.0, "joined": 1.0, "spelling": 1.0, "equal": 1.0}
_WORDLESS_OTHER = {"conflict": 1.0, "conflict_weight": 1.0, "last": 1.0, "first": 1.0}


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
    found = {**_by_word(work), **_left_over(work), **_whole(work), **_family(work), **_apart(work)}
    table = np.column_stack([found[name] for name in FEATURES]).astype(np.float64, copy=False)
    wordless = np.flatnonzero((names.letters[left] == 0) | (names.letters[right] == 0))
    table[wordless] = _wordless(names, left[wordless], right[wordless])
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
    edits = _edits(left, right)
    differing = np.flatnonzero(rows.likeness[unequal] < 0.9)
    heard = _edits([sounds(left[row]) for row in differing], [sounds(right[row]) for row in differing])
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


def _whole(work: _Work) -> dict[str, Floats]:
    """What all letters of both names say."""
    names, left, right = work.names, work.left, work.right
    equal = names.joined[left] == names.joined[right]
    joined, spelled = np.ones(len(left)), np.ones(len(left))
    other = np.flatnonzero(~equal)
    ours, theirs = ([names.names[n] for n in side[other].tolist()] for side in (left, right))
    joined[other] = _cpdist(Indel.normalized_similarity, [n.by_letter for n in ours], [n.by_letter for n in theirs])
    spelled[other] = _cpdist(OSA.normalized_similarity, [n.joined for n in ours], [n.joined for n in theirs])
    figures = names.figures[left] == names.figures[right]
    letters = np.minimum(names.letters[left], names.letters[right])
    return {
        "joined": joined,
        "spelling": spelled,
        "equal": (equal & figures).astype(np.float64),
        "short": 1.0 / np.maximum(1, letters),
        "acronym": _acronym(names, left, right),
    }


def _acronym(names: Columns, left: Ints, right: Ints) -> Floats:
    found = np.zeros(len(left), dtype=np.bool_)
    for short, long in ((left, right), (right, left)):
        at = np.flatnonzero((names.sizes[short] == 1) & (names.initials[long] != NONE) & ~names.person[left])
        found[at] |= names.word[names.start[short[at]]] == names.initials[long[at]]
    return found.astype(np.float64)


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


def _apart(work: _Work) -> dict[str, Floats]:
    """Numbers and legal forms."""
    numbers, forms, left, right = work.names.numbers, work.names.forms, work.left, work.right
    one, two = numbers.sizes[left] > 0, numbers.sizes[right] > 0
    formed = (forms.sizes[left] > 0) & (forms.sizes[right] > 0)
    return {
        "number": (one & two & ~_shared(numbers, left, right)).astype(np.float64),
        "number_extra": (one != two).astype(np.float64),
        "form": (formed & ~_shared(forms, left, right)).astype(np.float64),
    }


def _shared(sets: Sets, left: Ints, right: Ints) -> Flags:
    """Whether the sets of both have a member in common."""
    found = np.zeros(len(left), dtype=np.bool_)
    at = np.flatnonzero((sets.sizes[left] > 0) & (sets.sizes[right] > 0))
    if not len(at):
        return found
    width = int(sets.members.max()) + 1
    codes = []
    for side in (left, right):
        run, place = spread(sets.start[side[at]], sets.sizes[side[at]])
        codes.append(at[run] * width + sets.members[place])
    found[np.intersect1d(codes[0], codes[1]) // width] = True
    return found


def _wordless(names: Columns, left: Ints, right: Ints) -> Floats:
    """Names of digits only, or of nothing: equal if the numbers are."""
    told = names.numbers.sizes[left] > 0
    same = told & (names.figures[left] == names.figures[right]) & (names.joined[left] == names.joined[right])
    rows = [[found.get(name, 0.0) for name in FEATURES] for found in (_WORDLESS_OTHER, _WORDLESS_SAME)]
    table: Floats = np.array(rows)[same.astype(np.int64)]
    return table


def _not_zero(values: Floats) -> Floats:
    return np.where(values > 0, values, 1.0)


def _edits(left: list[str], right: list[str]) -> Floats:
    return _cpdist(OSA.distance, left, right)


def _cpdist(scorer: Any, left: list[str], right: list[str]) -> Floats:
    found: Floats = cpdist(left, right, scorer=scorer, dtype=np.float64).ravel()
    return found
