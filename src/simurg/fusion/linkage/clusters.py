"""From weighted pairs to clusters: average linkage, in which every pair of a cluster has a say.

Two clusters join while the mean weight over *all* pairs between them is above `merge_above`; a pair that was never
compared counts `not_compared`. So one strong link between two groups that otherwise disagree does not join them, as it
does in connected components, and a poor record joins a cluster that as a whole speaks for it. Strongest first, ties to
the lower rows; the result is the same for the same pairs in any order. (That connected components do poorly at this:
Hassanzadeh et al., PVLDB 2(1), 2009.)
"""

import heapq
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Pairs = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.float64]]

HIGHEST = 15.0
"""No pair counts more (log2 odds) towards a mean, so that one pair cannot outvote all others."""


def average_linkage(
    pairs: Pairs,
    sources: Sequence[int],
    not_compared: float,
    merge_above: float,
    apart: bool = False,
) -> npt.NDArray[np.int64]:
    """For each row the lowest row of its cluster.

    `pairs`: left, right, weight, each pair once. `sources`: of each row; if `apart`, a cluster holds at most one row of
    each.
    """
    state = _Clusters(len(sources), not_compared, merge_above, sources if apart else ())
    state.fill(pairs)
    state.merge()
    return state.lowest()


class _Clusters:
    """The clusters so far. `near[c]` maps a neighbour to the sum over compared pairs of (weight - not_compared)."""

    __slots__ = ("far", "heap", "members", "near", "sources", "stop")

    def __init__(self, rows: int, far: float, stop: float, sources: Sequence[int]) -> None:
        self.far, self.stop = far, stop
        self.members: list[list[int]] = [[row] for row in range(rows)]
        self.near: list[dict[int, float]] = [{} for _ in range(rows)]
        self.sources: list[set[int]] = [{source} for source in sources]
        self.heap: list[tuple[float, int, int, int, int]] = []

    def fill(self, pairs: Pairs) -> None:
        """Take the pairs, and offer those that may join."""
        for left, right, weight in zip(*(column.tolist() for column in pairs), strict=True):
            self.near[left][right] = self.near[right][left] = min(weight, HIGHEST) - self.far
        for left, around in enumerate(self.near):
            for right in around:
                if left < right:
                    self._offer(left, right)

    def merge(self) -> None:
        """Join the best two until none are good enough."""
        while self.heap:
            *_, left, right = heapq.heappop(self.heap)
            if self.members[left] and self.members[right]:
                self._join(left, right)

    def lowest(self) -> npt.NDArray[np.int64]:
        """For each row the lowest of its cluster."""
        found = np.empty(sum(map(len, self.members)), np.int64)
        for members in self.members:
            if members:
                found[members] = members[0]
        return found

    def _offer(self, left: int, right: int) -> None:
        if self.sources and not self.sources[left].isdisjoint(self.sources[right]):
            return
        ours, theirs = self.members[left], self.members[right]
        mean = self.near[left][right] / (len(ours) * len(theirs)) + self.far
        if mean > self.stop:
            low, high = sorted((ours[0], theirs[0]))
            heapq.heappush(self.heap, (-mean, low, high, left, right))

    def _join(self, left: int, right: int) -> None:
        new = len(self.members)
        self.members.append(sorted(self.members[left] + self.members[right]))
        if self.sources:
            self.sources.append(self.sources[left] | self.sources[right])
        few, many = sorted((self.near[left], self.near[right]), key=len)
        for other, gained in few.items():
            many[other] = many.get(other, 0.0) + gained
        del many[left], many[right]
        self.near.append(many)
        for gone in (left, right):
            self.members[gone], self.near[gone] = [], {}
        for other, gained in many.items():
            around = self.near[other]
            around.pop(left, None)
            around.pop(right, None)
            around[new] = gained
            self._offer(new, other)
