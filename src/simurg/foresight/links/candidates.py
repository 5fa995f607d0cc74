"""Who may be the answer to (actor, relation, ?): some two hundred candidates out of thousands, each found in the past.

Partners of the actor; those to whom the relation was done, by anybody, by the actor's compatriots, by actors of its
role; partners of its compatriots; actors of its own place; partners of partners. Of each list the strongest few, so the
work is bounded whatever the data. An actor never met before yields only what the relation alone tells.
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from simurg.foresight.links.links import Flags, Ints, Reals
from simurg.foresight.links.lists import found_in, gathered, strongest
from simurg.foresight.links.memory import Asked, Family, Memory

MIX = np.array([0.3, 0.5, 0.5, 0.2], np.float32)
"""Weights of the four decays in the order of a list; nothing hangs on them but who is left out."""
PARTNERS, UNDER_RELATION, BY_COMPATRIOTS, BY_ROLE, OF_COMPATRIOTS, OWN_PLACE, SECOND = 150, 80, 40, 30, 40, 40, 60
HUB = 100
"""Partners of an actor that lead on to partners of partners."""
BETWEEN = np.array([0.0, 0.0, 1.0, 0.3], np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Rows sorted by query, then candidate. `second`: strength of the way over a third."""

    query: Ints
    asked: Asked
    second: Reals


@dataclass(frozen=True, slots=True, eq=False)
class Shortlists:
    """The lists of one day, each as (starts, entries)."""

    partners: tuple[Ints, Ints]
    under_relation: tuple[Ints, Ints]
    by_compatriots: tuple[Ints, Ints]
    by_role: tuple[Ints, Ints]
    of_compatriots: tuple[Ints, Ints]
    own_place: tuple[Ints, Ints]
    near: sparse.csr_matrix


def shortlists(memory: Memory) -> Shortlists:
    """Of the day at which the memory stands."""
    home, q = memory.home, memory.relations
    active = memory.families["b"]
    own = strongest(home.place[active.codes], active.codes, active.counts[:-1] @ MIX, OWN_PLACE, home.places)
    return Shortlists(
        _list(memory, "ab", PARTNERS, memory.actors),
        _list(memory, "qb", UNDER_RELATION, q),
        _list(memory, "pqb", BY_COMPATRIOTS, home.places * q),
        _list(memory, "rqb", BY_ROLE, home.roles * q),
        _list(memory, "pb", OF_COMPATRIOTS, home.places),
        own,
        _near(memory, memory.families["ab"]),
    )


def candidates(memory: Memory, lists: Shortlists, actor: Ints, relation: Ints, also: int | None = None) -> Candidates:
    """For queries (actor, relation), distinct or not; `also` is a candidate of each, whatever the lists hold."""
    place, role, q, n = memory.home.place[actor], memory.home.role[actor], memory.relations, memory.actors
    who, of = np.unique(actor, return_inverse=True)
    ways = (lists.near[who] @ lists.near).tocsr()
    ways.sort_indices()
    middle = np.repeat(np.arange(len(who)), np.diff(ways.indptr))
    second = strongest(middle, ways.indices.astype(np.int64), ways.data, SECOND, len(who))
    told = [
        _joined(lists.partners, actor), _joined(lists.under_relation, relation), _joined(second, of),
        _joined(lists.by_compatriots, place * q + relation, place > 0), _joined(lists.own_place, place, place > 0),
        _joined(lists.of_compatriots, place, place > 0), _joined(lists.by_role, role * q + relation, role > 0),
    ]  # fmt: skip
    if also is not None:
        told.append((np.arange(len(actor)), np.full(len(actor), also)))
    code = np.unique(np.concatenate([query * n + entry for query, entry in told]))
    query, found = code // n, code % n
    at, there = found_in(middle * n + ways.indices, of[query] * n + found)
    strength = np.where(there, ways.data[at] if len(ways.data) else 0.0, 0.0).astype(np.float32)
    return Candidates(query, Asked(actor[query], relation[query], found), strength)


def _list(memory: Memory, family: str, most: int, groups: int) -> tuple[Ints, Ints]:
    one = memory.families[family]
    weight = one.counts[:-1] @ MIX
    return strongest(one.codes // memory.actors, one.codes % memory.actors, weight, most, groups)


def _joined(listed: tuple[Ints, Ints], keys: Ints, asked: Flags | None = None) -> tuple[Ints, Ints]:
    rows = np.arange(len(keys)) if asked is None else np.flatnonzero(asked)
    at, entries = gathered(*listed, keys[rows])
    return rows[at], entries


def _near(memory: Memory, pairs: Family) -> sparse.csr_matrix:
    """Actor by actor: the logarithm of the decayed count, shared out so that hubs do not count for everything."""
    n = memory.actors
    weight = np.log1p(pairs.counts[:-1] @ BETWEEN).astype(np.float32)
    whole = np.sqrt(np.bincount(pairs.codes // n, weight, n) + 1).astype(np.float32)
    weight = np.where(weight > 0.02, weight / np.sqrt(whole[pairs.codes // n] * whole[pairs.codes % n]), 0)
    starts, slots = strongest(pairs.codes // n, np.arange(len(weight)), weight, HUB, n)
    return sparse.csr_matrix((weight[slots], pairs.codes[slots] % n, starts), shape=(n, n))
