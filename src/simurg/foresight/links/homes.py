"""Where actors belong and what they are, read from their names: `Police_(Kenya)` is the role Police of Kenya.

A name that others give as their place is that place itself. Whoever names no place gets the one that half or more of
their partners are of, by links before a given day only. Number 0 is "nobody knows". At most MOST places and roles are
told apart, the commonest first.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy import sparse

from simurg.foresight.links.links import Ints, Links

MOST = 4_000
LEAST_PARTNERS = 2
SHARE = 0.5
STATE = "the place itself"
_NAMED = re.compile(r"(.{0,400}?)[_ ]?\(([^()]{1,200})\)")


@dataclass(frozen=True, slots=True, eq=False)
class Homes:
    """Number of each actor's place and role."""

    place: Ints
    role: Ints
    places: int  # numbers lie below
    roles: int


def homes(links: Links) -> Homes:
    """From the names and links given; give no later links than may be known."""
    parted = _parted(links.actors)
    seen = np.zeros(len(links.actors), bool)
    seen[links.actor] = seen[links.recipient] = True
    known = {parted[at][1] for at in np.flatnonzero(seen).tolist()} - {""}
    whole = [(STATE, name) if not place and name in known else (role, place) for name, (role, place) in
             zip(links.actors, parted, strict=True)]  # fmt: skip
    role, roles = _numbered([each[0] for each in whole])
    place, places = _numbered([each[1] for each in whole])
    return Homes(_inferred(links, place, places), role, places, roles)


@lru_cache(maxsize=4)
def _parted(names: tuple[str, ...]) -> list[tuple[str, str]]:
    found = (_NAMED.fullmatch(name) for name in names)
    return [(one[1], one[2]) if one else ("", "") for one in found]


def _numbered(words: Sequence[str]) -> tuple[Ints, int]:
    counts = Counter(words)
    counts.pop("", None)
    common = sorted(counts, key=lambda word: (-counts[word], word))[:MOST]
    number = {word: at for at, word in enumerate(common, 1)}
    return np.array([number.get(word, 0) for word in words], np.int64), len(common) + 1


def _inferred(links: Links, place: Ints, places: int) -> Ints:
    one = np.concatenate([links.actor, links.recipient])
    other = np.concatenate([links.recipient, links.actor])
    asked = (place[one] == 0) & (place[other] > 0)
    if not asked.any():
        return place
    cells = (np.ones(np.count_nonzero(asked)), (one[asked], place[other[asked]]))
    counts = sparse.csr_matrix(cells, shape=(len(place), places))
    total = np.asarray(counts.sum(axis=1)).ravel()
    most = np.asarray(counts.max(axis=1).todense()).ravel()
    sure = (most >= LEAST_PARTNERS) & (most >= SHARE * total)
    return np.where(sure, np.asarray(counts.argmax(axis=1)).ravel(), place).astype(np.int64)
