"""Which event rows tell of one event: sharp rows link by rules on two rows, vague ones join at most one group.

**One report.** Its rows of one day, one place, near types and the same two sides (in any direction, however finely they
are named) are one event told once.

**Two reports.** Rows link if country, day and type are the same, both sides are the same and are somebody (not just
"police"), and their places lie within each other's reach. Words between sides of two countries may lack a
place, deeds may not. Who acts on whom may be turned round in mutual types. One source that tells two reports with
different deaths tells two events. A day apart they link only if they count the same dead, three or more.

**Vague rows** (no precise place, or one side missing) join a group that has what they lack, if there is exactly one
such group (`vague.py`). So they never bring two groups together. What holds: the order of rows plays no part; which
sharp rows are together depends on sharp rows alone; taking one away never brings others together, and adding one never
parts them.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from simurg.fusion.events.blocks import Ints, joined, pairs_within
from simurg.fusion.events.facts import NEVER, Facts, Flags
from simurg.fusion.events.places import kilometres

MOST = 150
"""Profiles of one block that are compared with each other; in larger blocks only those of the same place link."""
SAME_DEAD = 3
"""From how many dead on the same count a day apart is taken for the same event."""
Links = tuple[Ints, Ints]


@dataclass(frozen=True, slots=True)
class Told:
    """Rows (some more than once: by code, by name) with who does what to whom in which country, as one number."""

    rows: Ints
    who: Ints


def linked(facts: Facts) -> Ints:
    """For each row the first row of its group, by links between two rows alone."""
    told = _identified(facts, sharp(facts))
    links = [*_within_reports(facts), *_same_day(facts, told), *_day_apart(facts, told)]
    left, right = (np.concatenate([link[end] for link in links]) for end in (0, 1))
    size = len(facts)
    _, labels = connected_components(coo_matrix((np.ones(len(left), np.int8), (left, right)), (size, size)), False)
    return first_of(labels.astype(np.int64))


def first_of(labels: Ints) -> Ints:
    """Groups named by their first rows."""
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    return first[inverse].astype(np.int64)


def sharp(facts: Facts) -> Flags:
    """Rows that may link across reports: dated, at a precise place or words between two countries, wherever spoken."""
    abroad = (facts.homes[0] >= 0) & (facts.homes[1] >= 0) & (facts.homes[0] != facts.homes[1])
    found: Flags = facts.dated & (facts.precise | (abroad & ~facts.deed))
    return found


def sides(one: Ints, other: Ints, turned: Flags) -> tuple[Ints, Ints]:
    """The two sides; where `turned`, in a fixed order, so that who acts on whom plays no part."""
    return (
        np.where(turned, np.minimum(one, other), one),
        np.where(turned, np.maximum(one, other), other),
    )


def near(facts: Facts, left: Ints, right: Ints) -> Flags:
    """Whether the places of two rows are one: the same, or within the reach of the vaguer of the two."""
    spans = ((values[left], values[right]) for values in (facts.latitude, facts.longitude))
    reach = np.maximum(facts.reach_km[left], facts.reach_km[right])
    with np.errstate(invalid="ignore"):
        close: Flags = kilometres(*spans) <= reach
    same: Flags = facts.site[left] == facts.site[right]
    return close | same


def _within_reports(facts: Facts) -> Iterator[Links]:
    """Rows of one report that differ only in code, direction, or how finely the sides are named."""
    told = np.flatnonzero(facts.report >= 0)
    one, other = sides(*facts.loose, np.ones(len(facts), np.bool_))
    kind = np.where((one < 0) & (other < 0), facts.kind, -1)  # without any side the type must be the same
    columns = (facts.report, facts.time, facts.site, facts.country, facts.near, one, other, kind)
    yield _chained(told, joined(*(column[told] for column in columns)))


def _identified(facts: Facts, among: Flags) -> Told:
    """Rows with two different sides that are somebody, by code, and by name where some row has but a name."""
    found: list[tuple[Ints, Ints, Ints]] = []
    for acting in (facts.coded[0], _names_needed(facts, 0)):
        for receiving in (facts.coded[1], _names_needed(facts, 1)):
            rows = np.flatnonzero(among & (acting >= 0) & (receiving >= 0) & (acting != receiving))
            one, other = sides(acting, receiving, facts.mutual)
            found.append((rows, one[rows], other[rows]))
    rows, one, other = (np.concatenate(column) for column in zip(*found, strict=True))
    land = np.where(
        facts.precise, -2, facts.country
    )  # a precise place needs no country: borders are drawn in many ways
    return Told(rows, joined(land[rows], facts.kind[rows], one, other))


def _names_needed(facts: Facts, side: int) -> Ints:
    """Names that some row has without a code; -1 elsewhere, since there the code tells."""
    uncoded = [names[(codes < 0) & (names >= 0)] for names, codes in zip(facts.named, facts.coded, strict=True)]
    return np.where(np.isin(facts.named[side], np.concatenate(uncoded)), facts.named[side], -1)


def _same_day(facts: Facts, told: Told) -> Iterator[Links]:
    """The same sides, type, country and time; places near; not one source with two counts of dead; not other codes."""
    rows, block = told.rows, joined(told.who, facts.time[told.rows])
    codes = joined(*sides(*facts.coded, facts.mutual))
    apart = tuple(column[rows] for column in (facts.site, facts.deaths, codes))
    yield _chained(rows, joined(block, facts.source[rows], *apart))
    crowded = np.bincount(block, minlength=1)[block] > MOST if len(block) else np.zeros(0, np.bool_)
    yield _chained(rows[crowded], joined(block, *apart)[crowded])
    _, heads = np.unique(joined(block, facts.source[rows], *apart), return_index=True)
    one, other = pairs_within(block[heads], MOST)
    left, right = rows[heads[one]], rows[heads[other]]
    two_counts = (facts.deaths[left] >= 0) & (facts.deaths[right] >= 0) & (facts.deaths[left] != facts.deaths[right])
    coded = (facts.coded[0] >= 0) & (facts.coded[1] >= 0)
    others = coded[left] & coded[right] & (codes[left] != codes[right])  # one name, two codes
    kept = near(facts, left, right) & ~others & ~(two_counts & (facts.source[left] == facts.source[right]))
    yield left[kept], right[kept]


def _day_apart(facts: Facts, told: Told) -> Iterator[Links]:
    """A day apart, by different sources, with the same count of dead at the same place."""
    same = (facts.deaths >= SAME_DEAD) & (facts.day != NEVER) & facts.precise
    kept = same[told.rows]
    rows, who = np.tile(told.rows[kept], 2), np.tile(told.who[kept], 2)
    day = facts.day[rows] + np.repeat((0, 1), len(rows) // 2)
    one, other = pairs_within(joined(who, facts.deaths[rows], day), MOST)
    left, right = rows[one], rows[other]
    kept = near(facts, left, right) & (facts.source[left] != facts.source[right])
    yield left[kept], right[kept]


def _chained(rows: Ints, keys: Ints) -> Links:
    """Rows of one key, each with the next."""
    order = np.lexsort((rows, keys))
    same = keys[order][1:] == keys[order][:-1]
    return rows[order][:-1][same], rows[order][1:][same]
