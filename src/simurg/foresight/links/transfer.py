"""Which relations follow which: how much a past link of one relation adds to the chance of another.

The chance of (a, q, b) is a sum over what the pair did before: count of (a, q', b), decayed, times T[q, q', rate].
T is fitted by expectation and maximisation as in a mutually exciting process (Hawkes 1971; Veen & Schoenberg 2008,
without the triggering density, which here is the mixture of the four decays). The same is learned one step wider,
for links that the pair's own recent past does not explain: what the actor's compatriots do with b (`pb`), what the
actor does in b's place (`ap`), what happens to b at all (`b`). Only links before a cut are read.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy import sparse

from simurg.foresight.links.links import Ints, Reals
from simurg.foresight.links.lists import gathered, strongest, summed
from simurg.foresight.links.memory import RATES, Asked, Memory

LEVELS: Mapping[str, str] = {"ab": "aqb", "pb": "pqb", "b": "qb", "ap": "aqp", "pp": "pqp"}
"""Group family to the family that tells the relations of the group apart."""
ROUNDS = 6
PRIOR = 20.0  # decayed links; pulls T to what any past link adds
FLOOR = 1e-5  # the chance that nothing in the past explains
MOST_RELATIONS = 40  # of one group, the strongest
FAINT = 1e-3  # decayed count below which a past relation is forgotten
EXPLAINED = 0.05  # decayed count above which the pair's own past explains a link

Transfers = Mapping[str, Reals]
"""Level to array: relation by past relation by rate."""


class Level:
    """How the slots of a relation family hang together in groups."""

    def __init__(self, memory: Memory, group: str) -> None:
        self.group, self.family = group, LEVELS[group]
        family = memory.families[self.family]
        slots = len(family.codes)
        first = np.zeros(slots, np.int64)
        first[family.place[::-1]] = np.arange(len(family.place))[::-1]  # one link of each slot
        asked = Asked(memory.a[first], memory.q[first], memory.b[first])
        self.relation = asked.q
        self.of = memory.slots(group, asked)
        self.groups = len(memory.families[group].codes) + 1
        self._slots = np.argsort(self.of, kind="stable")
        self._starts = np.searchsorted(self.of[self._slots], np.arange(self.groups + 1))

    def past(self, memory: Memory, asked: Ints) -> tuple[Ints, Ints]:
        """For each asked group, as of the memory's day: its place in `asked`, and its slots, the strongest few."""
        groups, of = np.unique(asked, return_inverse=True)
        at, slot = gathered(self._starts, self._slots, groups)
        weight = memory.families[self.family].counts[slot].max(axis=1)
        told = weight > FAINT
        at, slot, weight = at[told], slot[told], weight[told]
        if len(at) and np.bincount(at).max() > MOST_RELATIONS:
            starts, slots = strongest(at, slot, weight, MOST_RELATIONS, len(groups))
        else:
            starts, slots = np.searchsorted(at, np.arange(len(groups) + 1)), slot
        return gathered(starts, slots, of)


@dataclass(slots=True)
class _Told:
    """For each link of the past days: which earlier relations could explain it."""

    relation: list[Ints] = field(default_factory=list)
    earlier: list[Ints] = field(default_factory=list)
    weight: list[Reals] = field(default_factory=list)
    link: list[Ints] = field(default_factory=list)
    links: int = 0


def transfers(memory: Memory, days: Iterable[int], cuts: Sequence[int]) -> dict[int, Transfers]:
    """For each cut (rising), fitted on the days given before it. The memory stands at the last day afterwards."""
    levels = [Level(memory, group) for group in LEVELS]
    told = {level.group: _Told() for level in levels}
    exposure = {level.group: np.zeros((memory.relations, RATES)) for level in levels}
    fitted: dict[int, Transfers] = {}
    waiting = list(cuts)
    for day in days:
        while waiting and day >= waiting[0]:
            fitted[waiting.pop(0)] = _all_fitted(told, exposure)
        memory.advance(day)
        asked = memory.on(day)
        if len(asked.a):
            unexplained = memory.counts("ab", asked)[:, 2] <= EXPLAINED
            for level in levels:
                exposure[level.group] += _exposure(memory, level)
                _tell(memory, level, asked, unexplained | (level.group == "ab"), told[level.group])
    for cut in waiting:
        fitted[cut] = _all_fitted(told, exposure)
    return fitted


