"""Who told it first: the stories of the reports on the page, their independent origins, and copies with changed facts.

Stories are asked for once, for the new reports and those behind alarms that have words: a body, and not one of a
technical feed (TECHINT), whose entries are worded alike and tell no story. Of the rest, as of table rows, nothing can
be said but who published them. Two origins of one publisher, or of publishers of one owner, count once, in whatever
stories they stand. All counts are the most there can be.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simurg.assessment.brief.material import Mask, Material, Rows
from simurg.fusion.story.differing import Difference
from simurg.fusion.story.seen import Press, Story, stories_around
from simurg.fusion.story.sketches import host_of
from simurg.ledger import View

Row = Mapping[str, Any]
TECHNICAL = "TECHINT"


@dataclass(frozen=True, slots=True)
class Copy:
    """A report with another's words and other facts, both as rows; `known_at` is when the later of them was."""

    report: Row
    original: Row
    differs: tuple[Difference, ...]
    known_at: datetime


@dataclass(frozen=True, slots=True)
class Telling:
    """`story_of` knows reports that have words. `copies` are those since the brief's `since`, the latest first."""

    story_of: Mapping[UUID, Story]
    copies: tuple[Copy, ...]
    _reports: Rows
    _press: Press
    _origin: dict[UUID, str] = field(default_factory=dict)

    def has_words(self, reports: Iterable[UUID]) -> bool:
        """Whether anything can be told of where one of these reports has it from."""
        return any(one in self.story_of for one in reports)

    def origins(self, reports: Sequence[UUID]) -> int:
        """To how many independent origins these reports go back, at most; one without words is its publisher's own."""
        told = {self._origin[one] for one in reports if one in self._origin}
        rows = self._reports.rows_of(one for one in reports if one not in self._origin)
        for row in map(int, rows):
            told.add(publisher(self._reports.words["source_id"].at(row), self._reports.cell("url", row), self._press))
        return len(told)


def telling_of(view: View, material: Material, behind: Iterable[UUID], press: Press) -> Telling:
    """Of the new reports in the material and those whose events (by id) stand behind alarms."""
    wanted = material.new(material.reports)
    rows = material.report_row[material.events.rows_of(behind)]
    wanted[rows[rows >= 0]] = True
    chosen = material.reports.table.filter(pa.array(wanted & _with_words(material.reports.table)))
    stories = stories_around(view, chosen["id"].to_pylist(), press)
    story_of: dict[UUID, Story] = {}
    origin: dict[UUID, str] = {}
    for story in stories:
        row_of = {row["id"].bytes: row for row in story.reports}
        for group in story.origins.groups:
            first = row_of[group.reports[0]]
            name = publisher(first["source_id"], first["url"], press)
            origin |= {row_of[one]["id"]: name for one in group.reports}
        story_of |= dict.fromkeys(story.ids, story)
    return Telling(story_of, _copies(stories, material.since), material.reports, press, origin)


def publisher(source: str | None, url: str | None, press: Press) -> str:
    """Who stands behind a report: the owner of its source if one is known, else the host of its address, else it."""
    owner = press.owners.get(source or "")
    host = host_of(url or "")
    return f"owner {owner}" if owner else f"host {host}" if host else f"source {source or ''}"


def _with_words(reports: pa.Table) -> Mask:
    words = pc.fill_null(pc.not_equal(pc.utf8_trim_whitespace(reports["body"]), ""), fill_value=False)
    told = pc.fill_null(pc.not_equal(reports["discipline"], TECHNICAL), fill_value=True)
    return np.asarray(pc.and_(words, told).to_numpy(), np.bool_)


def _copies(stories: Sequence[Story], since: datetime) -> tuple[Copy, ...]:
    found = []
    for story in stories:
        row_of = {row["id"].bytes: row for row in story.reports}
        for one in story.altered:
            report, original = row_of[one.report], row_of[one.original]
            known_at = max(report["known_at"], original["known_at"])
            if known_at > since and one.differs:
                found.append(Copy(report, original, one.differs, known_at))
    found.sort(key=lambda one: (one.known_at, one.report["id"].bytes), reverse=True)
    return tuple(found)
