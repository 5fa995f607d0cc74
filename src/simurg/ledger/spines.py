"""Whether a handful of rows is shown: the question in SQL, and the columns that decide it, held in memory by id.

The few rows are found by bisection, and the question is asked of them alone: an engine would look through all ids, or
plan for longer than it answers. The columns are a cache that can be built again at any time (a million rows take about
a second and 150 MB); the files stay the truth.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import count
from uuid import UUID

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simurg.ledger.entries import File
from simurg.ledger.labels import Limits, Mask
from simurg.ledger.schema import TOLD, schema_of
from simurg.ledger.store import Store
from simurg.ledger.visible import SILENT, Only, Sight, has_versions, outdated, visible

_COLUMNS = "id, key, report_id, source_id, level, tlp, compartments, releasable, known_at, recorded_at, contested"
_NUMBERS = count()
_SILENT = "silent"
"""Of a spine: whether its row says nothing (`visible.SILENT`)."""
MOST_BLOCKS = 8
"""Blocks that are looked through one by one; more are joined to one."""


def standing_query(sight: Sight, table: str, ids: Collection[UUID], relations: Mapping[str, str]) -> str:
    """SELECT of the ids among these that are shown: the same condition as for a whole table, asked of the few rows of
    their keys (and of the keys of the reports that told them)."""
    asked = f"id IN ({', '.join(sorted(_literal(one) for one in ids))})"
    few = [("few", table, relations[table], asked)]
    told_by = None
    if table in TOLD and table != "reports" and has_versions(sight, "reports"):
        few.append(("tellers", "reports", relations["reports"], "id IN (SELECT report_id FROM few)"))
        told_by = f"({outdated(sight, 'tellers', Only(rivals='true'))})"
    shown = visible(sight, table, "few", outdated_reports=told_by, only=Only(asked, "true"), silent=_SILENT)
    parts = (
        f"{name} AS MATERIALIZED (SELECT {_COLUMNS}, {_silent(of)} FROM {rows} "
        f"WHERE key IN (SELECT key FROM {rows} WHERE {which}))"
        for name, of, rows, which in few
    )
    return f"WITH {', '.join(parts)} SELECT DISTINCT id FROM ({shown})"


def _silent(table: str) -> str:
    return f"{SILENT.get(table, 'false')} AS {_SILENT}"


class Spines:
    """Filled on first use; rows of files that are gone leave with the next request, those of new files join."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, store: Store) -> None:
        self._connection = connection
        self._store = store
        self._blocks: dict[str, list[_Block]] = {}
        self._made = 0
        self._number = next(_NUMBERS)

    def standing(self, sight: Sight, limits: Limits, table: str, ids: Collection[UUID]) -> frozenset[UUID] | str:
        """Which of these ids are shown; or, where versions or recalls have a say, the question as `standing_query`
        asks it, over the few rows alone, under registered names."""
        few = self._few(sight.files.get(table, ()), table, [one.bytes for one in ids])
        told_by, rivals = None, sight
        if table in TOLD and table != "reports" and has_versions(sight, "reports"):
            told = [one for one in pc.unique(_plain(few["report_id"])).to_pylist() if one is not None]
            tellers = self._few(sight.files.get("reports", ()), "reports", told)
            if _has_rivals(tellers):
                told_by = f"({outdated(sight, self._held('tellers', tellers), Only(rivals='true'))})"
        if not _has_rivals(few):
            if told_by is None and (sight.recalled is None or table not in TOLD):
                return _within(few.filter(few["asked"]), limits)
            rivals = replace(sight, files={})  # nothing to rank
        shown = visible(
            rivals, table, self._held("few", few), outdated_reports=told_by, only=Only("asked", "true"), silent=_SILENT
        )
        return f"SELECT DISTINCT id FROM ({shown})"

    def marked(self, table: str, files: Sequence[File], ids: Collection[UUID]) -> frozenset[UUID]:
        """Those of these ids whose rows have any other marking than open and clear."""
        if not files or not ids:
            return frozenset()
        few = self._few(files, table, [one.bytes for one in ids])
        few = few.filter(few["asked"])
        plain = Mask(0, 0, 0, -1)
        return frozenset(UUID(bytes=one) for one, mask in zip(_plain(few["id"]).to_pylist(), _masks(few), strict=True)
                         if mask != plain)  # fmt: skip

    def _few(self, files: Sequence[File], table: str, ids: Sequence[bytes]) -> pa.Table:
        """The rows that share a key with those asked for; `asked` says which those are."""
        blocks = self._load(table, files)
        keys = [key for block in blocks for key in block.keys_of(ids)]
        parts = [block.rows_of(keys) for block in blocks]
        few = pa.concat_tables(parts)
        asked = pc.is_in(_plain(few["id"]), value_set=pa.array(ids, pa.binary(16)))
        return few.append_column("asked", asked)

    def _held(self, name: str, rows: pa.Table) -> str:
        held = f"{name}_{self._number}"
        self._connection.register(held, rows)
        return held

    def _load(self, table: str, files: Sequence[File]) -> list["_Block"]:
        """The rows of these files; at least one block, of no row where there is no file."""
        wanted = {file.path for file in files}
        held = self._blocks.get(table, [])
        blocks = [block if block.paths.keys() <= wanted else block.without(wanted) for block in held]
        there = {path for block in blocks for path in block.paths}
        blocks += [self._read(file) for file in files if file.path not in there]
        if len(blocks) > MOST_BLOCKS:
            blocks = [_joined(blocks)]
        self._blocks[table] = blocks
        return blocks or [_Block({}, _nothing())]

    def _read(self, file: File) -> "_Block":
        self._made += 1
        rows = self._store.relation(self._connection, [file])
        found = self._connection.sql(
            f"SELECT {_COLUMNS}, {_silent(file.table)}, {self._made} AS file FROM {rows}"
        ).to_arrow_table()
        return _Block({file.path: self._made}, found)


