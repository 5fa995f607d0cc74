"""Folding what came in: reports that tell one story, or are copies of one text, become one item of a list.

Only reports of the list's own window are folded together, by the same rules as stories (fusion.story). What is folded
under a report says how: a near copy, an altered copy, or the same story in other words.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import pyarrow as pa

from simurg.fusion.story.comparing import ALTERED_COPY, NEAR_COPY, SAME_STORY
from simurg.fusion.story.grouping import stories
from simurg.fusion.story.seen import moment_of
from simurg.ledger import View

_LINKS = pa.schema(
    [
        ("left", pa.uuid()),
        ("right", pa.uuid()),
        ("relation", pa.string()),
        ("similarity", pa.float64()),
        ("detail", pa.string()),
    ]
)


def folded(view: View, rows: Sequence[Mapping[str, Any]], since: datetime) -> list[list[Mapping[str, Any]]]:
    """Groups of rows (with id, published_at, known_at), each by moment."""
    if not rows:
        return []
    named = {row["id"]: row for row in rows}
    texts = {
        one["report_id"]: one["text"]
        for one in view.read("sketches", ("report_id", "text"), {"known_at": (since, None)}).to_pylist()
    }
    table = pa.table(
        {
            "report_id": pa.array(list(named), pa.uuid()),
            "text": pa.array([texts.get(one, one) for one in named], pa.uuid()),
            "published_at": pa.array([moment_of(row) for row in named.values()], pa.timestamp("us", tz="UTC")),
        }
    )
    grouped = stories(table, _links(view, named, since)).table()
    groups: dict[UUID, list[Mapping[str, Any]]] = {}
    for report, head in zip(grouped["report_id"].to_pylist(), grouped["story"].to_pylist(), strict=True):
        groups.setdefault(head, []).append({**named[report], "text": texts.get(report, report)})
    for some in groups.values():
        some.sort(key=lambda row: (moment_of(row), row["id"].bytes))
    return list(groups.values())


def relations(view: View, since: datetime) -> dict[frozenset[UUID], str]:
    """How two reports are linked, for all links known since a moment."""
    rows = view.read("story_links", ("left", "right", "relation"), {"known_at": (since, None)}).to_pylist()
    return {frozenset((row["left"], row["right"])): row["relation"] for row in rows}


def relation_of(first: Mapping[str, Any], other: Mapping[str, Any], linked: Mapping[frozenset[UUID], str]) -> str:
    """What the other is beside the first."""
    found = linked.get(frozenset((first["id"], other["id"])))
    if found in (NEAR_COPY, ALTERED_COPY):
        return str(found)
    return NEAR_COPY if first["text"] == other["text"] else SAME_STORY


def _links(view: View, named: Mapping[UUID, Any], since: datetime) -> pa.Table:
    rows = view.read("story_links", _LINKS.names, {"known_at": (since, None)}).to_pylist()
    kept = [row for row in rows if row["left"] in named and row["right"] in named]
    return pa.Table.from_pylist(sorted(kept, key=lambda row: (row["left"], row["right"])), schema=_LINKS)
