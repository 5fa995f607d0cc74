"""Which offered rows are new, which are the same thing said again, and which are new versions of a known key.

A filter over all keys of a table answers "never seen" for nearly every row of a fresh batch, so the cost of an
append hardly grows with the ledger; only keys that it may hold are looked up exactly. A row is
dropped when the latest version that its own readers could see, as known by its own time, is the same row.
A publisher who goes back to an earlier wording makes a new version: its id is derived from the two.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from simurg.ledger.labels import ALL, Mask
from simurg.ontology.ids import id_of

_MIX = (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB)


Folds = npt.NDArray[np.uint64]
Flags = npt.NDArray[np.bool_]


class KeyFilter:
    """Which keys a table may hold, as sorted 64-bit folds of the 128-bit keys: "no" is certain, "yes" nearly so.

    Folds stand in runs of growing length, merged like the levels of a log-structured merge tree (O'Neil et al.
    1996), so adding stays cheap at any size: 8 bytes a key.
    """

    def __init__(self) -> None:
        self._runs: list[Folds] = []

    def holds(self, folds: Folds) -> Flags:
        """For each fold of a *sorted* array whether it stands here."""
        found = np.zeros(len(folds), bool)
        for run in self._runs:
            place = np.searchsorted(run, folds)
            place[place == len(run)] = 0
            found |= run[place] == folds
        return found

    def add(self, folds: Folds) -> None:
        """Take in a sorted array."""
        if not len(folds):
            return
        self._runs.append(folds)
        while len(self._runs) > 1 and len(self._runs[-2]) < 2 * len(self._runs[-1]):
            last, before = self._runs.pop(), self._runs.pop()
            merged = np.concatenate([before, last])
            merged.sort(kind="stable")  # finds the two sorted runs: linear
            self._runs.append(merged)


def folded(keys: npt.NDArray[np.uint64]) -> Folds:
    """One mixed 64-bit number for each key of an (n, 2) array (finaliser of SplitMix64, Steele et al. 2014)."""
    with np.errstate(over="ignore"):
        one = keys[:, 0] * np.uint64(_MIX[0]) + keys[:, 1]
        one = (one ^ (one >> np.uint64(30))) * np.uint64(_MIX[1])
        one = (one ^ (one >> np.uint64(27))) * np.uint64(_MIX[2])
        return one ^ (one >> np.uint64(31))


def halves(column: pa.ChunkedArray | pa.Array) -> npt.NDArray[np.uint64]:
    """A uuid column as an (n, 2) array of unsigned 64-bit halves."""
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if isinstance(array, pa.ChunkedArray):
        array = pa.concat_arrays(array.chunks)
    storage = array.storage
    raw = np.frombuffer(storage.buffers()[1], np.uint8) if len(storage) else np.zeros(0, np.uint8)
    raw = raw[storage.offset * 16 : (storage.offset + len(storage)) * 16]
    return raw.view(np.uint64).reshape(-1, 2)


@dataclass(frozen=True, slots=True)
class Version:
    """One row of a key, as far as choosing between versions needs it; `known_us` and `order` rank it."""

    id: UUID
    known_us: int
    order: tuple[int, int]
    mask: Mask


@dataclass(slots=True)
class Verdicts:
    """What becomes of each offered row: `keep` (n), and for kept ones their new id, predecessor, contest."""

    keep: Flags
    renamed: dict[int, UUID] = field(default_factory=dict)
    supersedes: dict[int, UUID] = field(default_factory=dict)
    contested: set[int] = field(default_factory=set)


def judge(
    rows: pa.Table, known: KeyFilter, look_up: Callable[[pa.Array], dict[UUID, list[Version]]], forced: dict[UUID, UUID]
) -> Verdicts:
    """Judge all rows of one table. `forced`: reports that got a new id, whose rows must get one too."""
    folds = folded(halves(rows["key"]))
    order = np.argsort(folds)
    ranked = folds[order]
    suspected = np.zeros(len(folds), bool)
    suspected[order] = known.holds(ranked) | _repeated(ranked)
    suspects = np.flatnonzero(suspected | _told_by(rows, forced))
    verdicts = Verdicts(np.ones(len(folds), bool))
    if not len(suspects):
        return verdicts
    some = rows.select(["id", "key", "report_id", "known_at", "level", "tlp", "compartments", "releasable"]).take(
        suspects
    )
    columns = {name: some[name].cast(pa.int64()) if name == "known_at" else some[name] for name in some.column_names}
    values = {name: column.to_pylist() for name, column in columns.items()}
    standing = look_up(some["key"].combine_chunks())
    for place, row in enumerate(suspects.tolist()):
        mask = Mask(*(values[name][place] for name in ("level", "tlp", "compartments", "releasable")))
        told_by = forced.get(values["report_id"][place])
        row_id = values["id"][place] if told_by is None else id_of(values["id"][place].bytes, told_by.bytes)
        _judge_one(
            verdicts,
            row,
            standing.setdefault(values["key"][place], []),
            Version(row_id, values["known_at"][place], (1, row), mask),
        )
        if verdicts.keep[row] and told_by is not None:
            verdicts.renamed.setdefault(row, row_id)
    return verdicts


def _judge_one(verdicts: Verdicts, row: int, versions: list[Version], new: Version) -> None:
    seen = [v for v in versions if _dominates(new.mask, v.mask) and v.known_us <= new.known_us]
    latest = max(seen, key=lambda v: (v.known_us, v.order, v.id.bytes), default=None)
    if latest is not None and latest.id == new.id:
        verdicts.keep[row] = False
        return
    if any(v.id == new.id for v in versions):
        if latest is None:  # the same row, already there and known later: nothing new
            verdicts.keep[row] = False
            return
        new = Version(id_of(new.id.bytes, latest.id.bytes, new.known_us), new.known_us, new.order, new.mask)
        if any(v.id == new.id for v in versions):
            verdicts.keep[row] = False
            return
        verdicts.renamed[row] = new.id
    if versions:
        verdicts.contested.add(row)
    if latest is not None:
        verdicts.supersedes[row] = latest.id
    versions.append(new)


def _dominates(high: Mask, low: Mask) -> bool:
    """Whether everyone who may read `high` may read `low`."""
    compartments = low.compartments & ~high.compartments == 0
    releasable = low.releasable == ALL or (high.releasable != ALL and high.releasable & ~low.releasable == 0)
    return high.level >= low.level and high.tlp >= low.tlp and compartments and releasable


def _repeated(ranked: Folds) -> Flags:
    """Which of a sorted array's numbers stand more than once (a rare mistake costs a look-up)."""
    repeated = np.zeros(len(ranked), bool)
    same = ranked[1:] == ranked[:-1]
    repeated[1:] |= same
    repeated[:-1] |= same
    return repeated


def _told_by(rows: pa.Table, forced: dict[UUID, UUID]) -> Flags:
    if not forced:
        return np.zeros(rows.num_rows, bool)
    return np.array([report in forced for report in rows["report_id"].to_pylist()], bool)
