"""Requirements as they stand: what covered each of late, where there is a gap, and the version that a change names.

Coverage is by the brief's own rules of what concerns a requirement. A gap is said in words; that nothing came in is
never taken for calm.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from simurg.app.require import Requirement, doubts
from simurg.app.workbench.concerns import Recent, recent_of
from simurg.app.workbench.told import marked_ids, ref
from simurg.assessment.brief.material import UNGRADED, Ints, Rows
from simurg.collection.source import Source
from simurg.ledger import View
from simurg.ontology.times import text_of

DAYS = 14
_COLUMNS = (
    "id", "name", "question", "regions", "topics", "priority", "owner", "active", "cost_of_miss",
    "cost_of_false_alarm", "marking",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Requirements:
    """`etags` by name: of the one under the picture's own marking where there is one."""

    items: tuple[Mapping[str, Any], ...]
    etags: Mapping[str, str]
    seen: tuple[str, ...]


def requirements(view: View, sources: Sequence[Source]) -> Requirements:
    """Active ones by priority and name. One that stands under another marking than the picture's is not editable."""
    rows = view.read("requirements", _COLUMNS, {"active": True}).to_pylist()
    own = str(view.scope.marking())
    rows.sort(key=lambda row: (row["priority"], row["name"], row["marking"] != own, row["id"].bytes))
    recent = recent_of(view, view.known_at - timedelta(days=DAYS))
    late = _late(view, sources)
    items = [_item(row, recent, late, own) | {"doubts": list(_doubts(row, view))} for row in rows]
    etags: dict[str, str] = {}
    for row in rows:
        if row["marking"] == own or row["name"] not in etags:
            etags[row["name"]] = row["id"].hex
    return Requirements(tuple(items), etags, marked_ids(rows))


def writing(name: str, order: Mapping[str, Any], expected: str) -> dict[str, Any]:
    """Arguments of `require` for a requirement whole, if it still is what the asker changed."""
    entry = {"name": name, **{what: value for what, value in order.items() if value is not None}}
    return {"entries": [entry], "expected": {name: expected}}


def dropping(name: str, expected: str) -> dict[str, Any]:
    """Arguments of `require` for dropping one, if it still is what the asker saw."""
    return {"drop": [name], "expected": {name: expected}}


@dataclass(frozen=True, slots=True)
class _Late:
    """Titles of the sources that the view may know of, and which of them are late."""

    titles: Mapping[str, str]
    fresh_for: Mapping[str, timedelta]
    moment: datetime

    def is_late(self, source: str, last: datetime) -> bool:
        return self.moment - last > self.fresh_for.get(source, timedelta(days=7))


def _late(view: View, sources: Sequence[Source]) -> _Late:
    permitted = [one for one in sources if view.scope.permits(one.marking)]
    titles = {one.name: one.title or one.name for one in permitted}
    return _Late(titles, {one.name: one.fresh_for for one in permitted}, view.known_at)


def _item(row: Mapping[str, Any], recent: Recent, late: _Late, own: str) -> dict[str, Any]:
    told = {name: row[name] for name in ("name", "question", "priority", "owner", "marking")}
    return {
        **told,
        "regions": row["regions"] or [],
        "topics": row["topics"] or [],
        "cost_of_miss": row["cost_of_miss"],
        "cost_of_false_alarm": row["cost_of_false_alarm"],
        "etag": row["id"].hex,
        "editable": row["marking"] == own,
        "coverage": _coverage(row["name"], recent, late),
        "ref": ref("requirements", row["id"].hex, row["name"]),
    }


def _doubts(row: Mapping[str, Any], view: View) -> Iterator[str]:
    asked = Requirement(row["name"], regions=tuple(row["regions"] or ()), topics=tuple(row["topics"] or ()))
    return doubts(asked, view.countries)


def _coverage(name: str, recent: Recent, late: _Late) -> dict[str, Any]:
    matched, material = recent.matches[name], recent.material
    reports, events = np.flatnonzero(matched.reports), np.flatnonzero(matched.events)
    counted = {what: _by_source(rows, chosen) for what, rows, chosen in (
        ("reports", material.reports, reports), ("events", material.events, events)
    )}  # fmt: skip
    names = sorted({*counted["reports"], *counted["events"]})
    sources: list[dict[str, Any]] = []
    for one in names:
        seen = [counted[what][one] for what in counted if one in counted[what]]
        last = max(moment for _, moment in seen)
        numbers = {what: counted[what][one][0] if one in counted[what] else 0 for what in counted}
        told = {"source": one, "title": late.titles.get(one, one), **numbers}
        sources.append({**told, "last": text_of(last), "late": late.is_late(one, last)})
    graded = bool((material.reports.rank[reports] < UNGRADED).any() or (material.events.rank[events] < UNGRADED).any())
    return {
        "days": DAYS,
        "reports": len(reports),
        "events": len(events),
        "sources": sources,
        "last": max((str(one["last"]) for one in sources), default=None),
        "gaps": _gaps(sources, graded),
    }


def _by_source(rows: Rows, chosen: Ints) -> dict[str, tuple[int, datetime]]:
    """How many rows of each source, and when the last of them was known."""
    words = rows.words["source_id"]
    found: dict[str, tuple[int, datetime]] = {}
    for code in np.unique(words.codes[chosen]):
        if code >= 0:
            mine = rows.known[chosen[words.codes[chosen] == code]]
            newest = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(mine.max()))
            found[words.values[code]] = (len(mine), newest)
    return found


def _gaps(sources: Sequence[Mapping[str, Any]], graded: bool) -> list[str]:
    if not sources:
        return [f"No source has brought anything on it for {DAYS} days. That is unknown, not calm."]
    gaps = []
    if all(one["late"] for one in sources):
        gaps.append("No fresh source: all that bring something on it are late.")
    if len(sources) == 1:
        gaps.append(f"One source alone, {sources[0]['title']}: nothing confirms it.")
    if not graded:
        gaps.append("Nothing of it is graded.")
    return gaps
