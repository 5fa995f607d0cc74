"""The seam: `append(offer)` and `as_of(...) -> View`. There is no other way in and no read without a scope.

Opened for writing it holds the writer's lock (one writer, as many readers as you like); opened for reading it
sees the files that the catalogue named when each view was made. Row ids are content names, `recorded_at` never
goes back, and nothing is ever overwritten.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from uuid import UUID

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simurg.ledger.catalogue import Catalogue
from simurg.ledger.columns import uuid_column
from simurg.ledger.edges import Edges
from simurg.ledger.engines.embedded import Embedded
from simurg.ledger.entries import Document, File, Quarantined, microseconds
from simurg.ledger.erased import erased_reports
from simurg.ledger.graded import standing_gradings
from simurg.ledger.labels import Labels, Mask
from simurg.ledger.lock import WriterLock
from simurg.ledger.offer import Offer, completed, stored
from simurg.ledger.resident import Resident
from simurg.ledger.store import FolderStore, MemoryStore, Store, readable
from simurg.ledger.versions import KeyFilter, Landed, Standing, Version, folded, halves, judge
from simurg.ledger.view import Seen, View, recalled_columns
from simurg.ledger.visible import Sight
from simurg.ontology.errors import InternalError, OperatorError
from simurg.ontology.markings import EVERYTHING, Scope
from simurg.ontology.times import Clock, utc
from simurg.ontology.vocabulary import ISO, Countries


class Ledger:
    """Use `open`, `open_to_read` or `in_memory`; close it, or use it in a `with`."""

    def __init__(self, catalogue: Catalogue, store: Store, clock: Clock, lock: WriterLock | None) -> None:
        self.catalogue = catalogue
        self.store = store
        self._clock = clock
        self._lock = lock
        self.countries: Countries = ISO
        """By which readers fold codes and names; facts are stored as they were told."""
        self._filters: dict[str, KeyFilter] = {}
        self._gone: tuple[tuple[str, ...], pa.Array] | None = None
        self.connection = duckdb.connect(
            config={"arrow_lossless_conversion": "true", "preserve_insertion_order": "false"}
        )
        self.engine = Embedded(self.connection, store)

    @classmethod
    def open(cls, folder: Path, clock: Clock) -> "Ledger":
        """For writing: takes the lock (OperatorError if another writer lives) and clears what a killed one left."""
        folder.mkdir(parents=True, exist_ok=True)
        lock = WriterLock(folder / "writer.lock")
        lock.take()
        store = FolderStore(folder)
        ledger = cls(Catalogue(folder / "catalogue.db"), store, clock, lock)
        store.delete(store.orphans(ledger.catalogue.every_path()))
        return ledger

    @classmethod
    def open_to_read(cls, folder: Path, clock: Clock) -> "Ledger":
        """For reading beside a writer."""
        return cls(Catalogue(folder / "catalogue.db"), FolderStore(folder), clock, None)

    @classmethod
    def in_memory(cls, clock: Clock) -> "Ledger":
        """The same promises without a disk."""
        return cls(Catalogue(None), MemoryStore(), clock, WriterLock(None))

    def __enter__(self) -> "Ledger":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self.connection.close()
        self.catalogue.close()
        if self._lock is not None:
            self._lock.release()

    @property
    def labels(self) -> Labels:
        return self.catalogue.labels

    def now(self) -> datetime:
        return utc(self._clock())

    def append(
        self, offer: Offer, *, documents: Sequence[Document] = (), quarantined: Sequence[Quarantined] = ()
    ) -> int:
        """Add a batch over all its tables, whole or not at all; returns how many rows were new.

        A batch id that is already there changes nothing and returns 0. OperatorError when the disk is full.
        """
        if self._lock is None:
            raise InternalError("This ledger is open for reading only.")
        if self.catalogue.has_batch(offer.batch_id):
            return 0
        recorded_at = max(self.now(), self.catalogue.last_recorded())
        new: dict[str, pa.Table] = {}
        landed, order = Landed(), (microseconds(recorded_at), self.catalogue.next_turn())
        for table, rows in sorted(completed(offer, self.labels).items(), key=lambda item: item[0] != "reports"):
            kept = self._new_versions(table, rows, landed, order)
            if kept is not None:
                new[table] = stored(kept[0], recorded_at, offer.batch_id, kept[1], kept[2])
        files = self._write(new)
        masks = {mask for rows in new.values() for mask in _masks_in(rows)}
        try:
            self.catalogue.commit(
                offer.batch_id,
                recorded_at,
                files,
                sorted(masks, key=repr),
                source=offer.source_name,
                documents=documents,
                quarantined=quarantined,
            )
        except OperatorError:
            if not self.catalogue.has_batch(offer.batch_id):
                self.store.delete([file.path for file in files])
            raise
        for table, rows in new.items():
            self._remember(table, rows)
        return sum(rows.num_rows for rows in new.values())

    def as_of(
        self,
        known_at: datetime | None = None,
        recorded_until: datetime | None = None,
        *,
        scope: Scope,
        picture: str = "",
        without: Sequence[tuple[str, str]] = (),
    ) -> View:
        """The ledger as a scope could know it; None means now for both times. `without` are (kind, target) of recalls
        that are only imagined: what would it be if they were made?"""
        now = self.now()
        latest = max(now, self.catalogue.last_recorded())  # later than now after the clock was set back
        named: dict[str, list[File]] = {}
        for file in self.catalogue.live_files():
            named.setdefault(file.table, []).append(file)
        files = {table: tuple(some) for table, some in named.items()}
        sight = Sight(utc(known_at or now), utc(recorded_until or latest), self.labels.condition(scope), files)
        view = self._view(sight, scope, picture)
        gradings = standing_gradings(view) if files.get("gradings") else None
        gone = self._erased(files.get("erasures", ()))
        recalled = _recalled(view, without, gone) if files.get("recalls") or without or len(gone) else None
        return view if gradings is recalled is None else self._view(sight, scope, picture, recalled, gradings)

    @cached_property
    def edges(self) -> Edges:
        """The resident index of what names what."""
        return Edges(self.connection, self.store)

    @cached_property
    def resident(self) -> Resident:
        """Claims held in memory by subject, for `View.about`."""
        return Resident(self.connection, self.store)

    def _view(
        self,
        sight: Sight,
        scope: Scope,
        picture: str,
        recalled: pa.Table | None = None,
        gradings: pa.Table | None = None,
    ) -> View:
        seen = Seen(scope, picture, self.labels, self.catalogue.masks(), self.countries)
        return View(self.engine, sight, seen, recalled, gradings)

    def _erased(self, files: Sequence[File]) -> pa.Array:
        """Reports whose words were erased, read once for the same files."""
        paths = tuple(file.path for file in files)
        if self._gone is None or self._gone[0] != paths:
            self._gone = paths, erased_reports(self.connection, self.store, files)
        return self._gone[1]

    def _new_versions(
        self, table: str, rows: pa.Table, landed: Landed, order: tuple[int, int]
    ) -> tuple[pa.Table, pa.Array, pa.Array] | None:
        """Rows that say something new, with their predecessors and their turns among the rows of their keys."""
        standing = Standing(self._filter(table), lambda keys: self._standing(table, keys), order)
        verdicts = judge(rows, standing, landed, reports=table == "reports")
        if not verdicts.keep.any():
            return None
        rows = _replaced(_replaced(rows, "report_id", verdicts.retold), "id", verdicts.renamed)
        before = _predecessors(rows.num_rows, verdicts.supersedes)
        contested = np.zeros(rows.num_rows, np.int64)
        contested[list(verdicts.turns)] = list(verdicts.turns.values())
        if verdicts.keep.all():
            return rows, before, pa.array(contested)
        keep = pa.array(verdicts.keep)
        return rows.filter(keep), before.filter(keep), pa.array(contested).filter(keep)

    def may_hold(self, table: str, keys: Collection[UUID]) -> set[UUID]:
        """Those of some keys that a table may hold, whoever may see their rows, without a look at its files: what is
        left out is certainly new, what is told nearly certainly stands there."""
        wanted = list(keys)
        if not wanted:
            return set()
        folds = folded(halves(uuid_column(wanted)))
        order = np.argsort(folds)
        held = self._filter(table).holds(folds[order])
        return {wanted[place] for place in order[held].tolist()}

    def _filter(self, table: str) -> KeyFilter:
        """The key filter of a table, built from its files on first use."""
        if table not in self._filters:
            made = KeyFilter()
            files = self.catalogue.live_files(table)
            if files:
                relation = self.store.relation(self.connection, files)
                with readable():
                    for batch in self.connection.sql(f"SELECT key FROM {relation}").to_arrow_reader(1_000_000):
                        made.add(np.sort(folded(halves(batch.column(0)))))
            self._filters[table] = made
        return self._filters[table]

    def _remember(self, table: str, rows: pa.Table) -> None:
        if table in self._filters:
            self._filters[table].add(np.sort(folded(halves(rows["key"]))))

    def _standing(self, table: str, keys: pa.Array) -> dict[UUID, list[Version]]:
        """All versions of some keys that stand in the ledger, whoever may see them."""
        files = self.catalogue.live_files(table)
        if not files:
            return {}
        wanted = self.connection.from_arrow(pa.table({"key": keys}))
        query = f"""SELECT id, key, epoch_us(known_at) AS known, epoch_us(recorded_at) AS recorded,
                    contested, report_id, supersedes, level, tlp, compartments, releasable
                    FROM {self.store.relation(self.connection, files)} WHERE key IN (SELECT key FROM wanted)"""
        found: dict[UUID, list[Version]] = {}
        self.connection.register("wanted", wanted.to_arrow_table())
        try:
            with readable():
                rows = self.connection.sql(query).to_arrow_table()
        finally:
            self.connection.unregister("wanted")
        for row in zip(*(column.to_pylist() for column in rows.columns), strict=True):
            version = Version(row[0], row[2], (row[3], int(row[4])), Mask(*row[7:]), row[5], row[6])
            found.setdefault(row[1], []).append(version)
        return found

    def _write(self, new: dict[str, pa.Table]) -> list[File]:
        written: list[File] = []
        try:
            for table, rows in new.items():
                contested = bool(pc.max(rows["contested"]).as_py())
                written.append(self.store.write(table, rows, contested))
        except BaseException:
            self.store.delete([file.path for file in written])
            raise
        return written


def operator_view(ledger: Ledger) -> View:
    """Everything, now: for upkeep, never for a reader."""
    return ledger.as_of(scope=EVERYTHING, picture="operator")


def _recalled(view: View, without: Sequence[tuple[str, str]], erased: pa.Array) -> pa.Table | None:
    """What the standing recalls of a view hide, with those that are only imagined, and what was erased; None where
    there is none. An erasure holds for every view, whoever may see it and whenever it was known."""
    recalls = view.read("recalls", ("target_kind", "target"), {"withdrawn": False})
    imagined = {"target_kind": [kind for kind, _ in without], "target": [target for _, target in without]}
    recalls = pa.concat_tables([recalls, pa.table(imagined, schema=recalls.schema)])
    return recalled_columns(recalls, erased) if recalls.num_rows or len(erased) else None


def _masks_in(rows: pa.Table) -> list[Mask]:
    names = ["level", "tlp", "compartments", "releasable"]
    distinct = rows.select(names).group_by(names).aggregate([])
    return [Mask(*row) for row in zip(*(distinct[name].to_pylist() for name in names), strict=True)]


def _predecessors(count: int, supersedes: dict[int, UUID]) -> pa.Array:
    if not supersedes:
        return pa.ExtensionArray.from_storage(pa.uuid(), pa.nulls(count, pa.binary(16)))
    return uuid_column([supersedes.get(row) for row in range(count)])


def _replaced(rows: pa.Table, column: str, changed: dict[int, UUID]) -> pa.Table:
    if not changed:
        return rows
    made = uuid_column([changed.get(place, value) for place, value in enumerate(rows[column].to_pylist())])
    return rows.set_column(rows.schema.get_field_index(column), column, made)
