"""Names met before in one document, kept in 8 bytes each: for documents of millions of rows.

A name is 128 bits of SHA-256, of which the first 64 are remembered: among 10 million names two agree by
chance with a probability of 3 in a million, and the second would then be taken for known.
"""

import numpy as np
import numpy.typing as npt

Names = npt.NDArray[np.uint64]


class Seen:
    """Sorted runs of growing length, merged when two are alike in size: each name is moved a few times at most."""

    def __init__(self) -> None:
        self._runs: list[Names] = []

    def new(self, names: Names) -> npt.NDArray[np.bool_]:
        """Which of these distinct names were not met before; they are remembered."""
        fresh = np.ones(len(names), np.bool_)
        for run in self._runs:
            at = np.searchsorted(run, names)
            fresh &= run[np.minimum(at, len(run) - 1)] != names
        added = np.sort(names[fresh])
        if len(added):
            self._runs.append(added)
        while len(self._runs) > 1 and len(self._runs[-2]) < 2 * len(self._runs[-1]):
            merged = np.concatenate((self._runs.pop(), self._runs.pop()))
            merged.sort(kind="stable")
            self._runs.append(merged)
        return fresh
