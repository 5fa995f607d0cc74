"""Pairs of names laid out for columns: the places of each side, cells of word against word, words that are matched.

Values only; counterparts.py fills them and vectors.py reads them. The `free` flags of a `Side` are worked on while the
words are matched and stand still afterwards.
"""

from dataclasses import dataclass

import numpy as np

from simurg.fusion.identity.columns import Columns, Flags, Floats, Ints, spread


@dataclass(frozen=True, slots=True)
class Side:
    """One side of all pairs laid out: `place` p of pair `pair` stands for the word at `at` of the columns."""

    first: Ints
    """Where the places of each pair begin."""
    sizes: Ints
    pair: Ints
    at: Ints
    person: Flags
    """Whether each pair's name is a person's."""
    free: Flags
    """Places without a counterpart."""


@dataclass(frozen=True, slots=True)
class Counterparts:
    """Rows of words that stand for each other. `left_word` is a number in the columns' words, or len(words) + n for
    `joined[n]`, which is two or more words put together."""

    pair: Ints
    left_word: Ints
    right_word: Ints
    left_place: Ints
    right_place: Ints
    likeness: Floats
    weight: Floats
    left: Side
    right: Side
    joined: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cells:
    """Every word of the left name against every word of the right one."""

    pair: Ints
    left: Ints
    """Position in the left side."""
    right: Ints

    def of(self, chosen: Flags | Ints) -> "Cells":
        return Cells(self.pair[chosen], self.left[chosen], self.right[chosen])


def side_of(names: Columns, chosen: Ints) -> Side:
    """One side of pairs whose names there are `chosen`, every place free."""
    sizes = names.sizes[chosen]
    pair, at = spread(names.start[chosen], sizes)
    return Side(np.cumsum(sizes) - sizes, sizes, pair, at, names.person[chosen], np.ones(len(at), dtype=np.bool_))
