"""What the ledger took before a moment, whoever may see it: for retention, never for a reader."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from simurg.ledger.labels import Mask
from simurg.ledger.ledger import Ledger
from simurg.ledger.store import readable


def aged_reports(ledger: Ledger, source: str, before: datetime) -> Iterator[tuple[UUID, datetime, Mask]]:
    """Id, when it was recorded last, and marking of a source's reports that were not recorded since a moment."""
    files = ledger.catalogue.live_files("reports")
    if not files:
        return
    relation = ledger.store.relation(ledger.connection, files)
    query = f"""SELECT id, max(recorded_at) AS recorded, max_by(level, recorded_at), max_by(tlp, recorded_at),
        max_by(compartments, recorded_at), max_by(releasable, recorded_at)
        FROM {relation} WHERE source_id = ? GROUP BY id HAVING recorded <= ? ORDER BY recorded, id"""
    with readable():
        rows = ledger.connection.execute(query, [source, before]).fetchall()
    for number, recorded, *mask in rows:
        yield number, recorded, Mask(*mask)


def disciplines(ledger: Ledger) -> dict[str, str]:
    """Source to the discipline of its reports."""
    files = ledger.catalogue.live_files("reports")
    if not files:
        return {}
    relation = ledger.store.relation(ledger.connection, files)
    query = f"SELECT source_id, max(discipline) FROM {relation} WHERE source_id IS NOT NULL GROUP BY source_id"
    with readable():
        return {source: discipline for source, discipline in ledger.connection.sql(query).fetchall() if discipline}
