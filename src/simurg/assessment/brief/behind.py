"""The reports behind a forecast: those whose measurements the model saw, newest first.

They are often older than the period that a brief looks at, so they are read by their ids.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from simurg.assessment.brief.evidence import grade_in_words
from simurg.assessment.brief.outlooks import Series
from simurg.assessment.brief.values import Evidence, Reference
from simurg.ledger import View

COLUMNS = ("id", "source_id", "known_at", "title", "url", "published_at", "reliability", "credibility")


def reports_behind(view: View, series: Iterable[Series], most: int = 2) -> dict[Series, list[Evidence]]:
    """Entries of evidence (not numbered yet) for up to `most` reports behind each series' nearest forecast."""
    asked = {one: one.nearest[0].basis for one in series}
    ids = frozenset(id_ for basis in asked.values() for id_ in basis)
    if not ids:
        return {}
    rows = {row["id"]: row for row in view.read("reports", COLUMNS, {"id": ids}).to_pylist()}
    return {one: _newest(rows, basis, most) for one, basis in asked.items()}


def _newest(rows: Mapping[UUID, Mapping[str, Any]], basis: Sequence[UUID], most: int) -> list[Evidence]:
    found = [rows[id_] for id_ in dict.fromkeys(basis) if id_ in rows]
    found.sort(key=lambda row: (row["known_at"], row["id"].bytes), reverse=True)
    return [entry_of(row) for row in found[:most]]


def entry_of(row: Mapping[str, Any]) -> Evidence:
    """Of a row with these columns; not numbered yet."""
    when = row["published_at"] or row["known_at"]
    return Evidence(
        number=0,
        reference=Reference("report", row["id"]),
        source=row["source_id"] or "",
        grade=grade_in_words(row["reliability"], row["credibility"]),
        date=when.date(),
        title=row["title"] or "(report without a title)",
        url=row["url"] or "",
        report=row["id"],
    )
