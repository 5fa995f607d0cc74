"""Which reports to compare at all: those whose sketches share a key, each with its nearest few.

A columnar join in numpy. Work is bounded: a key that very many reports have (a template, a footer, a busy day) gives
each new one only the neighbours of like length and text, and every report keeps the `most` texts that share most keys,
rare keys counting more; of one text, at most REPEATS reports. Ties are broken by content, so the order of the rows
does not matter.
"""

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from simurg.fusion.story.columns import fixed
from simurg.fusion.story.minhash import mixed

Places = npt.NDArray[np.int64]

MOST_IN_KEY = 200
"""Reports under one key up to which all are candidates of each other."""
REPEATS = 4
_BITS, _PIECE = 24, 1 << 22


def candidates(new: pa.Table, every: pa.Table, most: int = 64) -> tuple[Places, Places]:
    """(rows of `new`, rows of `every`) to compare; a pair of new ones comes once, none with itself.

    Both tables have the columns `report_id`, `text`, `length`, `bands` of `sketch`; `every` may hold the new ones too.
    """
    empty = np.zeros(0, np.int64)
    if not new.num_rows or not every.num_rows:
        return empty, empty
    ours, our_rows = _exploded(new)
    theirs, their_rows = _among(every, np.unique(ours))
    touched, their_rows = np.unique(their_rows, return_inverse=True)
    near = every.select(["report_id", "text", "length"]).take(pa.array(touched))
    rank, texts = _content_rank(near), _text_codes(near)
    joined = _joined((ours, our_rows), (theirs, their_rows), rank, _content_rank_of(new, near, rank))
    left, right, weight = _summed(*joined, len(touched))
    kept = fixed(new, "report_id")[left] != fixed(near, "report_id")[right]
    left, right, weight = _without_repeats(left[kept], right[kept], weight[kept], texts, rank)
    left, right = _nearest(left, right, weight, texts, rank, most)
    left, right = _once(new, near, left, right)
    return left, touched[right]


def _exploded(table: pa.Table) -> tuple[Places, Places]:
    """(keys, the row of each)."""
    keys, offsets = _keys(table)
    return keys, np.repeat(np.arange(table.num_rows), np.diff(offsets))


def _keys(table: pa.Table) -> tuple[Places, Places]:
    """(all keys, where each row's begin and, last, end)."""
    column = table["bands"].combine_chunks()
    column = column.chunk(0) if isinstance(column, pa.ChunkedArray) else column
    offsets = column.offsets.to_numpy()
    return column.flatten().to_numpy(zero_copy_only=False), offsets.astype(np.int64) - int(offsets[0])


def _among(every: pa.Table, wanted: Places) -> tuple[Places, Places]:
    """(key, row) for those keys that are wanted: a table of bits sorts out most before the exact look-up."""
    keys, offsets = _keys(every)
    bits = np.zeros(1 << _BITS, np.bool_)
    bits[_hashed(wanted)] = True
    pieces = [at + np.flatnonzero(bits[_hashed(keys[at : at + _PIECE])]) for at in range(0, max(1, len(keys)), _PIECE)]
    maybe = np.concatenate(pieces)
    found = keys[maybe]
    at = np.minimum(np.searchsorted(wanted, found), max(0, len(wanted) - 1))
    hit = wanted[at] == found if len(wanted) else np.zeros(0, np.bool_)
    return found[hit], np.searchsorted(offsets, maybe[hit], "right") - 1


def _hashed(keys: Places) -> Places:
    return (keys.view(np.uint64) >> np.uint64(64 - _BITS)).astype(np.int64)


