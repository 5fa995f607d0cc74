"""Erasing: the words and names of reports leave the files of the ledger, and there is no way back.

    noted      rows in `erasures` say what is erased, when, by whom and why: they stay
    blanked    every file that holds such words is written anew without them
    deleted    the old files are deleted at once, without the grace of compaction

What stays of an erased report: its id, key, source, times, grade, marking and versions, and of what it told the codes,
places, dates and numbers, so that what rested on it can still be traced and every count is as it was. What is gone:
title, text and address, names of actors, descriptions, and the whole content of its claims. Each step can be killed and
run again; what is noted but not yet blanked is hidden, and blanked by the next run.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from simurg.ledger.columns import table_of
from simurg.ledger.entries import File
from simurg.ledger.erased import erased_reports
from simurg.ledger.ledger import Ledger
from simurg.ledger.offer import Offer, marking_json
from simurg.ledger.schema import CONTENT
from simurg.ledger.store import readable
from simurg.ledger.upkeep import SORTED
from simurg.ontology.errors import LedgerDamaged, OperatorError
from simurg.ontology.ids import id_of
from simurg.ontology.markings import Marking
from simurg.ontology.times import LATEST

BLANKED: dict[str, dict[str, str]] = {
    "reports": dict.fromkeys(("title", "body", "url"), "NULL"),
    "claims": dict.fromkeys(("subject", "object"), "NULL"),
    "events": dict.fromkeys(("actor", "recipient", "description", "attributed_to", "alternatives"), "NULL"),
    "readings": {"detail": "NULL"},
    "observations": dict.fromkeys(("observable", "asset", "detail"), "NULL"),
    "sketches": {"text": "report_id", "bands": "[]", "origins": "NULL"},
    "name_keys": {"subject": "NULL", "name": "NULL", "keys": "[]"},
    "story_links": {"detail": "NULL"},
}
"""Table to column to what stands there instead."""
_TOLD_BY = {"reports": ("id",), "story_links": ("left", "right")}
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Erasure:
    """`target`: a report's id in hex, or the SHA-256 of bytes. It is marked as what it erases was."""

    kind: str
    target: str
    source: str | None
    marking: Marking


def note(ledger: Ledger, erasures: Sequence[Erasure], by: str, why: str, at: datetime) -> int:
    """Say what is erased, before it is; how many were new."""
    rows = [_row(one, by, why, at) for one in erasures]
    if not rows:
        return 0
    batch = id_of("erasures", *sorted(f"{one.kind} {one.target} {one.source}" for one in erasures)).hex
    return ledger.append(Offer(batch, {"erasures": table_of("erasures", rows)}, method="erasure", version="1"))


def blank(ledger: Ledger, *, progress: Progress = lambda _: None) -> int:
    """Write every file anew that holds words of an erased report, and delete those that did; how many there were."""
    gone = erased_reports(ledger.connection, ledger.store, ledger.catalogue.live_files("erasures"))
    count = 0
    if len(gone):
        ledger.connection.from_arrow(pa.table({"erased": gone})).create_view("erased_told", replace=True)
        ledger.connection.execute("CREATE OR REPLACE TEMP TABLE erased_reports AS SELECT erased FROM erased_told")
        for table in BLANKED:
            for file in ledger.catalogue.live_files(table):
                count += _blanked(ledger, file, progress)
    old = [path for path in ledger.catalogue.removed_before(LATEST) if _table_of(path) in BLANKED]
    ledger.store.delete(old)
    ledger.catalogue.forget(old)
    return count


def _blanked(ledger: Ledger, file: File, progress: Progress) -> int:
    """1 if the file held words of an erased report, else 0."""
    relation = ledger.store.relation(ledger.connection, [file])
    hit = " OR ".join(f'"{name}" IN (SELECT erased FROM erased_reports)' for name in _told_by(file.table))
    columns = BLANKED[file.table]
    told = " OR ".join(f'"{name}" IS DISTINCT FROM {_typed(file.table, name)}' for name in columns)
    with readable():
        [(count,)] = ledger.connection.sql(f"SELECT count(*) FROM {relation} WHERE ({hit}) AND ({told})").fetchall()
    if not count:
        return 0
    damaged = ledger.store.damage(file)
    if damaged:
        raise LedgerDamaged(f"{damaged}; nothing of it was erased.", hint="Restore a backup, then run it again.")
    progress(f"erasing in {file.table}")
    changed = ", ".join(
        f'CASE WHEN {hit} THEN {_typed(file.table, name)} ELSE "{name}" END AS "{name}"' for name in columns
    )
    order = SORTED.get(file.table, "known_at, id")
    with readable():
        query = f"SELECT * REPLACE ({changed}) FROM {relation} ORDER BY {order}"
        rows = ledger.connection.sql(query).to_arrow_table()
    if rows.num_rows != file.rows:
        raise LedgerDamaged(f"Table {file.table} lost rows while erasing.", hint="Run `simurg verify`.")
    new = ledger.store.write(file.table, rows, file.contested)
    try:
        ledger.catalogue.replace([file], [new], ledger.now())
    except OperatorError:
        ledger.store.delete([new.path])
        raise
    return 1


def _typed(table: str, column: str) -> str:
    """What stands in a blanked column, of its type."""
    value = BLANKED[table][column]
    kind = str(next(field.type for field in CONTENT[table] if field.name == column))
    return f"{value}::BIGINT[]" if value == "[]" and "int64" in kind else value


def _told_by(table: str) -> tuple[str, ...]:
    return _TOLD_BY.get(table, ("report_id",))


def _table_of(path: str) -> str:
    return path.split("/")[0] if "/" in path else path.removeprefix("memory_").rsplit("_", 1)[0]


def _row(one: Erasure, by: str, why: str, at: datetime) -> dict[str, object]:
    key = id_of("erasures", one.kind, one.target, one.source).bytes
    return {
        "id": key,
        "key": key,
        "source_id": one.source,
        "known_at": at,
        "kind": one.kind,
        "target": one.target,
        "reason": why,
        "by": by,
        "marking": marking_json(one.marking),
    }
