"""Altered copies: which of the visible reports have another's words but say other facts.

Copies that link with one another are followed back, each to the report most like it that was published before, up to
the first. What its publisher says anew later is an *update*, and so are copies of that; a copy is altered if it says
other facts than every version its first publisher had put out by then.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import orjson
import pyarrow as pa

from simurg.fusion.story.columns import fixed, moments
from simurg.fusion.story.comparing import ALTERED_COPY, SAME_STORY
from simurg.fusion.story.differing import Difference, turned
from simurg.fusion.story.sketches import publishers_of


@dataclass(frozen=True, slots=True)
class Altered:
    """A report, the one whose words it has, and what differs: `left` is what that one says, `right` what it says."""

    report: bytes
    original: bytes
    differs: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class _Tie:
    similarity: float
    differs: tuple[Difference, ...]
    altered: bool


def altered_copies(reports: pa.Table, links: pa.Table) -> tuple[Altered, ...]:
    """The altered copies among these reports, in the order of publication.

    reports: `report_id`, `published_at`, `url`, `source_id`. links: columns of `story_links`.
    """
    ids = [bytes(one) for one in fixed(reports, "report_id")]
    when = dict(zip(ids, moments(reports, "published_at").tolist(), strict=True))
    publisher = dict(zip(ids, publishers_of(reports), strict=True))
    near = _ties(links, when)
    root: dict[bytes, bytes] = {}
    found: dict[bytes, Altered] = {}
    for report in sorted(ids, key=lambda one: (when[one], one)):
        earlier = {other: tie for other, tie in near.get(report, {}).items() if other in root}
        if not earlier:
            root[report] = report
            continue
        parent = max(earlier, key=lambda other: (earlier[other].similarity, -when[other], other))
        root[report] = root[parent]
        if publisher[report] == publisher[root[report]]:
            continue
        versions = {
            other: tie
            for other, tie in earlier.items()
            if root[other] == root[report] and publisher[other] == publisher[root[report]]
        }
        told = _told(report, parent, earlier, versions, found)
        if told is not None:
            found[report] = told
    return tuple(found.values())


def _told(
    report: bytes,
    parent: bytes,
    earlier: Mapping[bytes, _Tie],
    versions: Mapping[bytes, _Tie],
    found: Mapping[bytes, Altered],
) -> Altered | None:
    """How this copy departs from what its first publisher said; None if it does not."""
    if versions:
        if not all(tie.altered for tie in versions.values()):
            return None
        nearest = min(versions, key=lambda other: (len(versions[other].differs), -versions[other].similarity, other))
        return Altered(report, nearest, versions[nearest].differs)
    if earlier[parent].altered:
        return Altered(report, parent, earlier[parent].differs)
    before = found.get(parent)
    return Altered(report, before.original, before.differs) if before is not None else None


def _ties(links: pa.Table, when: Mapping[bytes, int]) -> dict[bytes, dict[bytes, _Tie]]:
    """The copies of each report, seen from it: `right` of every difference is its own word."""
    near: dict[bytes, dict[bytes, _Tie]] = {}
    lefts, rights = fixed(links, "left"), fixed(links, "right")
    rows = zip(lefts, rights, *(links[name].to_pylist() for name in ("relation", "similarity", "detail")), strict=True)
    for one, other, relation, similarity, detail in rows:
        left, right = bytes(one), bytes(other)
        if relation == SAME_STORY or left not in when or right not in when or left == right:
            continue
        differs = differences_of(detail)
        back = tuple(turned(each) for each in differs)
        near.setdefault(right, {})[left] = _Tie(similarity, differs, relation == ALTERED_COPY)
        near.setdefault(left, {})[right] = _Tie(similarity, back, relation == ALTERED_COPY)
    return near


def differences_of(detail: str | None) -> tuple[Difference, ...]:
    """What the `detail` of a link says."""
    listed = orjson.loads(detail).get("differs", []) if detail else []
    return tuple(Difference(one["kind"], one["left"], one["right"]) for one in listed)
