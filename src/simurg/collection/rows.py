"""Row by row, for sources of thousands rather than millions: build reports and what they say, then take `Rows`.

A row's `key` names the thing (source, publisher's own key) and its `id` what is said of it, so a publisher's
revision is a new row with the same key, and the same row again is nothing new.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from simurg.collection.connector import Raw, Rows
from simurg.ledger.columns import table_of
from simurg.ledger.offer import marking_json
from simurg.ontology.ids import id_of
from simurg.ontology.markings import Marking

MOST_TEXT = 200_000
"""Characters kept of one text; the payload keeps all."""


class RowBuilder:
    """Collects rows of one document. `take()` gives what has gathered and starts anew."""

    def __init__(self, raw: Raw) -> None:
        self._raw = raw
        self._rows: dict[str, list[dict[str, object]]] = {}
        self._seen: set[UUID] = set()

    def __len__(self) -> int:
        return sum(map(len, self._rows.values()))

    def report(
        self,
        *,
        key: str,
        published_at: datetime | None = None,
        known_at: datetime | None = None,
        marking: Marking | None = None,
        aside: Collection[str] = (),
        edition: str = "",
        **content: object,
    ) -> UUID:
        """Add a report and return its id; grade, discipline, payload and known_at default to the source's."""
        source = self._raw.source
        values: dict[str, Any] = {
            "discipline": source.discipline,
            "reliability": source.grade.reliability,
            "credibility": source.grade.credibility,
            "payload": self._raw.sha256,
            "published_at": published_at,
            **content,
        }
        known = known_at or source.knowable(published_at, self._raw.fetched_at)
        return self.add("reports", key=key, known_at=known, marking=marking, aside=aside, edition=edition, **values)

    def add(
        self,
        table: str,
        *,
        key: str,
        known_at: datetime,
        report_id: UUID | None = None,
        marking: Marking | None = None,
        aside: Collection[str] = (),
        edition: str = "",
        **content: object,
    ) -> UUID:
        """Add a row of any collected table and return its id. The same row twice is one row. What stands in the
        columns named by `aside` makes no other version of it: a date that moves while the words stay. `edition` tells
        versions apart of which no column differs, for example by a digest of the rows that a report stands for."""
        cleaned = {name: clean(value) if isinstance(value, str) else value for name, value in content.items()}
        told = sorted(
            name for name, value in cleaned.items() if name != "payload" and name not in aside and value is not None
        )
        said = [f"{name}={cleaned[name]!r}" for name in told] + ([edition] if edition else [])
        row_key = id_of(table, self._raw.source.name, key)
        told_by = report_id.bytes if report_id else None
        row_id = id_of(row_key.bytes, told_by, str(marking or self._raw.source.marking), *said)
        if row_id not in self._seen:
            self._seen.add(row_id)
            spine = {"id": row_id, "key": row_key, "known_at": known_at, "report_id": report_id}
            own = {"marking": marking_json(marking)} if marking else {}
            self._rows.setdefault(table, []).append({**spine, **own, **cleaned})
        return row_id

    def take(self) -> Rows:
        """Columns of all that has gathered; the builder is empty afterwards (but remembers what it gave)."""
        tables = {table: table_of(table, rows) for table, rows in self._rows.items()}
        self._rows = {}
        return Rows(tables)


def clean(text: str) -> str:
    """Without NUL and lone surrogates, bounded to MOST_TEXT characters."""
    return text[:MOST_TEXT].replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
