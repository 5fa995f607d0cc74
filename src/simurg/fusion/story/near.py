"""Near copies among many texts at once: the pairs whose three-word shingles are alike enough.

MinHash bands propose (minhash.py), the shingles themselves decide, so a pair that is given is right and what can be
missed is known: at Jaccard .6 about one pair in a hundred. For reports with facts, links and stories see `sketch`,
`candidates` and `compare`; this is the bulk search alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simurg.fusion.story.minhash import BANDS, Shingles, bands, normal, shingles

Places = npt.NDArray[np.int64]

MOST_IN_BAND = 64
"""Texts under one band key up to which all are held against each other; beyond, each against its next few."""


@dataclass(frozen=True, slots=True)
class NearCopy:
    """Places of two texts, the smaller first, and the Jaccard similarity of their shingles."""

    left: int
    right: int
    similarity: float


def near_copies(texts: Sequence[str], alike: float = 0.6) -> list[NearCopy]:
    """Pairs of texts with Jaccard similarity of at least `alike`, in order. Texts without words pair with nothing."""
    cut = shingles([normal(text) for text in texts])
    left, right = _proposed(cut)
    own = [np.empty(0, np.uint64)] * len(cut)
    for place in np.unique(np.concatenate([left, right])).tolist():
        own[place] = cut.of(place)
    found = []
    for one, other in zip(left.tolist(), right.tolist(), strict=True):
        share = _jaccard(own[one], own[other])
        if share >= alike:
            found.append(NearCopy(one, other, share))
    return found


def _proposed(cut: Shingles) -> tuple[Places, Places]:
    """Pairs that share a band, each once, in order."""
    keys = bands(cut)
    there = np.flatnonzero(np.diff(cut.starts) > 0)
    pairs = [np.zeros(0, np.int64)]
    for band in range(BANDS):
        order = there[np.argsort(keys[there, band], kind="stable")]
        ordered = keys[order, band]
        for step in range(1, MOST_IN_BAND):
            same = np.flatnonzero(ordered[step:] == ordered[:-step]) if step < len(ordered) else np.zeros(0, np.int64)
            if not len(same):
                break
            first, second = order[same], order[same + step]
            pairs.append(np.minimum(first, second) * len(cut) + np.maximum(first, second))
    joined = np.unique(np.concatenate(pairs))
    return joined // max(1, len(cut)), joined % max(1, len(cut))


def _jaccard(left: npt.NDArray[np.uint64], right: npt.NDArray[np.uint64]) -> float:
    """Of two sorted sets."""
    at = np.minimum(np.searchsorted(left, right), len(left) - 1)
    shared = int(np.count_nonzero(left[at] == right))
    return shared / (len(left) + len(right) - shared)