class _Block:
    """Rows of some files (path to number), found by id and by key."""

    def __init__(self, paths: Mapping[str, int], rows: pa.Table) -> None:
        self.paths = paths
        self._rows = rows.combine_chunks()
        self._ids, self._keys = _Order(self._rows["id"]), _Order(self._rows["key"])

    def keys_of(self, ids: Sequence[bytes]) -> list[bytes]:
        """The keys of rows with one of these ids."""
        found: list[bytes] = _plain(self._rows["key"].take(pa.array(self._ids.places(ids)))).to_pylist()
        return found

    def rows_of(self, keys: Sequence[bytes]) -> pa.Table:
        return self._rows.take(pa.array(self._keys.places(keys))).drop_columns("file")

    def without(self, wanted: Collection[str]) -> "_Block":
        """Only the rows of the files that are wanted still."""
        kept = {path: number for path, number in self.paths.items() if path in wanted}
        numbers = pa.array(list(kept.values()), self._rows["file"].type)
        return _Block(kept, self._rows.filter(pc.is_in(self._rows["file"], value_set=numbers)))

    @property
    def rows(self) -> pa.Table:
        return self._rows


class _Order:
    """Where the values of a column of ids stand."""

    def __init__(self, column: pa.ChunkedArray) -> None:
        first, self._second = _halves(_plain(column))
        self._order = np.argsort(first, kind="stable")
        self._first = first[self._order]

    def places(self, values: Collection[bytes]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """The rows that have one of these values, each once."""
        first, second = _halves(pa.chunked_array([pa.array(sorted(set(values)), pa.binary(16))]))
        low, high = np.searchsorted(self._first, first, "left"), np.searchsorted(self._first, first, "right")
        counts = high - low
        of = np.repeat(np.arange(len(first)), counts)
        inside = np.arange(len(of)) - np.repeat(np.cumsum(counts) - counts, counts)
        found = self._order[low[of] + inside]
        return np.asarray(found[self._second[found] == second[of]], np.int64)


def _halves(column: pa.ChunkedArray) -> tuple[np.ndarray, np.ndarray]:
    chunks = [np.frombuffer(chunk.buffers()[1], ">u8")[2 * chunk.offset : 2 * (chunk.offset + len(chunk))]
              for chunk in column.chunks if len(chunk)]  # fmt: skip
    raw = np.concatenate(chunks).astype(np.uint64) if chunks else np.zeros(0, np.uint64)
    return raw[::2], raw[1::2]


def _within(rows: pa.Table, limits: Limits) -> frozenset[UUID]:
    """Known, recorded and permitted."""
    known, recorded = (rows[name].cast(pa.int64()).to_pylist() for name in ("known_at", "recorded_at"))
    told = zip(_plain(rows["id"]).to_pylist(), known, recorded, _masks(rows), strict=True)
    return frozenset(
        UUID(bytes=one)
        for one, at, written, mask in told
        if at <= limits.known_us and written <= limits.recorded_us and mask in limits.masks
    )


def _masks(rows: pa.Table) -> list[Mask]:
    columns = (rows[name].to_pylist() for name in ("level", "tlp", "compartments", "releasable"))
    return [Mask(*one) for one in zip(*columns, strict=True)]


def _has_rivals(few: pa.Table) -> bool:
    keys = _plain(few["key"]).to_pylist()
    return len(set(keys)) < len(keys)


def _joined(blocks: Sequence[_Block]) -> _Block:
    paths = {path: number for block in blocks for path, number in block.paths.items()}
    return _Block(paths, pa.concat_tables([block.rows for block in blocks]))


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Ids as 16 bytes."""
    return column.cast(pa.binary(16))


def _literal(one: UUID) -> str:
    return f"'{UUID(int=one.int)}'::UUID"


def _nothing() -> pa.Table:
    names = [name.strip() for name in _COLUMNS.split(",")]
    schema = pa.schema([schema_of("reports").field(name) for name in names if name in schema_of("reports").names])
    return schema.append(pa.field("file", pa.int32())).empty_table()
