"""Vague rows find the group that has what they lack, if there is exactly one.

A group joins another as a whole, at most one at each step, and only if it holds no row of the sort that it looks for.
So vague rows never bring two groups together.
"""

from dataclasses import dataclass

import numpy as np

from simurg.fusion.events.blocks import Ints, joined, pairs_between
from simurg.fusion.events.facts import Facts, Flags
from simurg.fusion.events.matching import MOST, first_of, near, sides


@dataclass(frozen=True, slots=True)
class Search:
    """`seeking` rows look for one group among `hosting` rows; `wanted` and `offered` are their keys, place by place.

    A row may offer several keys, so `hosting` may hold it more than once.
    """

    seeking: Ints
    wanted: Ints
    hosting: Ints
    offered: Ints


def settled(facts: Facts, groups: Ints) -> Ints:
    """The groups after vague rows have joined: in their own report first, then others; place first, then side."""
    for search in (_place_in_report, _side_in_report, _place_between, _side_between):
        groups = joined_by(facts, groups, search(facts))
    return groups


def joined_by(facts: Facts, groups: Ints, search: Search) -> Ints:
    """Groups without a hosting row that found exactly one group with a near one are part of it."""
    hosts = np.zeros(len(facts), np.bool_)
    hosts[groups[search.hosting]] = True  # by the first row of their group
    free = ~hosts[groups[search.seeking]]
    seeking, wanted = search.seeking[free], search.wanted[free]
    _, some = np.unique(joined(wanted, groups[seeking], facts.site[seeking]), return_index=True)
    seeking, wanted = seeking[some], wanted[some]
    _, some = np.unique(joined(search.offered, groups[search.hosting], facts.site[search.hosting]), return_index=True)
    hosting, offered = search.hosting[some], search.offered[some]
    left, right = pairs_between(wanted, offered, MOST)
    close = near(facts, seeking[left], hosting[right])
    found = np.unique(np.stack([groups[seeking[left[close]]], groups[hosting[right[close]]]]), axis=1)
    seekers, counts = np.unique(found[0], return_counts=True)
    only = np.isin(found[0], seekers[counts == 1])
    moved = np.arange(len(facts))
    moved[found[0][only]] = found[1][only]
    return first_of(moved[groups])


def _place_in_report(facts: Facts) -> Search:
    """Of one report: the same sides, near types, at a precise place."""
    one, other = sides(*facts.loose, np.ones(len(facts), np.bool_))
    keys = joined(facts.report, facts.time, facts.country, facts.near, one, other)
    told = (facts.report >= 0) & ((one >= 0) | (other >= 0))
    return _search(keys, told & ~facts.precise, told & facts.precise)


def _side_in_report(facts: Facts) -> Search:
    """Of one report: the side that is there, near types, and another side."""
    present = np.where(facts.loose[0] >= 0, facts.loose[0], facts.loose[1])
    both = (facts.loose[0] >= 0) & (facts.loose[1] >= 0)
    told = facts.report >= 0
    about = joined(facts.report, facts.time, facts.country, facts.near)
    return _by_side(about, present, facts.loose, told & ~both & (present >= 0), told & both)


def _place_between(facts: Facts) -> Search:
    """Of any report: the same two sides, the same type, at a precise place."""
    one, other = sides(*facts.coded, facts.mutual)
    keys = joined(facts.country, facts.time, facts.kind, one, other)
    known = facts.dated & (facts.country >= 0) & (one >= 0) & (other >= 0) & (one != other)
    return _search(keys, known & ~facts.precise, known & facts.precise)


def _side_between(facts: Facts) -> Search:
    """Of any report: the one side, who is somebody, the same type at a precise place, and another side.

    Not for bare statements, nor for words of a state at home: too many of those are said on one day in one place.
    """
    known = facts.dated & facts.precise & facts.typed
    home = np.where(facts.loose[0] >= 0, facts.at_home[0], facts.at_home[1])
    alone = ((facts.loose[0] >= 0) != (facts.loose[1] >= 0)) & (facts.deed | ~home)
    present = np.where(facts.loose[0] >= 0, facts.coded[0], facts.coded[1])
    both = (facts.coded[0] >= 0) & (facts.coded[1] >= 0)
    about = joined(facts.time, facts.kind)
    return _by_side(about, present, facts.coded, known & alone & (present >= 0), known & both)


def _search(keys: Ints, seeking: Flags, hosting: Flags) -> Search:
    return Search(np.flatnonzero(seeking), keys[seeking], np.flatnonzero(hosting), keys[hosting])


def _by_side(about: Ints, present: Ints, both: tuple[Ints, Ints], seeking: Flags, hosting: Flags) -> Search:
    """Hosts offer each of their sides; seekers want the one they have."""
    seek, host = np.flatnonzero(seeking), np.flatnonzero(hosting)
    sided = np.concatenate([present[seek], both[0][host], both[1][host]])
    keys = joined(np.concatenate([about[seek], about[host], about[host]]), sided)
    return Search(seek, keys[: len(seek)], np.concatenate([host, host]), keys[len(seek) :])
