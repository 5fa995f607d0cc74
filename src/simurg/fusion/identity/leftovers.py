"""The rare words that no single word stands for: joined words (van der Bilt, Vanderbilt) and initials (PLA).

A sieve over columns finds the pairs of names where `align.finish` would change something; only those go through it, one
by one. The sieve may let through a pair too many, never one too few (a law in the tests).
"""

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np

from simurg.fusion.identity.align import JOIN, MOST_INITIALS, Pair, finish
from simurg.fusion.identity.columns import NONE, Columns, Flags, Floats, Ints, spread
from simurg.fusion.identity.layout import Cells, Counterparts, Side
from simurg.fusion.identity.words import Words


def settled(names: Columns, words: Words, rows: Counterparts, cells: Cells, pairs: tuple[Ints, Ints]) -> Counterparts:
    """`rows` with joined words and initials; `cells` are free words against free words, `pairs` the names' numbers."""
    unsettled = np.zeros(len(pairs[0]), dtype=np.bool_)
    unsettled[_joinable(names, words, rows)] = True
    unsettled[_initialled(names, words, (rows.left, rows.right), cells)] = True
    turned = Cells(cells.pair, cells.right, cells.left)
    unsettled[_initialled(names, words, (rows.right, rows.left), turned)] = True
    if not unsettled.any():
        return rows
    found = [
        (pair, settled)
        for pair in np.flatnonzero(unsettled).tolist()
        for settled in _finished(names, rows, pair, (int(pairs[0][pair]), int(pairs[1][pair])))
    ]
    return _merged(names, rows, ~unsettled[rows.pair], found)


def _finished(names: Columns, rows: Counterparts, pair: int, which: tuple[int, int]) -> list[Pair]:
    """One pair done by `align.finish`; marks what is still free."""
    one, two = names.names[which[0]], names.names[which[1]]
    first, last = np.searchsorted(rows.pair, (pair, pair + 1))
    columns = (rows.left_place, rows.right_place, rows.likeness, rows.weight)
    known = zip(*(column[first:last].tolist() for column in columns), strict=True)
    pairs = [Pair(one.tokens[i], two.tokens[j], i, j, alike, weight) for i, j, alike, weight in known]
    free = [_free(side, pair) for side in (rows.left, rows.right)]
    finish(one, two, pairs, *free)
    for side, places in zip((rows.left, rows.right), free, strict=True):
        start = side.first[pair]
        side.free[start : start + side.sizes[pair]] = False
        side.free[start + np.array(places, dtype=np.int64)] = True
    return pairs


def _free(side: Side, pair: int) -> list[int]:
    first = side.first[pair]
    return [int(place) for place in np.flatnonzero(side.free[first : first + side.sizes[pair]])]


def _merged(names: Columns, rows: Counterparts, kept: Flags, found: Sequence[tuple[int, Pair]]) -> Counterparts:
    """The rows kept and those found, sorted by pair; words put together get numbers after those of the names."""
    numbered: dict[str, int] = {}

    def number(word: str) -> int:
        place = bisect_left(names.words, word)
        known = place < len(names.words) and names.words[place] == word
        return place if known else len(names.words) + numbered.setdefault(word, len(numbered))

    pair = np.concatenate([rows.pair[kept], np.array([pair for pair, _ in found], dtype=np.int64)])
    order = np.argsort(pair, kind="stable")

    def ints(old: Ints, new: list[int]) -> Ints:
        return np.concatenate([old[kept], np.array(new, dtype=np.int64)])[order]

    def floats(old: Floats, new: list[float]) -> Floats:
        return np.concatenate([old[kept], np.array(new, dtype=np.float64)])[order]

    return Counterparts(
        pair=pair[order],
        left_word=ints(rows.left_word, [number(p.left) for _, p in found]),
        right_word=ints(rows.right_word, [number(p.right) for _, p in found]),
        left_place=ints(rows.left_place, [p.left_place for _, p in found]),
        right_place=ints(rows.right_place, [p.right_place for _, p in found]),
        likeness=floats(rows.likeness, [p.likeness for _, p in found]),
        weight=floats(rows.weight, [p.weight for _, p in found]),
        left=rows.left,
        right=rows.right,
        joined=tuple(numbered),
    )


