"""Events as links: who did what to whom on which day, as whole numbers.

One link is one actor, relation, recipient and day, however many reports tell of it: volume of reporting is no
evidence. Rows without an actor, a recipient or a relation are left out. Nothing here knows what a name means.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from simurg.ontology.errors import CallerError

Ints = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]

Column: TypeAlias = Sequence[str | None] | pa.ChunkedArray | pa.Array


@dataclass(frozen=True, slots=True, eq=False)
class Links:
    """Sorted by day, then as given. `row` is the place of each link's first row in what was given."""

    actors: tuple[str, ...]
    relations: tuple[str, ...]
    actor: Ints
    relation: Ints
    recipient: Ints
    day: Ints  # days since 1970-01-01
    row: Ints

    def __len__(self) -> int:
        return len(self.day)

    def until(self, day: int) -> "Links":
        """Those before a day; names stay numbered as they are."""
        return self._at(slice(0, int(np.searchsorted(self.day, day))))

    def since(self, day: int) -> "Links":
        """Those on a day or after it."""
        return self._at(slice(int(np.searchsorted(self.day, day)), len(self)))

    def _at(self, cut: slice) -> "Links":
        columns = (self.actor[cut], self.relation[cut], self.recipient[cut], self.day[cut], self.row[cut])
        return Links(self.actors, self.relations, *columns)


def links_of(actor: Column, relation: Column, recipient: Column, day: npt.ArrayLike) -> Links:
    """Columns of equal length; `day` in days since 1970. CallerError where the lengths differ."""
    days = np.asarray(day, dtype=np.int64)
    words = [_words(column) for column in (actor, relation, recipient)]
    if {len(column) for column in words} != {len(days)}:
        raise CallerError("Actors, relations, recipients and days differ in number.")
    told = np.ones(len(days), bool)
    for column in words:
        told &= pc.fill_null(pc.greater(pc.utf8_length(column), 0), False).to_numpy(zero_copy_only=False)
    rows = np.flatnonzero(told)
    actors, who = _numbered(pa.concat_arrays([words[0].take(rows), words[2].take(rows)]))
    relations, what = _numbered(words[1].take(rows))
    first, second = who[: len(rows)], who[len(rows) :]
    order = np.lexsort((rows, second, what, first, days[rows]))
    columns = [column[order] for column in (first, what, second, days[rows], rows)]
    new = np.ones(len(order), bool)
    if len(order):
        new[1:] = np.any([np.diff(column) != 0 for column in columns[:4]], axis=0)
    return Links(actors, relations, *(column[new] for column in columns))


def _words(column: Column) -> pa.Array:
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    return pa.array(column, pa.string()) if not isinstance(column, pa.Array) else column.cast(pa.string())


def _numbered(words: pa.Array) -> tuple[tuple[str, ...], Ints]:
    """Distinct words in the order of their bytes, and the number of each."""
    distinct = pc.unique(words)
    distinct = distinct.take(pc.sort_indices(distinct))
    numbers = pc.index_in(words, value_set=distinct).to_numpy(zero_copy_only=False).astype(np.int64)
    return tuple(distinct.to_pylist()), numbers