def _exposure(memory: Memory, level: Level) -> npt.NDArray[np.float64]:
    counts = memory.families[level.family].counts[:-1]
    rates = [np.bincount(level.relation, counts[:, rate], memory.relations) for rate in range(RATES)]
    return np.stack(rates, axis=1)


def _tell(memory: Memory, level: Level, asked: Asked, wanted: npt.NDArray[np.bool_], told: _Told) -> None:
    rows = np.flatnonzero(wanted)
    group = memory.slots(level.group, asked)[rows]
    rows, group = rows[group < level.groups - 1], group[group < level.groups - 1]
    at, slot = level.past(memory, group)
    told.relation.append(asked.q[rows][at])
    told.earlier.append(level.relation[slot])
    told.weight.append(memory.families[level.family].counts[slot])
    told.link.append(at + told.links)
    told.links += len(rows)


def _all_fitted(told: Mapping[str, _Told], exposure: Mapping[str, npt.NDArray[np.float64]]) -> Transfers:
    return {group: _fitted(each, exposure[group]) for group, each in told.items()}


def _fitted(told: _Told, exposure: npt.NDArray[np.float64]) -> Reals:
    many = len(exposure)
    effect = np.full((many, many, RATES), 1e-3)
    if not told.links:
        return effect.astype(np.float32)
    relation, earlier, link = (np.concatenate(each) for each in (told.relation, told.earlier, told.link))
    weight = np.concatenate(told.weight).astype(np.float64)
    cell = relation * many + earlier
    for _ in range(ROUNDS):
        adds = weight * effect[relation, earlier]
        whole = np.bincount(link, adds.sum(axis=1), told.links) + FLOOR
        adds /= whole[link][:, None]
        due = np.stack([np.bincount(cell, adds[:, rate], many * many) for rate in range(RATES)], axis=1)
        due = due.reshape(many, many, RATES)
        usual = due.sum(axis=1) / (exposure.sum(axis=0) + 1)
        effect = (due + PRIOR * usual[:, None, :]) / (exposure[None] + PRIOR)
    return effect.astype(np.float32)


def pair_transfer(memory: Memory, level: Level, effect: Reals, asked: Asked) -> Reals:
    """Rows by RATES: what the past of each row's own pair adds."""
    at, slot = level.past(memory, memory.slots(level.group, asked))
    adds = memory.families[level.family].counts[slot] * effect[asked.q[at], level.relation[slot]]
    return np.stack([summed(at, adds[:, rate], len(asked.a)) for rate in range(RATES)], axis=1)


def wide_transfer(memory: Memory, level: Level, effect: Reals, asked: Asked) -> Reals:
    """One value a row: what the past of the row's group adds, all rates together; 0 where the group is unknown."""
    groups, group = np.unique(memory.slots(level.group, asked), return_inverse=True)
    wanted, column = np.unique(asked.q, return_inverse=True)
    number = np.full(level.groups, -1)
    number[groups] = np.arange(len(groups))
    family = memory.families[level.family]
    slots = np.flatnonzero((number[level.of] >= 0) & (level.of < level.groups - 1))
    total = np.zeros((len(groups), len(wanted)), np.float32)
    for rate in range(RATES):
        counts = family.counts[slots, rate]
        kept = counts > FAINT
        cells = (counts[kept], (number[level.of[slots[kept]]], level.relation[slots[kept]]))
        told = sparse.csr_matrix(cells, shape=(len(groups), memory.relations), dtype=np.float32)
        total += told @ np.ascontiguousarray(effect[wanted, :, rate].T)
    chosen: Reals = total[group, column]
    return chosen
