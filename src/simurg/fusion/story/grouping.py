"""Stories: which of the reports that a view shows belong together, by the links between them.

Two reports stand in one story if a chain of links and equal texts leads from one to the other. What keeps a chain from
running on: a link counts if the two are copies, if it is STRONG, or if it is at least SUPPORTED and some third visible
report is linked to both; reports with equal texts count as one only within EQUAL_DAYS of each other.

Everything is a function of the set of reports and links given, so order does not matter; and since each link stands by
itself or by a third report, taking a report away can split a story but never joins reports that were apart.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import connected_components

from simurg.fusion.story.columns import fixed, moments, uuids
from simurg.fusion.story.comparing import SAME_STORY

Places = npt.NDArray[np.int64]

STRONG = 0.98
"""Probability from which two reports that are no copies make a story alone."""
SUPPORTED = 0.95
"""The same with a third report that is linked to both."""
EQUAL_DAYS = 7
_DAY = 86_400_000_000


@dataclass(frozen=True, slots=True)
class Stories:
    """`report_ids` (sorted) and, for each, the place of its story's first report; `pairs`: the links that counted."""

    report_ids: npt.NDArray[np.void]
    first: Places
    pairs: Places  # (n, 2) places in report_ids

    def __len__(self) -> int:
        return len(np.unique(self.first))

    def story_of(self, report_id: bytes) -> bytes | None:
        """The id of the report that its story is called by (its earliest); None if the report is not there."""
        place = self._place(report_id)
        return None if place is None else bytes(self.report_ids[self.first[place]])

    def reports_of(self, story: bytes) -> tuple[bytes, ...]:
        """The reports of the story that this report is in, sorted by id."""
        place = self._place(story)
        if place is None:
            return ()
        return tuple(bytes(one) for one in self.report_ids[self.first == self.first[place]])

    def table(self) -> pa.Table:
        """report_id, story: UUIDs, ordered by report_id."""
        return pa.table({"report_id": uuids(self.report_ids), "story": uuids(self.report_ids[self.first])})

    def _place(self, report_id: bytes) -> int | None:
        at = int(np.searchsorted(_ordered(self.report_ids), _ordered(np.frombuffer(report_id, "V16"))[0]))
        return at if at < len(self.report_ids) and bytes(self.report_ids[at]) == report_id else None


def stories(reports: pa.Table, links: pa.Table) -> Stories:
    """The stories of these reports.

    reports: `report_id`, `text` (as in `sketches`), `published_at`. links: `left`, `right`, `relation`, `similarity`
    (as in `story_links`); those that name another report are left aside.
    """
    ids = fixed(reports, "report_id")
    order = np.argsort(_ordered(ids), kind="stable")
    ids, texts, when = ids[order], fixed(reports, "text")[order], moments(reports, "published_at")[order]
    pairs = _standing(ids, links)
    joined = np.concatenate([pairs, _equal(texts, when)])
    count = len(ids)
    graph = coo_matrix((np.ones(len(joined), np.int8), (joined[:, 0], joined[:, 1])), (count, count))
    _, label = connected_components(graph, directed=False)
    return Stories(ids, _earliest(label, when), joined)


def _standing(ids: npt.NDArray[np.void], links: pa.Table) -> Places:
    """The links that count, as places."""
    left, right = _places(ids, fixed(links, "left")), _places(ids, fixed(links, "right"))
    likely = links["similarity"].to_numpy()
    copies = np.asarray([relation != SAME_STORY for relation in links["relation"].to_pylist()], np.bool_)
    there = (left >= 0) & (right >= 0) & (left != right) & (copies | (likely >= SUPPORTED))
    left, right, sure = left[there], right[there], (copies | (likely >= STRONG))[there]
    kept = sure.copy()
    kept[~sure] = _has_third(left, right, len(ids))[~sure]
    return np.stack([left[kept], right[kept]], 1).astype(np.int64)


def _has_third(left: Places, right: Places, count: int) -> npt.NDArray[np.bool_]:
    """Whether a third report is linked to both ends of each link."""
    ends = np.concatenate([left, right]), np.concatenate([right, left])
    near = csr_matrix((np.ones(len(ends[0]), np.int32), ends), (count, count))
    near.data[:] = 1
    found = np.zeros(len(left), np.bool_)
    for at in range(0, len(left), 50_000):
        rows = slice(at, at + 50_000)
        found[rows] = np.asarray(near[left[rows]].multiply(near[right[rows]]).sum(axis=1)).ravel() > 0
    return found


def _equal(texts: npt.NDArray[np.void], when: Places) -> Places:
    """Neighbours in time that have one text and are not too far apart."""
    high, low = _halves(texts)
    order = np.lexsort((when, low, high))
    before, after = order[:-1], order[1:]
    same = (high[before] == high[after]) & (low[before] == low[after])
    near = when[after] - when[before] <= EQUAL_DAYS * _DAY
    return np.stack([before[same & near], after[same & near]], 1).astype(np.int64)


def _earliest(label: Places, when: Places) -> Places:
    """For each row, its component's earliest row (of equally early ones the least id)."""
    order = np.lexsort((np.arange(len(label)), when, label))
    _, begin = np.unique(label[order], return_index=True)
    first = np.empty(len(begin), np.int64)
    first[label[order][begin]] = order[begin]
    return first[label]


def _places(ids: npt.NDArray[np.void], wanted: npt.NDArray[np.void]) -> Places:
    """Where each wanted id stands among the sorted ones; -1 for none."""
    if not len(ids):
        return np.full(len(wanted), -1, np.int64)
    at = np.minimum(np.searchsorted(_ordered(ids), _ordered(wanted)), len(ids) - 1)
    return np.where(ids[at] == wanted, at, -1)


def _ordered(values: npt.NDArray[np.void]) -> npt.NDArray[np.bytes_]:
    """Sixteen bytes in an order numpy knows; a trailing zero byte does not matter to it, so a one is put behind."""
    wide = np.full((len(values), 17), 1, np.uint8)
    wide[:, :16] = values.view(np.uint8).reshape(-1, 16)
    return wide.view("S17").ravel()


def _halves(values: npt.NDArray[np.void]) -> Iterator[npt.NDArray[np.uint64]]:
    parts = values.view(np.uint64).reshape(-1, 2)
    return iter((parts[:, 0], parts[:, 1]))
