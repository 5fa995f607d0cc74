"""Lists by group as two arrays (start of each group, entries): the strongest few, and joining them to keys."""

import numpy as np

from simurg.foresight.links.links import Flags, Ints, Reals

FAINT = 1e-6


def strongest(group: Ints, entry: Ints, weight: Reals, most: int, groups: int) -> tuple[Ints, Ints]:
    """For each group number the entries of greatest weight, the strongest first; ties in the order given."""
    kept = weight > FAINT
    group, entry, weight = group[kept], entry[kept], weight[kept]
    order = np.argsort(2.0 * group - weight / (weight.max(initial=0) + 1), kind="stable")
    group = group[order]
    turn = np.arange(len(group)) - np.searchsorted(group, group)
    first = turn < most
    return np.searchsorted(group[first], np.arange(groups + 1)), entry[order][first]


def gathered(starts: Ints, entries: Ints, keys: Ints) -> tuple[Ints, Ints]:
    """For every key all entries of its group: the key's place in `keys`, and the entry."""
    many = starts[keys + 1] - starts[keys]
    rows = np.repeat(np.arange(len(keys)), many)
    offset = np.arange(len(rows)) - np.repeat(np.cumsum(many) - many, many)
    return rows, entries[np.repeat(starts[keys], many) + offset]


def found_in(codes: Ints, wanted: Ints) -> tuple[Ints, Flags]:
    """Places of the wanted in sorted codes, and whether they are there (elsewhere the place is 0)."""
    if not len(codes):
        return np.zeros(len(wanted), np.int64), np.zeros(len(wanted), bool)
    at = np.searchsorted(codes, wanted)
    at[at == len(codes)] = 0
    return at, codes[at] == wanted


def summed(rows: Ints, values: Reals, count: int) -> Reals:
    return np.bincount(rows, values, count).astype(np.float32)


def greatest(rows: Ints, values: Reals, count: int) -> Reals:
    """Of non-negative values; 0 where a row has none."""
    found = np.zeros(count, np.float32)
    np.maximum.at(found, rows, values)
    return found
