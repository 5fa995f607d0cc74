"""Many Latin names against one foreign word: the transducer's chance for all of them at once.

Same numbers as `transducer.chance` (a law in the tests), with numpy over the names. Memory: about 700 bytes a name.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from simurg.fusion.identity.letters import plain
from simurg.fusion.identity.transducer import LONGEST_PIECE, MOST_LETTERS, Transducer, symbols

Floats = npt.NDArray[np.float64]


class Latins:
    """Names made ready: every piece of up to four letters of every name, numbered."""

    def __init__(self, names: Sequence[str]) -> None:
        letters = [plain(name)[:MOST_LETTERS] for name in names]
        width = max((len(word) for word in letters), default=0)
        numbers: dict[str, int] = {"": 0}
        self._pieces = np.full((LONGEST_PIECE + 1, len(letters), width + 1), -1, dtype=np.int32)
        self._pieces[0] = 0
        for row, word in enumerate(letters):
            for start in range(len(word)):
                for size in range(1, min(LONGEST_PIECE, len(word) - start) + 1):
                    number = numbers.setdefault(word[start : start + size], len(numbers))
                    self._pieces[size, row, start] = number
        self._texts = list(numbers)
        self._sizes = np.array([len(word) for word in letters], dtype=np.int64)

    def chances(self, table: Transducer, foreign: str) -> Floats:
        """P(name | foreign) for every name, in their order."""
        rows, width = self._pieces.shape[1:]
        marked = symbols(foreign)
        if not marked or not rows:
            return np.zeros(rows)
        mass = np.zeros((rows, width))
        mass[:, 0] = 1.0
        for symbol in marked:
            chance = np.array([*(table.chance_of(symbol, piece) for piece in self._texts), 0.0])
            after = mass * chance[0]
            for size in range(1, min(LONGEST_PIECE, width - 1) + 1):
                after[:, size:] += mass[:, :-size] * chance[self._pieces[size, :, :-size]]
            mass = after
        found: Floats = np.where(self._sizes > 0, mass[np.arange(rows), self._sizes], 0.0)
        return found
