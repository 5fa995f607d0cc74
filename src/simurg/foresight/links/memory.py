"""What is remembered of past links on a day: decayed counts, the last day and the last link, by many keys.

Each link is remembered from both sides: "a did r to b" and "b was done r by a" (relation r + R). A family is one way
to look: by actor, relation and candidate (`aqb`), by the actor's place (`pqb`), and so on. A count decays at four
rates together; which rate speaks is learned later. Memory advances only forwards and holds only links of days before
the one it stands at, so what it answers cannot know that day or anything later.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simurg.foresight.links.homes import Homes
from simurg.foresight.links.links import Ints, Links, Reals
from simurg.ontology.errors import InternalError

DECAY_DAYS: npt.NDArray[np.float64] = np.array([1.5, 7.0, 30.0, 200.0])
RATES = len(DECAY_DAYS)
NEVER = -100_000  # days
_LONG_AGO = 400
_SWEPT, _NOTHING = 16, 1e-12
"""Every so many days counts below this become 0: arithmetic with numbers near the smallest possible is very slow."""

FAMILIES: Mapping[str, str] = {
    "aqb": "aqb", "ab": "ab", "adb": "adb", "aq": "aq", "a": "a", "qb": "qb", "b": "b", "db": "db", "q": "q",
    "pqb": "pqb", "pb": "pb", "aqp": "aqP", "ap": "aP", "pqp": "pqP", "aqr": "aqR", "rqr": "rqRs", "rqb": "rqb",
    "pqr": "pqR", "prp": "pqRP", "qp": "qP", "pp": "pP", "pq": "pq",
}  # fmt: skip
"""Letters: a actor, q relation with its side, b candidate, d side, p place and r role of the actor, P and R of the
candidate, s of one place."""


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """Actor, relation (with its side) and candidate of each row."""

    a: Ints
    q: Ints
    b: Ints


class Family:
    """Counts by one key. The last slot stands for keys never met: all zero."""

    def __init__(self, codes: Ints) -> None:
        self.codes, place = np.unique(codes, return_inverse=True)
        self.place = place.astype(np.int64)  # of each link, the slot
        slots = len(self.codes) + 1
        self.counts: Reals = np.zeros((slots, RATES), np.float32)
        self.day: Ints = np.full(slots, NEVER, np.int64)
        self.link: Ints = np.full(slots, -1, np.int64)

    def add(self, start: int, stop: int, weights: npt.NDArray[np.float64], days: Ints) -> None:
        slots = self.place[start:stop]
        if len(slots) > 2_000:
            for rate in range(RATES):
                told = np.bincount(slots, weights[:, rate], len(self.counts))
                self.counts[:, rate] += told.astype(np.float32)
        else:
            np.add.at(self.counts, slots, weights.astype(np.float32))
        self.day[slots] = days  # in order of time, so the last one stays
        self.link[slots] = np.arange(start, stop) // 2
        if len(self.codes) and self.codes[0] < 0:  # links of which this key is unknown
            self.counts[0], self.day[0], self.link[0] = 0.0, NEVER, -1

    def find(self, codes: Ints) -> Ints:
        at = np.searchsorted(self.codes, codes)
        at[at == len(self.codes)] = 0
        met = self.codes[at] == codes if len(self.codes) else np.zeros(len(codes), bool)
        return np.where(met, at, len(self.codes))


class Memory:
    """Of `links`, as seen from `homes`. Stands before the first day until it advances."""

    def __init__(self, links: Links, home: Homes) -> None:
        self.home = home
        self.actors = len(links.actors)
        self.side = len(links.relations)  # relations from here on are the passive side
        self.relations = 2 * self.side
        both = (links.actor, links.recipient)
        self.a = np.stack(both, axis=1).ravel()
        self.b = np.stack(both[::-1], axis=1).ravel()
        self.q = np.stack([links.relation, links.relation + self.side], axis=1).ravel()
        self.t = np.repeat(links.day, 2)
        every = Asked(self.a, self.q, self.b)
        self.families = {name: Family(self.code(name, every)) for name in FAMILIES}
        self.day = NEVER
        self._read = 0

    def code(self, family: str, asked: Asked) -> Ints:
        """One number for each key; -1 where a place or role in it is unknown."""
        home = self.home
        code = np.zeros(len(asked.a), np.int64)
        known = np.ones(len(asked.a), bool)
        for letter in FAMILIES[family]:
            value, size = self._letter(letter, asked, home)
            if letter in "pPrR":
                known &= value > 0
            code = code * size + value
        return np.where(known, code, -1)

    def _letter(self, letter: str, asked: Asked, home: Homes) -> tuple[Ints, int]:
        match letter:
            case "a":
                return asked.a, self.actors
            case "b":
                return asked.b, self.actors
            case "q":
                return asked.q, self.relations
            case "d":
                return (asked.q >= self.side).astype(np.int64), 2
            case "p":
                return home.place[asked.a], home.places
            case "P":
                return home.place[asked.b], home.places
            case "r":
                return home.role[asked.a], home.roles
            case "R":
                return home.role[asked.b], home.roles
            case _:
                return (home.place[asked.a] == home.place[asked.b]).astype(np.int64), 2

    def advance(self, day: int) -> None:
        """To a day: all links before it are remembered. InternalError backwards."""
        if day < self.day:
            raise InternalError("Memory only advances.")
        stop = int(np.searchsorted(self.t, day))
        if self.day > NEVER:
            fade = np.exp(-(day - self.day) / DECAY_DAYS).astype(np.float32)
            for family in self.families.values():
                family.counts *= fade
                if day // _SWEPT > self.day // _SWEPT:
                    family.counts[family.counts < _NOTHING] = 0.0
        if stop > self._read:
            days = self.t[self._read : stop]
            weights = np.exp(-(day - days)[:, None] / DECAY_DAYS)
            for family in self.families.values():
                family.add(self._read, stop, weights, days)
        self.day, self._read = day, stop

    def slots(self, family: str, asked: Asked) -> Ints:
        return self.families[family].find(self.code(family, asked))

    def counts(self, family: str, asked: Asked) -> Reals:
        """Rows by RATES."""
        return self.families[family].counts[self.slots(family, asked)]

    def age(self, family: str, slots: Ints) -> Reals:
        """Days since the last one, at most 400."""
        return np.minimum(self.day - self.families[family].day[slots], _LONG_AGO).astype(np.float32)

    def on(self, day: int) -> Asked:
        """The distinct links of a day, from both sides."""
        cut = slice(int(np.searchsorted(self.t, day)), int(np.searchsorted(self.t, day + 1)))
        return Asked(self.a[cut], self.q[cut], self.b[cut])
