"""Lines of stories: new reports by the story they tell, and copies that change what they copy.

Reports without words (no body, or of a technical feed) are not compared; those of one title (letters only) share a
line, which says no more than that, and they count as one origin when lines are put in order.
"""

import re
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simurg.assessment.brief.changes import Beside, clipped, plural, references
from simurg.assessment.brief.material import Ints, Mask, Material
from simurg.assessment.brief.telling import Copy, Telling
from simurg.assessment.brief.values import Line, Reference, Span, figure, name, sentence
from simurg.fusion.story.differing import Difference
from simurg.fusion.story.sketches import host_of

MOST_NAMED = 2
"""Changed facts of one copy that are spelled out."""
_CHANGED = {"number": "the number", "name": "the name", "place": "the place", "day": "the day",
            "roles": "who did it to whom"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Told:
    """New reports of one story, the first to be named first. `origins` is None where they have no words."""

    title: str
    rows: Ints
    ids: tuple[UUID, ...]
    origins: int | None


def beside(material: Material, telling: Telling, mask: Mask, copies: list[Copy], most: int) -> Beside:
    """What stands beside the counts of a section: all its copies, and up to `most` of its stories."""
    told = _stories(material, telling, mask)
    lines = tuple(_story_line(material, one) for one in told[:most])
    return Beside(tuple(map(_copy_line, copies)), lines, len(told))


def _stories(material: Material, telling: Telling, mask: Mask) -> list[_Told]:
    """New reports of one story, those with the most origins and reports first."""
    reports, titles = material.reports, material.reports.words["title"]
    new = np.flatnonzero(mask & material.new(reports) & (titles.codes >= 0))
    ids = dict(zip(new.tolist(), reports.table["id"].take(new).to_pylist(), strict=True))
    groups: dict[UUID | str, list[int]] = {}
    keys: dict[int, str] = {}
    for row in _in_order(material, new):
        story = telling.story_of.get(ids[row])
        code = int(titles.codes[row])
        if code not in keys:
            keys[code] = _letters(titles.values[code])
        key = story.ids[0] if story is not None else keys[code]
        if keys[code]:
            groups.setdefault(key, []).append(row)
    with_events = set(material.report_row.tolist())
    told = [
        _told(material, telling, rows, tuple(ids[row] for row in rows))
        for rows in groups.values()
        if len(rows) > 1 or rows[0] not in with_events  # the event of a single one is counted with its group
    ]
    return sorted(told, key=lambda one: (-(one.origins or 1), -len(one.rows), one.title, min(one.ids).bytes))


def _told(material: Material, telling: Telling, rows: list[int], ids: tuple[UUID, ...]) -> _Told:
    """Named by its first report, whose words the others may have changed."""
    title = material.reports.words["title"].at(rows[0])
    origins = telling.origins(ids) if telling.has_words(ids) else None
    return _Told(title, np.array(rows, dtype=np.int64), ids, origins)


def _in_order(material: Material, rows: Ints) -> list[int]:
    """By publication (or knowing); of equally early ones the least id."""
    reports = material.reports
    moments = pc.coalesce(reports.table["published_at"], reports.table["known_at"]).cast(pa.int64()).to_numpy()
    return [int(row) for row in rows[np.lexsort((reports.order[rows], moments[rows]))]]


def _letters(title: str) -> str:
    return re.sub(r"[\W_]+", " ", title.casefold()).strip()


def _story_line(material: Material, told: _Told) -> Line:
    reports, count = material.reports, len(told.rows)
    first = Reference("report", told.ids[0])
    cited = dict.fromkeys((first, *references(reports, "report", told.rows, 4)))
    names = reports.words["source_id"]
    counted: list[str | Span]
    if count == 1:
        counted = [" report, ", name(names.at(int(told.rows[0])))]
    elif told.origins is None:
        sources = len(np.unique(names.codes[told.rows]))
        counted = [" reports of this title from ", figure(sources), plural(" source", sources)]
    else:
        counted = [" reports, at most ", figure(told.origins), plural(" independent origin", told.origins)]
    spans = sentence("“", name(clipped(told.title)), "”: ", figure(f"{count:,}"), *counted, ".")
    return Line(spans, tuple(cited)[:4], count)


def _copy_line(copy: Copy) -> Line:
    title = copy.original["title"] or copy.report["title"] or "Report without a title"
    by, of = copy.report["source_id"] or "", copy.original["source_id"] or ""
    if by == of:  # one feed of many publishers
        by, of = (host_of(row["url"] or "") or by for row in (copy.report, copy.original))
    changed: list[str | Span] = []
    for one in sorted(copy.differs, key=lambda each: (each.kind, each.left, each.right))[:MOST_NAMED]:
        changed += [" and " if changed else "", f"{_CHANGED.get(one.kind, one.kind)}: ", *_values(one)]
    more = len(copy.differs) - MOST_NAMED
    spans = sentence(
        "“", name(clipped(title)), "”: ", name(by), " copies ", name(of), " and changes ", *changed,
        f", and {more} more {plural('fact', more)}" if more > 0 else "", ".",
    )  # fmt: skip
    return Line(spans, (Reference("report", copy.report["id"]), Reference("report", copy.original["id"])), 2)


def _values(one: Difference) -> tuple[Span, Span, Span]:
    drawn = figure if one.kind in ("number", "day") else name
    return drawn(_value(one.left)), Span(" → "), drawn(_value(one.right))


def _value(text: str) -> str:
    """As a reader writes it: days come as `day:` and their ordinal."""
    words = [_day(word) if word.startswith("day:") else word for word in text.split(" ")]
    return clipped(" ".join(words), 40) or "–"


def _day(word: str) -> str:
    ordinal = word.removeprefix("day:")
    known = ordinal.isascii() and ordinal.isdigit() and 0 < int(ordinal) <= date.max.toordinal()
    return f"{date.fromordinal(int(ordinal)):%-d %b %Y}" if known else word
