"""Sums and counts by code, and the two kinds of columns that fusion's beliefs are made of."""

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


def tally(codes: Ints, weights: Floats, length: int) -> Floats:
    """The sum of the weights of each code 0 … length-1, added up in the order given."""
    sums: Floats = np.bincount(codes, weights=weights, minlength=length).astype(np.float64, copy=False)
    return sums


def count_of(codes: Ints, length: int) -> Ints:
    """How often each code 0 … length-1 stands there."""
    counts: Ints = np.bincount(codes, minlength=length).astype(np.int64, copy=False)
    return counts
