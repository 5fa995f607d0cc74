"""Which offered rows are new, which are the same thing said again, and which are new versions of a known key.

A filter over all keys of a table answers "never seen" for nearly every row of a fresh batch, so the cost of an
append hardly grows with the ledger; only keys that it may hold are looked up exactly. A row is
dropped when the latest version that its own readers could see, as known by its own time, says the same and was
told by the same report. The same words from another report are a version of their own, so that they stand
without the first report. A publisher who goes back to an earlier wording makes a new version too: its id is derived
from the two. A row that turns out to be known earlier keeps its id and stands twice.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
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
    """One row of a key, as far as choosing between versions needs it; `known_us` and `order` (recorded, turn) rank
    it as a view does. `supersedes` is the version from which the id was derived, if it was."""

    id: UUID
    known_us: int
    order: tuple[int, int]
    mask: Mask
    report: UUID | None
    supersedes: UUID | None = None

    @property
    def rank(self) -> tuple[int, tuple[int, int], bytes]:
        return self.known_us, self.order, self.id.bytes

    def says(self, row_id: UUID) -> bool:
        """Whether this row is what `row_id` names, or a return to it."""
        return self.id == row_id or self.id == _returned(row_id, self.supersedes, self.known_us)


def _returned(row_id: UUID, before: UUID | None, known_us: int) -> UUID:
    return id_of(row_id.bytes, before.bytes if before else None, known_us)


class Landed:
    """Under which id each report of a batch stands, where that is not the id under which it was offered."""

    def __init__(self) -> None:
        self._at: dict[UUID, dict[int, UUID]] = {}

    def note(self, offered: UUID, known_us: int, landed: UUID) -> None:
        self._at.setdefault(offered, {})[known_us] = landed

    def of(self, report: UUID | None, known_us: int) -> UUID | None:
        """The report of a row known at a moment: the last one by then, else the first. None: as it was offered."""
        moments = self._at.get(report, {}) if report else {}
        if not moments:
            return None
        landed = moments[max((m for m in moments if m <= known_us), default=min(moments))]
        return None if landed == report else landed

    @property
    def moved(self) -> frozenset[UUID]:
        return frozenset(report for report, at in self._at.items() if set(at.values()) != {report})


@dataclass(slots=True)
class Verdicts:
    """What becomes of each offered row: `keep` (n), and for kept ones their new id and report, predecessor, turn."""

    keep: Flags
    renamed: dict[int, UUID] = field(default_factory=dict)
    retold: dict[int, UUID] = field(default_factory=dict)
    supersedes: dict[int, UUID] = field(default_factory=dict)
    turns: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Standing:
    """What an append knows of the ledger: the keys, how to look up their versions, and its own (recorded, turn)."""

    known: KeyFilter
    look_up: Callable[[pa.Array], dict[UUID, list[Version]]]
    order: tuple[int, int]


def judge(rows: pa.Table, standing: Standing, landed: Landed, *, reports: bool) -> Verdicts:
    """Judge all rows of one table. `landed`: filled by `reports`, whose rows may have to follow them."""
    folds = folded(halves(rows["key"]))
    order = np.argsort(folds)
    ranked = folds[order]
    suspected = np.zeros(len(folds), bool)
    suspected[order] = standing.known.holds(ranked) | _repeated(ranked)
    suspects = np.flatnonzero(suspected | _told_by(rows, landed.moved))
    verdicts = Verdicts(np.ones(len(folds), bool))
    if not len(suspects):
        return verdicts
    some = rows.select(["id", "key", "report_id", "known_at", "level", "tlp", "compartments", "releasable"]).take(
        suspects
    )
    columns = {name: some[name].cast(pa.int64()) if name == "known_at" else some[name] for name in some.column_names}
    values = {name: column.to_pylist() for name, column in columns.items()}
    found = standing.look_up(some["key"].combine_chunks())
    recorded, turn = standing.order
    for place, row in enumerate(suspects.tolist()):
        mask = Mask(*(values[name][place] for name in ("level", "tlp", "compartments", "releasable")))
        row_id, known_us, report = values["id"][place], values["known_at"][place], values["report_id"][place]
        told_by = landed.of(report, known_us)
        if told_by is not None:
            verdicts.retold[row], report = told_by, told_by
            row_id = id_of(row_id.bytes, told_by.bytes)
        versions = found.setdefault(values["key"][place], [])
        if versions:
            verdicts.turns[row] = turn + place
        new = Version(row_id, known_us, (recorded, verdicts.turns.get(row, 0)), mask, report)
        stands = _judge_one(verdicts, row, versions, new)
        if reports:
            landed.note(values["id"][place], known_us, stands)
        if verdicts.keep[row] and stands != values["id"][place]:
            verdicts.renamed[row] = stands
    return verdicts


def _judge_one(verdicts: Verdicts, row: int, versions: list[Version], new: Version) -> UUID:
    """The id under which the row stands, now or already."""
    seen = [v for v in versions if v.known_us <= new.known_us and _dominates(new.mask, v.mask)]
    latest = max(seen, key=lambda v: v.rank, default=None)
    if latest is not None and latest.says(new.id):
        same = max((v for v in seen if v.report == new.report and v.says(new.id)), key=lambda v: v.rank, default=None)
        if same is not None:
            verdicts.keep[row] = False
            return same.id
    before = None if latest is None else latest.id
    if any(v.id == new.id and v.known_us <= new.known_us for v in versions):
        new = replace(new, id=_returned(new.id, before, new.known_us))
        if any(v.id == new.id for v in versions):
            verdicts.keep[row] = False
            return new.id
    if before is not None:
        verdicts.supersedes[row] = before
    versions.append(replace(new, supersedes=before))
    return new.id


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


def _told_by(rows: pa.Table, moved: frozenset[UUID]) -> Flags:
    if not moved:
        return np.zeros(rows.num_rows, bool)
    return np.array([report in moved for report in rows["report_id"].to_pylist()], bool)
