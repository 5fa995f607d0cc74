"""The stories of a view: its reports and links from seeds outwards, and each story with origins and altered copies.

Reads through the view alone, so what is not visible (unknown then, above the scope, recalled, outdated) neither shows
nor bridges. A story is what `grouping.stories` makes of everything that hangs together with the seeds.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc

from simurg.fusion.story.altered import Altered, altered_copies
from simurg.fusion.story.comparing import ALTERED_COPY, SAME_STORY
from simurg.fusion.story.grouping import SUPPORTED, stories
from simurg.fusion.story.origins import Origins, Told, origins
from simurg.fusion.story.sketches import host_of, publishers_of
from simurg.ledger import View

REPORT = ("id", "source_id", "title", "url", "language", "published_at", "known_at", "reliability", "credibility")
_LINK = ("left", "right", "relation", "similarity", "detail")
_SKETCH = ("report_id", "text", "origins")
MOST_NAMED = 1_500
"""Ids that are asked for by name; for more, the whole table is read once."""
MOST_STEPS = 64


@dataclass(frozen=True, slots=True)
class Press:
    """What the workspace knows of publishers: `owners` gives a source's ownership group, `known` all their names."""

    owners: Mapping[str, str]
    known: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Story:
    """One story in a view. `reports` are rows (REPORT) by moment; the first names it. `origins` are at most so many."""

    reports: tuple[Mapping[str, Any], ...]
    origins: Origins
    altered: tuple[Altered, ...]

    @property
    def ids(self) -> tuple[UUID, ...]:
        return tuple(row["id"] for row in self.reports)

    @property
    def title(self) -> str:
        return next((row["title"] for row in self.reports if row["title"]), "")

    @property
    def first(self) -> datetime:
        return moment_of(self.reports[0])

    @property
    def last(self) -> datetime:
        return moment_of(self.reports[-1])


def stories_around(view: View, seeds: Iterable[UUID], press: Press) -> list[Story]:
    """The stories that visible seeds belong to, the earliest first. A report that was never sketched is alone."""
    wanted = set(seeds)
    reports, links = _closure(view, wanted)
    if not reports.num_rows:
        return []
    grouped = stories(reports, links).table()
    heads = dict(zip(grouped["report_id"].to_pylist(), grouped["story"].to_pylist(), strict=True))
    gathered = {heads[one]: _Gathered() for one in wanted if one in heads}
    for row, publisher in zip(reports.to_pylist(), publishers_of(reports), strict=True):
        if found := gathered.get(heads[row["id"]]):
            found.rows.append(row)
            found.publishers.append(publisher)
    for link in links.to_pylist():
        if heads[link["left"]] == heads[link["right"]] and (found := gathered.get(heads[link["left"]])):
            found.links.append(link)
    named = [_story(found, (reports.schema, links.schema), press) for found in gathered.values()]
    return sorted(named, key=lambda one: (one.first, one.ids[0].bytes))


@dataclass(slots=True)
class _Gathered:
    """One story's reports, by moment, with their publishers, and the links between them."""

    rows: list[Mapping[str, Any]] = field(default_factory=list)
    publishers: list[str] = field(default_factory=list)
    links: list[Mapping[str, Any]] = field(default_factory=list)