def _joinable(names: Columns, words: Words, rows: Counterparts) -> Ints:
    """Pairs in which two neighbouring words may stand for one: `align._join` would change them, and no others."""
    one, two = rows.left, rows.right
    left, right = one.first[rows.pair] + rows.left_place, two.first[rows.pair] + rows.right_place
    found = [
        _joins(names, words, (one, two), (left, right), rows.likeness),
        _joins(names, words, (two, one), (right, left), rows.likeness),
    ]
    return np.concatenate(found)


def _joins(names: Columns, words: Words, sides: tuple[Side, Side], matched: tuple[Ints, Ints], alike: Floats) -> Ints:
    """Pairs where a free word of the first side and its neighbour make a word of the second."""
    split, whole = sides
    partner, bar = np.full(len(split.at), NONE), np.full(len(split.at), JOIN)
    partner[matched[0]] = matched[1]
    bar[matched[0]] = np.maximum(JOIN, alike)
    first = np.flatnonzero(split.pair[1:] == split.pair[:-1])  # with its neighbour first + 1
    first = first[split.free[first] | split.free[first + 1]]
    both = split.free[first] & split.free[first + 1]
    near, far = first[~both], first[both]
    taken = np.where(split.free[near], near + 1, near)
    run, place = spread(whole.first[split.pair[far]], whole.sizes[split.pair[far]])
    open_ = whole.free[place]
    start = np.concatenate([near, far[run[open_]]])
    target = np.concatenate([partner[taken], place[open_]])
    least = np.concatenate([bar[taken], np.full(len(start) - len(near), JOIN)])
    one, two, other = names.word[split.at[start]], names.word[split.at[start + 1]], names.word[whole.at[target]]
    size = words.sizes[one] + words.sizes[two] - words.sizes[other]
    at = np.flatnonzero((words.firsts[one] == words.firsts[other]) & (np.abs(size) <= 2))
    found = _joined_likeness(words, one[at], two[at], other[at])
    pairs: Ints = split.pair[start[at][(found > least[at]) | ((found == 1.0) & (least[at] == 1.0))]]
    return pairs


def _joined_likeness(words: Words, one: Ints, two: Ints, other: Ints) -> Floats:
    """Of the words `one` and `two` written together, and `other`."""
    joined, others = (words.texts[one] + words.texts[two]).tolist(), words.texts[other].tolist()
    texts = sorted({*joined, *others})
    number = {text: place for place, text in enumerate(texts)}
    left, right = (np.array([number[text] for text in side], dtype=np.int64) for side in (joined, others))
    return Words(texts).likeness(left, right)


def _initialled(names: Columns, words: Words, sides: tuple[Side, Side], cells: Cells) -> Ints:
    """Pairs in which a free word may be the initials of free neighbours, by its first two letters."""
    short, long = sides
    word, place = names.word[short.at[cells.left]], cells.right
    after = np.minimum(place + 1, max(0, len(long.at) - 1))
    size = words.sizes[word]
    least = np.where(short.person[cells.pair], 2, 3)
    left_over = np.bincount(long.pair[long.free], minlength=len(long.sizes))
    kept = (size >= least) & (size <= MOST_INITIALS) & (size <= left_over[cells.pair])
    kept &= (after > place) & (long.pair[after] == cells.pair) & long.free[after]
    kept &= words.firsts[word] == words.firsts[names.word[long.at[place]]]
    kept &= words.seconds[word] == words.firsts[names.word[long.at[after]]]
    pairs: Ints = cells.pair[kept]
    return pairs
