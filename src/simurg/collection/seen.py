"""Names met before in one document, kept in 8 bytes each: for documents of millions of rows.

A name is 128 bits of SHA-256, of which the first 64 are remembered: among 10 million names two agree by
chance with a probability of 3 in a million, and the second would then be taken for known.
"""

import numpy as np
import numpy.typing as npt

from simurg.ledger.versions import KeyFilter

Names = npt.NDArray[np.uint64]


class Seen:
    """Remembers what it was asked for."""

    def __init__(self) -> None:
        self._held = KeyFilter()

    def new(self, names: Names) -> npt.NDArray[np.bool_]:
        """Which of these distinct names were not met before; they are remembered."""
        order = np.argsort(names)
        ranked = names[order]
        unknown = ~self._held.holds(ranked)
        self._held.add(ranked[unknown])
        fresh = np.empty(len(names), np.bool_)
        fresh[order] = unknown
        return fresh
