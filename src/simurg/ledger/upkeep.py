"""Keeping a ledger healthy: `maintain`, `verify`, `copy`. None of them changes an answer.

Compaction writes the rows of many small files into few large ones and swaps their names in the catalogue in
one transaction; views made before go on reading the old files, which are deleted after a grace of days.
"""

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from simurg.ledger.catalogue import Catalogue
from simurg.ledger.entries import File
from simurg.ledger.ledger import Ledger
from simurg.ledger.store import FolderStore, readable
from simurg.ontology.errors import CallerError, LedgerDamaged, OperatorError

ROWS_IN_FILE = 2_000_000
MOST_FILES = 8
"""Live files of one table above which `tidy` merges the youngest of them."""
TIER = 4
"""A file is merged with younger ones while it has at most so many times their rows: each row is rewritten a few times
(the logarithm of the table to this base), and a table has about as many files (O'Neil et al. 1996, LSM-tree)."""
GRACE = timedelta(days=7)
SORTED = {"claims": "subject, known_at, id", "measurements": "series, country, place, period_from, id"}
"""Order within a file: what is asked for together stands together."""

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Maintained:
    """What upkeep did, in files."""

    merged: int
    made: int
    deleted: int


def maintain(ledger: Ledger, *, grace: timedelta = GRACE, progress: Progress = lambda _: None) -> Maintained:
    """Merge small files and delete those that were replaced longer than `grace` ago. Safe to interrupt: a
    killed compaction leaves unnamed files, which the next writer clears."""
    tables = sorted({file.table for file in ledger.catalogue.live_files()})
    groups = (group for table in tables for group in _groups(ledger.catalogue.live_files(table)))
    return _done(ledger, groups, grace, progress)


def tidy(ledger: Ledger, *, grace: timedelta = GRACE, progress: Progress = lambda _: None) -> Maintained:
    """What a collection does between: of tables with more than MOST_FILES files the youngest are merged, so that a
    year of small commits costs each row a few rewrites and never leaves many files to read. Safe to interrupt."""
    named: dict[str, list[File]] = {}
    for file in ledger.catalogue.live_files():
        named.setdefault(file.table, []).append(file)
    small = ([one for one in some if one.rows <= ROWS_IN_FILE // 2] for some in named.values())
    return _done(ledger, (_young(some) for some in small if len(some) > MOST_FILES), grace, progress)


def _done(ledger: Ledger, groups: Iterable[list[File]], grace: timedelta, progress: Progress) -> Maintained:
    merged = made = 0
    for group in groups:
        table = group[0].table
        progress(f"{table}: {len(group)} files into one")
        new = _merge(ledger, table, group)
        try:
            ledger.catalogue.replace(group, [new], ledger.now())
        except OperatorError:
            ledger.store.delete([new.path])
            raise
        merged, made = merged + len(group), made + 1
    gone = ledger.catalogue.removed_before(ledger.now() - grace)
    ledger.store.delete(gone)
    ledger.catalogue.forget(gone)
    return Maintained(merged, made, len(gone))


def verify(folder: Path, *, progress: Progress = lambda _: None) -> list[str]:
    """Everything that is wrong with a ledger's folder; empty when the catalogue is sound and every file that it
    names stands there with the bytes it had when it was written."""
    path = folder / "catalogue.db"
    if not path.is_file():
        return [f"{path} is missing"]
    try:
        catalogue, store = Catalogue(path), FolderStore(folder)
    except LedgerDamaged as error:
        return [error.what]
    try:
        found = catalogue.check()
        for file in catalogue.live_files():
            progress(file.path)
            damage = store.damage(file)
            found += [damage] if damage else []
        return found
    finally:
        catalogue.close()


def copy(folder: Path, target: Path, *, progress: Progress = lambda _: None) -> int:
    """A consistent copy of a ledger, also while it is written to; returns the number of files.

    The catalogue is copied first: what it names never changes and stays for days after it is replaced.
    """
    if target.exists() and any(target.iterdir()):
        raise CallerError(f"{target} is not empty.", hint="Name a new folder.")
    try:
        target.mkdir(parents=True, exist_ok=True)
        source = Catalogue(folder / "catalogue.db")
        source.copy_to(target / "catalogue.db")
        source.close()
        copied = Catalogue(target / "catalogue.db")
        files = copied.live_files()
        copied.close()
        for file in files:
            progress(file.path)
            (target / file.path).parent.mkdir(exist_ok=True)
            shutil.copyfile(folder / file.path, target / file.path)
    except OSError as error:
        raise OperatorError(
            f"The copy to {target} failed ({error.strerror or type(error).__name__}).",
            hint="Free some space, remove the folder and try again.",
        ) from error
    damaged = verify(target)
    if damaged:
        raise LedgerDamaged(f"The copy does not verify: {damaged[0]}.", hint="Run `simurg verify` on the original.")
    return len(files)


def _young(files: Sequence[File]) -> list[File]:
    """The youngest files, as far back as they are of one size; at least half of MOST_FILES, and never beyond what one
    file may hold."""
    group, rows = [files[-1]], files[-1].rows
    for file in reversed(files[:-1]):
        few = len(group) < MOST_FILES // 2
        if rows + file.rows > ROWS_IN_FILE or (not few and file.rows > TIER * rows):
            break
        group.append(file)
        rows += file.rows
    return group[::-1]


def _groups(files: Sequence[File]) -> Iterator[list[File]]:
    """Runs of neighbours that fit into one file together; a lone file stays as it is."""
    group: list[File] = []
    for file in files:
        if group and sum(one.rows for one in group) + file.rows > ROWS_IN_FILE:
            if len(group) > 1:
                yield group
            group = []
        group.append(file)
    if len(group) > 1:
        yield group


def _merge(ledger: Ledger, table: str, group: Sequence[File]) -> File:
    damaged = [text for file in group if (text := ledger.store.damage(file))]
    if damaged:  # never give damaged rows a file of their own that verifies
        raise LedgerDamaged(f"{damaged[0]}; nothing was merged.", hint="Restore a backup.")
    order = SORTED.get(table, "known_at, id")
    relation = ledger.store.relation(ledger.connection, group)
    with readable():
        rows = ledger.connection.sql(f"SELECT * FROM {relation} ORDER BY {order}").to_arrow_table()
    if rows.num_rows != sum(file.rows for file in group):
        raise LedgerDamaged(f"Table {table} lost rows while merging.", hint="Run `simurg verify`.")
    return ledger.store.write(table, rows, any(file.contested for file in group))
