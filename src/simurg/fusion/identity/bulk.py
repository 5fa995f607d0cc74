"""Blocking of names by the hundred thousand: stored keys, and for each subject the `most` others worth comparing.

`name_keys` makes 64-bit keys of a name (the words, sounds, skeletons, nicknames and letter triples of blocking.py),
the same on every machine and in every process. `candidate_pairs` and `candidates_of` read tables of subjects and keys.
Subjects with equal keys form a *shape*; shapes are weighed against each other as blocking.py weighs records, and a
subject's candidates are the others of its own shape, then those of the heaviest shapes. The choice depends on the
subjects and their keys alone: ties go to the key sums, then to the subject's text, never to the order of rows.
Memory: about 1 kB a subject and one block of shapes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import csr_matrix

from simurg.fusion.identity.blocking import NORM, keys
from simurg.fusion.identity.columns import NONE, Floats, Ints, distinct, spread
from simurg.fusion.identity.names import Kind
from simurg.ontology.errors import CallerError

MOST_HOLDERS = 1000
"""Shapes that may hold a key before it tells too little to be looked up."""
BLOCK = 2048


def name_keys(names: Sequence[str], kinds: Iterable[Kind | None]) -> list[npt.NDArray[np.int64]]:
    """Sorted keys of each name; of a name of unknown kind those of a person and of an organisation."""
    known: dict[str, int] = {}
    found = []
    for name, kind in zip(names, kinds, strict=True):
        texts = {
            key
            for one in ((Kind.PERSON, Kind.ORGANISATION) if kind is None else (kind,))
            for key in keys({"name": name}, one)
        }
        for text in texts:
            if text not in known:
                known[text] = int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)
        found.append(np.array(sorted(known[text] for text in texts), dtype=np.int64))
    return found


def candidate_pairs(table: pa.Table, most: int = 20) -> tuple[Ints, Ints]:
    """Each pair worth comparing once, as row numbers (a subject's first row), the smaller subject's text left.

    `table` has `subject` (text) and `keys` (lists of 64-bit integers); a subject's rows count together. A pair is there
    if either is among the other's `most`.
    """
    found = _read([table])
    left, right = _expand(found, np.arange(found.size), most)
    size = max(1, found.size)
    one, two = np.divmod(distinct(np.minimum(left, right) * size + np.maximum(left, right)), size)
    return found.rows[0][one], found.rows[0][two]


def candidates_of(new: pa.Table, everything: pa.Table, most: int = 20) -> tuple[Ints, Ints]:
    """(row of `new`, row of `everything`) for each subject of `new` and its `most`, heaviest first.

    What `everything` holds of a subject of `new` counts as that subject's own. The keys' rarity is that of both tables.
    """
    found = _read([new, everything])
    left, right = _expand(found, np.flatnonzero(found.rows[0] != NONE), most)
    return found.rows[0][left], found.rows[1][right]


def index_of(table: pa.Table) -> "Index":
    """A table read once, to be asked many times."""
    return _read([table])


def candidates_in(index: "Index", rows: Ints, most: int = 20) -> tuple[Ints, Ints]:
    """`candidates_of` the subjects of these rows of the indexed table, against all of it, as its row numbers."""
    left, right = _expand(index, distinct(index.subject[np.asarray(rows, dtype=np.int64)]), most)
    return index.rows[0][left], index.rows[0][right]


@dataclass(frozen=True, slots=True)
class Index:
    """Tables read for looking up: subjects in the order of their text. Candidates are those of the last table."""

    subject: Ints
    """The subject of every row of the first table."""
    rows: tuple[Ints, ...]
    """For each table, the first row of each subject, or `NONE`."""
    shape: Ints
    """The shape of each subject, or `NONE` without keys; shapes are numbered by the sums of their keys."""
    keys: csr_matrix
    """Shapes by keys: what each key weighs, over the shape's length."""

    @property
    def size(self) -> int:
        return len(self.shape)


def _read(tables: Sequence[pa.Table]) -> Index:
    subjects = [_column(table, "subject", pa.string()) for table in tables]
    coded = pa.chunked_array(subjects, type=pa.string()).combine_chunks().dictionary_encode()
    order = pc.sort_indices(coded.dictionary).to_numpy()
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    of_row = rank[coded.indices.to_numpy(zero_copy_only=False)]
    rows, start = [], 0
    for table in tables:
        first = np.full(len(order), NONE)
        numbers = np.arange(table.num_rows)[::-1]
        first[of_row[start + numbers]] = numbers
        rows.append(first)
        start += table.num_rows
    lists = pa.chunked_array([_column(table, "keys", pa.list_(pa.int64())) for table in tables])
    sizes = pc.fill_null(pc.list_value_length(lists), 0).to_numpy()
    owner, values = np.repeat(of_row, sizes), pc.list_flatten(lists).to_numpy()
    shape, matrix = _shapes(owner, values, len(order))
    return Index(of_row[: tables[0].num_rows], tuple(rows), shape, matrix)


def _column(table: pa.Table, name: str, kind: pa.DataType) -> pa.Array:
    found = table.column(name).cast(kind).combine_chunks() if name in table.column_names else None
    if found is None or (name == "subject" and found.null_count):
        raise CallerError(f"a table of names has no {name} in some row", hint="Give the columns subject and keys.")
    return found


def _shapes(owner: Ints, values: Ints, size: int) -> tuple[Ints, csr_matrix]:
    """The shape of each subject, and what each shape's keys weigh."""
    key, number = np.unique(values, return_inverse=True)
    one, number = np.divmod(distinct(owner * max(1, len(key)) + number), max(1, len(key)))
    bits = key.view(np.uint64)[number]
    start = np.flatnonzero(np.diff(one, prepend=-1))
    keyed = one[start]
    mixed = (bits ^ (bits >> np.uint64(29))) * np.uint64(0x9E3779B97F4A7C15)
    sums = [np.add.reduceat(each, start) if len(start) else each for each in (bits, mixed)]
    _, chosen, shape_of = np.unique(np.stack(sums, axis=1), axis=0, return_index=True, return_inverse=True)
    shape = np.full(size, NONE)
    shape[keyed] = shape_of.ravel()
    ends = np.append(start, len(one))
    row, place = spread(ends[chosen], ends[chosen + 1] - ends[chosen])
    return shape, _weights(row, number[place], (len(chosen), len(key)))


def _weights(row: Ints, key: Ints, shape: tuple[int, int]) -> csr_matrix:
    """As blocking.py: log of rarity, over the length to the power of `NORM`; keys of too many shapes left out."""
    holders = np.bincount(key, minlength=shape[1])
    kept = holders[key] <= MOST_HOLDERS
    row, key = row[kept], key[kept]
    weight = np.log(max(2, shape[0]) / holders[key]) + 0.1
    length = np.sqrt(np.bincount(row, weights=weight * weight, minlength=shape[0]))
    weight /= length[row] ** NORM
    shared = holders[key] > 1
    return csr_matrix((weight[shared], (row[shared], key[shared])), shape=shape)


def _expand(found: Index, asked: Ints, most: int) -> tuple[Ints, Ints]:
    """(subject, candidate), heaviest first within each subject asked for."""
    if most < 1:
        raise CallerError("no candidates are asked for", hint="Ask for at least one.")
    asked = asked[found.shape[asked] != NONE]
    offered = np.flatnonzero((found.rows[-1] != NONE) & (found.shape != NONE))
    offered = offered[np.argsort(found.shape[offered], kind="stable")]  # by shape, then by text
    members = np.bincount(found.shape[offered], minlength=found.keys.shape[0])
    first = np.cumsum(members) - members
    shapes, of_subject = np.unique(found.shape[asked], return_inverse=True)
    start, near = _nearest(found.keys, shapes, np.flatnonzero(members), most)
    run, place = spread(np.zeros(len(asked), dtype=np.int64), np.diff(start)[of_subject] + 1)
    own = place == 0  # the own shape comes before the others
    shape = found.shape[asked[run]]
    shape[~own] = near[(start[of_subject[run]] + place - 1)[~own]]
    size = found.size + 1
    at = np.searchsorted(found.shape[offered] * size + offered, found.shape[asked] * size + asked, side="right")
    itself = found.rows[-1][asked] != NONE
    skip = np.where(own, (at - first[found.shape[asked]])[run], 0)
    count = np.minimum(most, members[shape] - (own & itself[run]))
    sequence, step = spread(np.zeros(len(count), dtype=np.int64), count)
    candidate = offered[first[shape[sequence]] + (skip[sequence] + step) % members[shape[sequence]]]
    left = run[sequence]
    nth = np.arange(len(left)) - np.searchsorted(left, left)
    return asked[left[nth < most]], candidate[nth < most]


def _nearest(weights: csr_matrix, shapes: Ints, among: Ints, most: int) -> tuple[Ints, Ints]:
    """(start, shapes): for each of `shapes` the heaviest others of `among`, ties to the smaller number."""
    turned = weights[among].T.tocsr()
    found: list[Ints] = []
    for start in range(0, len(shapes), BLOCK):
        block = (weights[shapes[start : start + BLOCK]] @ turned).tocsr()
        for row, shape in enumerate(shapes[start : start + BLOCK].tolist()):
            ends = slice(block.indptr[row], block.indptr[row + 1])
            found.append(_heaviest(among[block.indices[ends]], block.data[ends], shape, most))
    sizes = np.array([0, *map(len, found)], dtype=np.int64)
    return np.cumsum(sizes), np.concatenate(found) if found else sizes[:0]


def _heaviest(columns: Ints, heavy: Floats, itself: int, most: int) -> Ints:
    other = columns != itself
    columns, heavy = columns[other], heavy[other]
    if len(heavy) > most:
        bar = np.partition(heavy, len(heavy) - most)[len(heavy) - most]
        columns, heavy = columns[heavy >= bar], heavy[heavy >= bar]
    return columns[np.lexsort((columns, -heavy))[:most]]
