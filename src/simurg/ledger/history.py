"""A table with its history, held in memory: what the view of any moment showed is a condition on two columns.

    shown_from <= m AND (shown_until IS NULL OR m < shown_until)

`View.versions` tells this as far as the same recalls stood. Recalls come and go at a few known moments; between two of
them the recalled rows are the same, so each such *era* has its own versions, cut to the era. Only keys that a recall
ever touched differ from era to era: a row of the key that it hides, or a report that decides which of its rows are
outdated. All others have one history. What is held is a cache for one scope; the files stay the truth.

New rows change the history of few keys: theirs, those told by other versions of the reports they bring, and those that
new recalls touch. These are read again, all else stays. Rows that will be known later are held already.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from simurg.ledger.engines import Held
from simurg.ledger.entries import File
from simurg.ledger.ledger import Ledger
from simurg.ledger.schema import TOLD
from simurg.ledger.view import SHOWN, View
from simurg.ontology.markings import Scope

FOREVER = datetime(9999, 1, 1, tzinfo=UTC)
MOST_ERAS = 48
"""Moments of recalls back to which the history goes; before the first of them `Era.start` says where it begins."""
_US = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Era:
    """From `start` up to `end` (None: from the beginning, for ever) the same recalls stood."""

    start: datetime | None
    end: datetime | None
    view: View


@dataclass(frozen=True, slots=True)
class Past:
    """The eras of one scope, and what recalls ever touched of one table. `since`: moments before it are not told."""

    table: str
    eras: tuple[Era, ...]
    touched: Held | None
    since: datetime | None

    @property
    def view(self) -> View:
        """The last era's, with all that will ever be known."""
        return self.eras[-1].view


def past_of(ledger: Ledger, scope: Scope, picture: str, table: str) -> Past:
    """The eras that a scope's recalls make."""
    last = ledger.as_of(FOREVER, scope=scope, picture=picture)
    recalls = last.stored("recalls", ("known_at", "target_kind", "target"))
    moments: list[datetime] = sorted(set(recalls["known_at"].to_pylist()))
    kept = moments[-MOST_ERAS:]
    starts = [None if len(kept) == len(moments) else kept[0], *(kept if len(kept) == len(moments) else kept[1:])]
    ends = [*starts[1:], None]
    views = [last if end is None else ledger.as_of(end - _US, scope=scope, picture=picture) for end in ends]
    eras = tuple(Era(*one) for one in zip(starts, ends, views, strict=True))
    return Past(table, eras, _touched(ledger, last, table, recalls), starts[0])


def rows_of(past: Past, columns: Sequence[str], keys: str | None = None) -> Iterator[pa.Table]:
    """The rows of all keys, or of those in a held table `keys`, with `shown_from` and `shown_until`."""
    chosen = "true" if keys is None else f"key IN (SELECT key FROM {keys})"
    if past.touched is None:
        yield past.view.versions_of(past.table, columns, chosen)
        return
    told = f"(SELECT key FROM {past.touched.name})"
    yield past.view.versions_of(past.table, columns, f"{chosen} AND key NOT IN {told}")
    for era in past.eras:
        yield cut(era.view.versions_of(past.table, columns, f"{chosen} AND key IN {told}"), era.start, era.end)


def cut(rows: pa.Table, start: datetime | None, end: datetime | None) -> pa.Table:
    """What of the rows' times lies within an era; rows of which nothing does are left out."""
    since, until = (rows[name].combine_chunks() for name in SHOWN)
    kind = since.type
    if start is not None:
        first = pa.scalar(start, kind)
        since = pc.if_else(pc.less(since, first), first, since)
    if end is not None:
        last = pa.scalar(end, kind)
        until = pc.if_else(pc.less(pc.fill_null(until, last), last), until, last)
    places = [rows.schema.get_field_index(name) for name in SHOWN]
    rows = rows.set_column(places[0], SHOWN[0], since).set_column(places[1], SHOWN[1], until)
    return rows.filter(pc.or_kleene(pc.is_null(until), pc.less(since, until)))


def changed_keys(ledger: Ledger, past: Past, files: Sequence[File], new_recalls: pa.Table) -> Held | None:
    """Keys whose history new files change, as a table of the ledger's engine; None: of no key."""
    table, view = past.table, past.view
    own = [file for file in files if file.table == table]
    parts = [f"SELECT key FROM {ledger.engine.relation(table, own)}"] if own else []
    reports = [file for file in files if file.table == "reports"]
    relation = view.relation(table)
    if relation is not None and reports and table in TOLD and table != "reports":
        fresh = f"SELECT key FROM {ledger.engine.relation('reports', reports)}"
        parts.append(_told_by(view, relation, fresh))
    touched = _touched(ledger, view, table, new_recalls)
    if touched is not None:
        parts.append(f"SELECT key FROM {touched.name}")
    if not parts:
        return None
    return ledger.engine.keep(f"SELECT DISTINCT key FROM ({' UNION ALL '.join(parts)})")


def _touched(ledger: Ledger, view: View, table: str, recalls: pa.Table) -> Held | None:
    """Keys of which a recall hides a row, or a report that their rows compete by; None where there is no recall."""
    relation = view.relation(table)
    if not recalls.num_rows or relation is None or table not in TOLD:
        return None
    targets = recalls.select(["target_kind", "target"])
    held = ledger.engine.hold(targets)
    sources = f"(SELECT target FROM {held.name} WHERE target_kind = 'source')"
    reports = f"(SELECT TRY_CAST(target AS UUID) FROM {held.name} WHERE target_kind = 'report')"
    teller = "id" if table == "reports" else "report_id"
    parts = [f"SELECT key FROM {relation} WHERE source_id IN {sources} OR {teller} IN {reports}"]
    all_reports = view.relation("reports")
    if table != "reports" and all_reports is not None:
        hidden = f"SELECT key FROM {all_reports} WHERE source_id IN {sources} OR id IN {reports}"
        parts.append(_told_by(view, relation, hidden))
    return ledger.engine.keep(f"SELECT DISTINCT key FROM ({' UNION ALL '.join(parts)})")


def _told_by(view: View, relation: str, report_keys: str) -> str:
    """Keys of the rows that any report with one of these keys tells."""
    reports = f"SELECT id FROM {view.relation('reports')} WHERE key IN ({report_keys})"
    return f"SELECT key FROM {relation} WHERE report_id IN ({reports})"
