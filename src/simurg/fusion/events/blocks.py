"""Columns of whole numbers: joined into keys, and the pairs of rows that share one."""

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
NONE = np.empty(0, np.int64)


def joined(*columns: Ints) -> Ints:
    """One number for each distinct combination, from 0, in order of the columns."""
    found = np.unique(columns[0], return_inverse=True)[1].astype(np.int64)
    for column in columns[1:]:
        values, codes = np.unique(column, return_inverse=True)
        found = np.unique(found * len(values) + codes, return_inverse=True)[1].astype(np.int64)
    return found


def pairs_within(keys: Ints, most: int) -> tuple[Ints, Ints]:
    """Every pair of places with the same key; no key with more than `most` places."""
    order = np.argsort(keys, kind="stable")
    starts, counts = _runs(keys[order])
    kept = (counts > 1) & (counts <= most)
    starts, counts = starts[kept], counts[kept]
    first = np.repeat(starts, counts) + _counted(counts)
    behind = np.repeat(counts, counts) - 1 - _counted(counts)  # places of the same run after this one
    left = np.repeat(first, behind)
    return order[left], order[left + 1 + _counted(behind)]


def pairs_between(seeking: Ints, hosting: Ints, most: int) -> tuple[Ints, Ints]:
    """Every pair of a place in `seeking` and one in `hosting` with the same key; no key with more than `most` hosts."""
    order = np.argsort(hosting, kind="stable")
    ranked = hosting[order]
    start, end = np.searchsorted(ranked, seeking, "left"), np.searchsorted(ranked, seeking, "right")
    counts = np.where(end - start <= most, end - start, 0)
    left = np.repeat(np.arange(len(seeking)), counts)
    return left, order[np.repeat(start, counts) + _counted(counts)]


def _runs(ranked: Ints) -> tuple[Ints, Ints]:
    """Where each run of equal numbers starts, and its length."""
    if not len(ranked):
        return NONE, NONE
    starts = np.flatnonzero(np.concatenate([[True], ranked[1:] != ranked[:-1]]))
    return starts, np.diff(np.append(starts, len(ranked)))


def _counted(counts: Ints) -> Ints:
    """0, 1, ... for each count, one after another."""
    ends = np.cumsum(counts)
    return np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - counts, counts)
