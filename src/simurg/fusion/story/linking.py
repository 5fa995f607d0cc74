"""Links as rows of `story_links`: what is stored of two reports."""

import orjson
import pyarrow as pa

from simurg.fusion.story.columns import fixed, uuids
from simurg.fusion.story.comparing import Link, compare
from simurg.fusion.story.differing import Difference
from simurg.fusion.story.reading import Reading, read
from simurg.fusion.story.sketches import reports_of

METHOD, VERSION = "story.compare", "1"
LINKS = pa.schema(
    [("left", pa.uuid()), ("right", pa.uuid()), ("left_text", pa.uuid()), ("right_text", pa.uuid()),
     ("relation", pa.string()), ("similarity", pa.float64()), ("detail", pa.string())]
)  # fmt: skip


def link_rows(left: pa.Table, right: pa.Table, known: dict[bytes, Reading] | None = None) -> pa.Table:
    """What the reports of each row have to do with each other: columns of LINKS, a row for each pair that is linked.

    left, right: reports row by row, with `id`, `title`, `body`, `url`, `published_at`, `source_id`, `text` and, if
    known, `reported_by`. Of each row the smaller (text, id) stands left, so the same two give the same row.
    `known`: what has been read of some of them already, by id.
    """
    found: list[tuple[bytes, bytes, bytes, bytes, Link]] = []
    known = {} if known is None else known
    sides = [_side(table, known) for table in (left, right)]
    for (text, name), (other_text, other) in zip(*sides, strict=True):
        first, second = sorted([(text, name), (other_text, other)])
        link = compare(known[first[1]], known[second[1]])
        if link is not None and first[1] != second[1]:
            found.append((first[1], second[1], first[0], second[0], link))
    columns = [uuids([row[at] for row in found]) for at in range(4)]  # type: ignore[misc]
    links = [row[4] for row in found]
    columns += [
        pa.array([link.relation for link in links], pa.string()),
        pa.array([link.similarity for link in links], pa.float64()),
        pa.array([detail_of(link.differs) for link in links], pa.string()),
    ]
    return pa.Table.from_arrays(columns, schema=LINKS)


def detail_of(differs: tuple[Difference, ...]) -> str | None:
    """JSON of what differs; null for nothing."""
    if not differs:
        return None
    listed = [{"kind": one.kind, "left": one.left, "right": one.right} for one in differs]
    return orjson.dumps({"differs": listed}).decode()


def _side(table: pa.Table, known: dict[bytes, Reading]) -> list[tuple[bytes, bytes]]:
    """(text, id) of each row; readings of new ids are added to those known."""
    names = [bytes(one) for one in fixed(table, "id")]
    fresh = {name: at for at, name in enumerate(names) if name not in known}
    places = list(fresh.values())
    for name, report in zip(fresh, reports_of(table.take(pa.array(places, pa.int64()))), strict=True):
        known[name] = read(report)
    return [(bytes(text), name) for text, name in zip(fixed(table, "text"), names, strict=True)]
