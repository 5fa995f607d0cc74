"""What speaks for a candidate: numbers for each (actor, relation, candidate), each with a name and a group.

All are counts, shares and ages out of `Memory`, so all rest on links before the day. Counts decay at four rates
(`.0` days to `.3` half a year and more). `GROUPS` says which family of past links stands behind each number; answers
cite their links from there.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from simurg.foresight.links.candidates import Candidates
from simurg.foresight.links.links import Ints, Reals
from simurg.foresight.links.lists import greatest, summed
from simurg.foresight.links.memory import RATES, Asked, Memory
from simurg.foresight.links.transfer import Level, Transfers, pair_transfer, wide_transfer

Table = dict[str, npt.NDArray[Any]]

GROUPS: Mapping[str, str] = {
    "triple": "the same was done to them before",
    "pair": "the two deal with each other",
    "transfer": "what the two did before leads to this",
    "relation": "this is often done to them",
    "activity": "they are much in events",
    "compatriots": "actors of the same place deal with them so",
    "place": "the actor does this in their place",
    "role": "actors of such a role do this to such a role",
    "second": "they share partners",
}


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """Queries of one day and their candidates, with what the features are made of."""

    memory: Memory
    actor: Ints
    relation: Ints
    found: Candidates

    def each(self, per_query: Reals) -> Reals:
        return per_query[self.found.query]

    def of_query(self, family: str) -> Reals:
        nobody = np.zeros_like(self.actor)
        return self.each(self.memory.counts(family, Asked(self.actor, self.relation, nobody)))

    def total(self, values: Reals) -> Reals:
        return self.each(summed(self.found.query, values, len(self.actor)))

    def most(self, values: Reals) -> Reals:
        return self.each(greatest(self.found.query, values, len(self.actor)))


def table(frame: Frame, levels: Mapping[str, Level], effect: Transfers) -> Table:
    """Name to one number for each candidate row."""
    made: Table = {}
    own: Mapping[str, Reals] = {name: frame.of_query(name) for name in ("aq", "a", "q", "pq")}
    met: dict[str, Reals] = {}
    steps: tuple[Callable[[Frame, Mapping[str, Reals], dict[str, Reals]], Table], ...] = (_direct, _wide, _kin)
    for step in steps:
        made |= step(frame, own, met)
    made |= _transferred(frame, levels, effect)
    made |= {
        "second": frame.found.second,
        "second.share": frame.found.second / (frame.total(frame.found.second) + 1e-6),
    }
    for name in ("transfer", "pair.1", "pair.0", "activity.0", "second", "relation.3", "relation.1"):
        made[f"{name}.most"] = made[name] / (frame.most(made[name].astype(np.float32)) + 1e-6)
    return made


def _direct(frame: Frame, own: Mapping[str, Reals], met: dict[str, Reals]) -> Table:
    """The same triple, and the pair in any relation."""
    memory, asked, made = frame.memory, frame.found.asked, Table()
    for name, family in (("triple", "aqb"), ("pair", "ab"), ("sided", "adb")):
        slots = memory.slots(family, asked)
        met[family] = memory.families[family].counts[slots]
        made |= {f"{name}.{rate}": met[family][:, rate] for rate in range(RATES)}
        if family != "adb":
            made[f"{name}.age"] = memory.age(family, slots)
    made |= {f"triple.share.{rate}": met["aqb"][:, rate] / (own["aq"][:, rate] + 0.5) for rate in (1, 2, 3)}
    made |= {f"pair.share.{rate}": met["ab"][:, rate] / (own["a"][:, rate] + 0.5) for rate in (1, 3)}
    return made


def _wide(frame: Frame, own: Mapping[str, Reals], met: dict[str, Reals]) -> Table:
    """How often the relation is done to the candidate at all, and how much they are in events."""
    memory, asked, made = frame.memory, frame.found.asked, Table()
    slots = memory.slots("qb", asked)
    met["qb"] = under = memory.families["qb"].counts[slots]
    made |= {f"relation.{rate}": under[:, rate] / (own["q"][:, rate] + 1e-3) for rate in range(RATES)}
    made["relation.age"] = memory.age("qb", slots)
    slots = memory.slots("b", asked)
    active = memory.families["b"].counts[slots]
    made |= {f"activity.{rate}": active[:, rate] for rate in (0, 1, 3)}
    made["activity.age"] = memory.age("b", slots)
    side = memory.counts("db", asked)[:, 3]
    return made | {"activity.sided": side, "relation.of_activity": under[:, 3] / (side + 0.5)}


def _kin(frame: Frame, own: Mapping[str, Reals], met: dict[str, Reals]) -> Table:
    """What actors of the same place or role do, apart from the actor itself."""
    memory, asked, made = frame.memory, frame.found.asked, Table()
    triple, pair, under, each, every, kin = met["aqb"], met["ab"], met["qb"], own["aq"], own["a"], own["pq"]
    homely = memory.home.place[asked.a] > 0
    counts = memory.counts("pqb", asked)
    by_kin = np.maximum(counts - triple, 0) * homely[:, None]
    made |= {f"kin.relation.{rate}": by_kin[:, rate] for rate in (1, 3)}
    made["kin.share"] = by_kin[:, 3] / (np.maximum(kin[:, 3] - each[:, 3], 0) + 0.5)
    of_kin = np.maximum(memory.counts("pb", asked) - pair, 0) * homely[:, None]
    made |= {f"kin.pair.{rate}": of_kin[:, rate] for rate in (1, 3)}
    there = memory.home.place[asked.b] > 0
    in_place = np.maximum(memory.counts("aqp", asked) - triple, 0) * there[:, None]
    made |= {f"place.relation.{rate}": in_place[:, rate] / (each[:, rate] + 0.5) for rate in (1, 3)}
    in_place = np.maximum(memory.counts("ap", asked) - pair, 0) * there[:, None]
    made |= {f"place.pair.{rate}": in_place[:, rate] / (every[:, rate] + 0.5) for rate in (1, 3)}
    made["place.first"] = under[:, 3] / (memory.counts("qp", asked)[:, 3] + 0.5) * there
    between = memory.counts("pqp", asked)
    made |= {f"places.{rate}": between[:, rate] / (kin[:, rate] + 0.5) for rate in (1, 3)}
    made["role.relation"] = memory.counts("aqr", asked)[:, 3] / (each[:, 3] + 0.5)
    made["roles"] = memory.counts("rqr", asked)[:, 3]
    made["role.to"] = np.maximum(memory.counts("rqb", asked)[:, 3] - triple[:, 3], 0) * (memory.home.role[asked.a] > 0)
    made["place.role.place"] = memory.counts("prp", asked)[:, 3] / (kin[:, 3] + 0.5)
    made["place.role"] = memory.counts("pqr", asked)[:, 3] / (kin[:, 3] + 0.5)
    same = memory.home.place[asked.a] == memory.home.place[asked.b]
    made |= {"same_place": homely & there & same, "other_place": homely & there & ~same, "itself": asked.a == asked.b}
    made |= {"known.relation": each[:, 3], "known.actor": every[:, 3], "known.lately": every[:, 0]}
    return made | {"known.all": own["q"][:, 3], "known.place": homely + 2 * there}


def _transferred(frame: Frame, levels: Mapping[str, Level], effect: Transfers) -> Table:
    memory, asked, made = frame.memory, frame.found.asked, Table()
    adds = pair_transfer(memory, levels["ab"], effect["ab"], asked)
    whole = adds.sum(axis=1)
    made |= {"transfer": whole, "transfer.short": adds[:, 0] + adds[:, 1], "transfer.long": adds[:, 3]}
    made["transfer.share"] = whole / (frame.total(whole) + 1e-6)
    for level in ("pb", "b", "ap", "pp"):
        adds = wide_transfer(memory, levels[level], effect[level], asked)
        made |= {f"transfer.{level}": adds, f"transfer.{level}.share": adds / (frame.total(adds) + 1e-6)}
    return made


def matrix(made: Table) -> tuple[tuple[str, ...], Reals]:
    """Names and rows by features."""
    return tuple(made), np.stack([column.astype(np.float32) for column in made.values()], axis=1)