def groups_of(view: View, ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """For each visible report the report that its story is called by: for grouping a list."""
    reports, links = _closure(view, set(ids))
    if not reports.num_rows:
        return {}
    table = stories(reports, links).table()
    heads = dict(zip(table["report_id"].to_pylist(), table["story"].to_pylist(), strict=True))
    return {one: heads[one] for one in ids if one in heads}


def origin_names(view: View, ids: Iterable[UUID], press: Press) -> dict[UUID, str]:
    """For each visible report whose it is to begin with: the owner, else the publisher, of the report that its own
    goes back to. Reports of one name are not independent of each other."""
    named: dict[UUID, str] = {}
    for story in stories_around(view, ids, press):
        rows = {row["id"].bytes: row for row in story.reports}
        for group in story.origins.groups:
            first = rows[group.reports[0]]
            name = press.owners.get(first["source_id"]) or host_of(first["url"] or "") or first["source_id"] or ""
            named |= {rows[one]["id"]: name for one in group.reports}
    return {one: named[one] for one in ids if one in named}


def moment_of(row: Mapping[str, Any]) -> datetime:
    """When a report was published, else when it was known."""
    moment: datetime = row["published_at"] or row["known_at"]
    return moment


def _closure(view: View, seeds: set[UUID]) -> tuple[pa.Table, pa.Table]:
    """Reports (with sketches) that hang together with the seeds, and the links between them."""
    sketches: dict[UUID, tuple[UUID, list[str]]] = {}
    links: dict[tuple[UUID, UUID], Mapping[str, Any]] = {}
    asked_texts: set[UUID] = set()
    frontier = set(seeds)
    for _ in range(MOST_STEPS):
        fresh = _sketches(view, "report_id", frontier - sketches.keys())
        texts = {text for text, _ in fresh.values()} - asked_texts
        asked_texts |= texts
        fresh |= _sketches(view, "text", texts)
        fresh = {one: sketch for one, sketch in fresh.items() if one not in sketches}
        if not fresh:
            break
        sketches |= fresh
        frontier = set()
        for row in _links(view, set(fresh)):
            links[row["left"], row["right"]] = row
            frontier |= {row["left"], row["right"]}
        frontier -= sketches.keys()
    return _tables(view, seeds, sketches, [links[pair] for pair in sorted(links)])


def _tables(
    view: View,
    seeds: set[UUID],
    sketches: Mapping[UUID, tuple[UUID, list[str]]],
    links: Sequence[Mapping[str, Any]],
) -> tuple[pa.Table, pa.Table]:
    found = _matching(view, "reports", REPORT, "id", set(sketches) | seeds)
    rows = sorted(found.to_pylist(), key=lambda row: (moment_of(row), row["id"].bytes))
    count = len(rows)
    ids = [row["id"] for row in rows]
    own = [sketches.get(one, (one, [])) for one in ids]
    reports = pa.Table.from_pylist(rows, schema=found.schema)
    reports = reports.append_column("report_id", pa.array(ids, pa.uuid()))
    reports = reports.append_column("text", pa.array([text for text, _ in own], pa.uuid()))
    reports = reports.append_column("origins", pa.array([told for _, told in own], pa.list_(pa.string())))
    moments = pa.array([moment_of(row) for row in rows], pa.timestamp("us", tz="UTC"))
    at = reports.schema.get_field_index("published_at")
    reports = reports.set_column(at, "published_at", moments) if count else reports
    visible = set(ids)
    kept = [row for row in links if row["left"] in visible and row["right"] in visible]
    kinds = [pa.uuid(), pa.uuid(), pa.string(), pa.float64(), pa.string()]
    schema = pa.schema(list(zip(_LINK, kinds, strict=True)))
    return reports, pa.Table.from_pylist([{name: row[name] for name in _LINK} for row in kept], schema=schema)


def _story(found: _Gathered, schemas: tuple[pa.Schema, pa.Schema], press: Press) -> Story:
    told = [
        Told(row["id"].bytes, publisher, order, tuple(row["origins"] or ()), row["text"].bytes)
        for order, (row, publisher) in enumerate(zip(found.rows, found.publishers, strict=True))
    ]
    copies = {
        (row["left"].bytes, row["right"].bytes): row["similarity"]
        for row in found.links
        if row["relation"] != SAME_STORY
    }
    owners = {
        publisher: press.owners[row["source_id"]]
        for row, publisher in zip(found.rows, found.publishers, strict=True)
        if row["source_id"] in press.owners
    }
    altered: tuple[Altered, ...] = ()
    if any(row["relation"] == ALTERED_COPY for row in found.links):
        reports = pa.Table.from_pylist(found.rows, schemas[0])
        altered = altered_copies(reports, pa.Table.from_pylist(found.links, schemas[1]))
    shown = tuple({name: row[name] for name in REPORT} for row in found.rows)
    return Story(shown, origins(told, copies, owners, press.known), altered)


def _sketches(view: View, column: str, wanted: set[UUID]) -> dict[UUID, tuple[UUID, list[str]]]:
    rows = _matching(view, "sketches", _SKETCH, column, wanted).to_pylist()
    return {row["report_id"]: (row["text"], row["origins"] or []) for row in rows}


def _links(view: View, ids: set[UUID]) -> list[Mapping[str, Any]]:
    """Links that may count for a story, with an end among these."""
    found: list[Mapping[str, Any]] = []
    for side in ("left", "right"):
        found += _matching(view, "story_links", _LINK, side, ids).to_pylist()
    return [row for row in found if row["relation"] != SAME_STORY or row["similarity"] >= SUPPORTED]


def _matching(view: View, table: str, columns: Sequence[str], column: str, wanted: set[UUID]) -> pa.Table:
    """Visible rows with one of these ids in a column."""
    if len(wanted) <= MOST_NAMED:
        return view.read(table, columns, {column: frozenset(wanted)})
    rows = view.read(table, columns)
    among = pa.array([one.bytes for one in wanted], pa.binary(16))
    return rows.filter(pc.is_in(rows[column].cast(pa.binary(16)), value_set=among))
