"""Which rows name which: a resident index of `report_id` and `basis`, one sorted array for each file.

It is a cache: the columns in the files stay the truth, and it is built again from them at any time. It knows
each row's limits (known, recorded, marking), so that a reader's lineage comes from it without touching a file.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from simurg.ledger.entries import File
from simurg.ledger.labels import Limits, Mask
from simurg.ledger.store import Store, readable
from simurg.ledger.versions import halves

_COLUMNS = "id, epoch_us(known_at) AS known, epoch_us(recorded_at) AS recorded, level, tlp, compartments, releasable"


@dataclass(frozen=True, slots=True)
class FileEdges:
    """`targets` (m, 2) sorted by its first half; `rows` (m) points into the file's own rows."""

    table: str
    targets: npt.NDArray[np.uint64]
    rows: npt.NDArray[np.int32]
    ids: npt.NDArray[np.uint64]  # (n, 2)
    known_us: npt.NDArray[np.int64]
    recorded_us: npt.NDArray[np.int64]
    mask_of: npt.NDArray[np.int16]
    masks: tuple[Mask, ...]

    def naming(self, target: UUID, limits: Limits) -> list[UUID]:
        """Ids of permitted rows that name `target`."""
        half = np.frombuffer(target.bytes, np.uint64)
        low, high = (
            np.searchsorted(self.targets[:, 0], half[0], "left"),
            np.searchsorted(self.targets[:, 0], half[0], "right"),
        )
        rows = self.rows[low:high][self.targets[low:high, 1] == half[1]]
        seen = np.array([mask in limits.masks for mask in self.masks], bool)
        permitted = seen[self.mask_of[rows]]
        permitted &= (self.known_us[rows] <= limits.known_us) & (self.recorded_us[rows] <= limits.recorded_us)
        return [UUID(bytes=self.ids[row].tobytes()) for row in rows[permitted]]


class Edges:
    """Per-file indexes, built on first use; those of files that are gone are dropped with the next request."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, store: Store) -> None:
        self._connection = connection
        self._store = store
        self._built: dict[str, FileEdges] = {}

    def naming(
        self, targets: Iterable[UUID], files: Mapping[str, Sequence[File]], limits: Limits
    ) -> list[tuple[str, UUID, UUID]]:
        """(table, naming row, target) for every permitted row that names one of the targets."""
        indexes = [self._of(file) for table in sorted(files) for file in files[table]]
        asked = {file.path for some in files.values() for file in some}
        self._built = {path: index for path, index in self._built.items() if path in asked}
        wanted = sorted(set(targets))
        return [
            (index.table, row, target) for index in indexes for target in wanted for row in index.naming(target, limits)
        ]

    @property
    def held(self) -> frozenset[str]:
        """The files whose indexes are in memory."""
        return frozenset(self._built)

    def _of(self, file: File) -> FileEdges:
        if file.path not in self._built:
            self._built[file.path] = self._build(file)
        return self._built[file.path]

    def _build(self, file: File) -> FileEdges:
        relation = self._store.relation(self._connection, [file])
        with readable():
            rows = self._connection.sql(f"SELECT {_COLUMNS}, report_id, basis FROM {relation}").to_arrow_table()
        rows = rows.combine_chunks()
        told = rows["report_id"].combine_chunks()
        basis = rows["basis"].combine_chunks()
        direct = np.flatnonzero(told.is_valid().to_numpy(zero_copy_only=False))
        lengths = np.diff(basis.offsets.to_numpy())
        cited = np.repeat(np.arange(len(basis)), lengths)
        targets = np.concatenate([_halves(told.drop_null()), _halves(basis.flatten())])
        pointers = np.concatenate([direct, cited]).astype(np.int32)
        order = np.argsort(targets[:, 0], kind="stable")
        codes, masks = _mask_codes(rows)
        known, recorded = (rows[name].to_numpy() for name in ("known", "recorded"))
        return FileEdges(
            file.table, targets[order], pointers[order], _halves(rows["id"]), known, recorded, codes, masks
        )


def _halves(column: pa.Array | pa.ChunkedArray) -> npt.NDArray[np.uint64]:
    if isinstance(column, pa.ChunkedArray):
        column = pa.concat_arrays(column.chunks) if column.num_chunks else column.combine_chunks()
    if column.type == pa.binary(16):
        column = pa.ExtensionArray.from_storage(pa.uuid(), column)
    return halves(column)


def _mask_codes(rows: pa.Table) -> tuple[npt.NDArray[np.int16], tuple[Mask, ...]]:
    """The markings as small codes into a list."""
    four = np.stack(
        [rows[name].to_numpy().astype(np.int64) for name in ("level", "tlp", "compartments", "releasable")], 1
    )
    distinct, codes = np.unique(four, axis=0, return_inverse=True)
    return codes.reshape(-1).astype(np.int16), tuple(Mask(*map(int, mask)) for mask in distinct)
