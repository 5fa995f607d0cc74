"""Foreign words against Latin names by the batch: the transducer's chance for many pairs, or of all names for one word.

Same numbers as `transducer.chance` (a law in the tests), with numpy over the pairs. Memory: about 700 bytes a name, and
in blocks of `BLOCK` pairs a table of the block's symbols by its pieces.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from simurg.fusion.identity.letters import plain
from simurg.fusion.identity.transducer import LONGEST_PIECE, MOST_LETTERS, Transducer, chances_of, symbols

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
BLOCK = 4096


class Latins:
    """Names made ready: every piece of up to four letters of every name, numbered."""

    def __init__(self, names: Sequence[str]) -> None:
        letters = [plain(name)[:MOST_LETTERS] for name in names]
        width = max((len(word) for word in letters), default=0)
        numbers: dict[str, int] = {"": 0}
        pieces = np.full((LONGEST_PIECE + 1, len(letters), width + 1), -1, dtype=np.int32)
        pieces[0] = 0
        for row, word in enumerate(letters):
            for start in range(len(word)):
                for size in range(1, min(LONGEST_PIECE, len(word) - start) + 1):
                    pieces[size, row, start] = numbers.setdefault(word[start : start + size], len(numbers))
        self._pieces = np.where(pieces < 0, len(numbers), pieces)
        self._numbers = numbers
        self._lengths = np.array([*map(len, numbers), LONGEST_PIECE + 1])
        self._sizes = np.array([len(word) for word in letters], dtype=np.int64)

    def chances(self, table: Transducer, foreign: str) -> Floats:
        """P(name | foreign) for every name, in their order."""
        rows = np.arange(len(self._sizes))
        return self.chances_of_pairs(table, [foreign], np.zeros_like(rows), rows)

    def chances_of_pairs(self, table: Transducer, foreign: Sequence[str], left: Ints, right: Ints) -> Floats:
        """P(names[right[p]] | foreign[left[p]]) for every p."""
        marked = [symbols(word) for word in foreign]
        numbers: dict[str, int] = {}
        known = [[numbers.setdefault(symbol, len(numbers)) for symbol in word] for word in marked]
        steps = np.array([len(word) for word in known], dtype=np.int64)[left]
        order = np.argsort(-steps, kind="stable")  # words that end sooner drop out at the end of the table
        left, right, steps = left[order], right[order], steps[order]
        symbol = np.zeros((len(known), max(map(len, known), default=0)), dtype=np.int64)
        for row, word in enumerate(known):
            symbol[row, : len(word)] = word
        chance = self._table(table, list(numbers))
        mass = np.zeros((len(left), self._pieces.shape[2]))
        mass[:, 0] = 1.0
        for step in range(symbol.shape[1]):
            last = int(np.searchsorted(-steps, -step, side="left"))
            mass[:last] = self._written(mass[:last], chance, symbol[left[:last], step], right[:last])
        sizes = self._sizes[right]
        found = np.zeros(len(left))
        ended = mass[np.arange(len(left)), sizes] if len(left) else found
        found[order] = np.where((sizes > 0) & (steps > 0), ended, 0.0)
        return found

    def _table(self, table: Transducer, signs: Sequence[str]) -> Floats:
        """P(piece | symbol), a row a symbol, a column a piece; the last column is no piece."""
        found = np.zeros((len(signs), len(self._lengths)))
        for row, sign in zip(found, signs, strict=True):
            unseen, seen = chances_of(table, sign, self._numbers)
            row[:] = np.array([*unseen, 0.0])[self._lengths]
            row[list(seen)] = list(seen.values())
        return found

    def _written(self, mass: Floats, chance: Floats, symbol: Ints, row: Ints) -> Floats:
        """Probability of having written so many letters after one more symbol."""
        width = mass.shape[1]
        after: Floats = mass * chance[symbol, 0][:, None]
        for size in range(1, min(LONGEST_PIECE, width - 1) + 1):
            after[:, size:] += mass[:, :-size] * chance[symbol[:, None], self._pieces[size, row, :-size]]
        return after


def chances(table: Transducer, pairs: Sequence[tuple[str, str]]) -> Floats:
    """P(name | foreign word) for every (foreign word, name), in blocks."""
    found = np.zeros(len(pairs))
    order = sorted(range(len(pairs)), key=pairs.__getitem__)
    for start in range(0, len(order), BLOCK):
        block = order[start : start + BLOCK]
        foreign = {word: place for place, word in enumerate(dict.fromkeys(pairs[n][0] for n in block))}
        names = {name: place for place, name in enumerate(dict.fromkeys(pairs[n][1] for n in block))}
        left = np.array([foreign[pairs[n][0]] for n in block], dtype=np.int64)
        right = np.array([names[pairs[n][1]] for n in block], dtype=np.int64)
        found[block] = Latins(list(names)).chances_of_pairs(table, list(foreign), left, right)
    return found