def _joined(
    ours: tuple[Places, Places], theirs: tuple[Places, Places], rank: Places, our_rank: Places
) -> tuple[Places, Places, npt.NDArray[np.float64]]:
    """(left, right, weight) for every key that two share; in a crowded key only neighbours by content."""
    order = np.lexsort((rank[theirs[1]], theirs[0]))
    keys, rows = theirs[0][order], theirs[1][order]
    first = np.searchsorted(keys, ours[0], "left")
    last = np.searchsorted(keys, ours[0], "right")
    size = last - first
    crowded = size > MOST_IN_KEY
    if crowded.any():
        at = _place_in(rank[rows], first, last, our_rank[ours[1]], crowded)
        begin = np.clip(at - MOST_IN_KEY // 2, first, np.maximum(first, last - MOST_IN_KEY))
        first = np.where(crowded, begin, first)
        last = np.where(crowded, np.minimum(begin + MOST_IN_KEY, last), last)
    taken = last - first
    left = np.repeat(ours[1], taken)
    offsets = np.arange(taken.sum()) - np.repeat(np.cumsum(taken) - taken, taken)
    right = rows[np.repeat(first, taken) + offsets]
    return left, right, np.repeat(np.asarray(1 / (1 + np.log2(np.maximum(size, 1))), np.float64), taken)


def _place_in(ranks: Places, first: Places, last: Places, wanted: Places, crowded: npt.NDArray[np.bool_]) -> Places:
    """Where each wanted rank would stand among the ranks from `first` to `last`, for the crowded ones."""
    place = first.copy()
    for at in np.flatnonzero(crowded):
        place[at] = first[at] + np.searchsorted(ranks[first[at] : last[at]], wanted[at])
    return place


def _summed(
    left: Places, right: Places, weight: npt.NDArray[np.float64], count: int
) -> tuple[Places, Places, npt.NDArray[np.float64]]:
    """One row a pair, with the sum of its keys' weights."""
    pairs, inverse = np.unique(left * count + right, return_inverse=True)
    total = np.asarray(np.bincount(inverse, weight, len(pairs)), np.float64)
    return pairs // count, pairs % count, total


def _without_repeats(
    left: Places, right: Places, weight: npt.NDArray[np.float64], texts: Places, rank: Places
) -> tuple[Places, Places, npt.NDArray[np.float64]]:
    """At most REPEATS reports of one text for each new one."""
    order = np.lexsort((rank[right], texts[right], left))
    left, right, weight = left[order], right[order], weight[order]
    kept = _turn(left, texts[right]) < REPEATS
    return left[kept], right[kept], weight[kept]


def _nearest(
    left: Places, right: Places, weight: npt.NDArray[np.float64], texts: Places, rank: Places, most: int
) -> tuple[Places, Places]:
    """The `most` pairs of each new report that weigh most."""
    order = np.lexsort((rank[right], texts[right], -np.round(weight, 9), left))
    left, right = left[order], right[order]
    kept = _turn(left, np.zeros_like(left)) < most
    return left[kept], right[kept]


def _turn(first: Places, second: Places) -> Places:
    """0, 1, 2, … within each run of equal (first, second)."""
    if not len(first):
        return first
    new = np.concatenate([[True], (first[1:] != first[:-1]) | (second[1:] != second[:-1])])
    starts = np.flatnonzero(new)
    return np.arange(len(first)) - np.repeat(starts, np.diff(np.append(starts, len(first))))


def _once(new: pa.Table, every: pa.Table, left: Places, right: Places) -> tuple[Places, Places]:
    """Of a pair that comes both ways round, the one whose left report has the smaller id."""
    ours, theirs = fixed(new, "report_id"), fixed(every, "report_id")
    pairs = {(bytes(ours[a]), bytes(theirs[b])) for a, b in zip(left, right, strict=True)}
    kept = [
        bytes(ours[a]) < bytes(theirs[b]) or (bytes(theirs[b]), bytes(ours[a])) not in pairs
        for a, b in zip(left, right, strict=True)
    ]
    chosen = np.asarray(kept, np.bool_)
    return left[chosen], right[chosen]


def _numbers(values: npt.NDArray[np.void]) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
    halves = values.view(np.uint64).reshape(-1, 2)
    return halves[:, 0], halves[:, 1]


def _text_codes(table: pa.Table) -> Places:
    """A number for each text; equal texts have equal ones. 64 bits of the name: a clash costs a candidate at most."""
    first, second = _numbers(fixed(table, "text"))
    return (mixed(first) ^ second).view(np.int64)


def _sort_columns(table: pa.Table) -> tuple[npt.NDArray[np.uint64], ...]:
    """By length, then text, then report: least significant first, as lexsort wants it."""
    reports, texts = _numbers(fixed(table, "report_id")), _numbers(fixed(table, "text"))
    lengths = table["length"].to_numpy().astype(np.uint64)
    return (reports[1], reports[0], texts[1], texts[0], lengths)


def _content_rank(table: pa.Table) -> Places:
    """The place of each row in the order of its content."""
    rank = np.empty(table.num_rows, np.int64)
    rank[np.lexsort(_sort_columns(table))] = np.arange(table.num_rows)
    return rank


def _content_rank_of(new: pa.Table, every: pa.Table, rank: Places) -> Places:
    """Where the new rows would stand in that order, by length."""
    lengths = every["length"].to_numpy()
    ordered = np.empty(len(lengths), lengths.dtype)
    ordered[rank] = lengths
    return np.asarray(np.searchsorted(ordered, new["length"].to_numpy()), np.int64)
