"""Replaying days: the queries of each day, answered out of memory of earlier days alone, beside what then came true.

A query is (actor, relation, ?), from both sides of each link of the day. Its answers do not depend on what else is
asked. `Answers` are the candidates of one day with features and scores; `top_score` and `top_right` serve calibration.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from simurg.foresight.links.candidates import Candidates, Shortlists, candidates, shortlists
from simurg.foresight.links.combination import design, log_shares, places
from simurg.foresight.links.features import Frame, matrix, table
from simurg.foresight.links.homes import Homes
from simurg.foresight.links.links import Flags, Ints, Links, Reals
from simurg.foresight.links.memory import Asked, Memory
from simurg.foresight.links.ranker import KEPT, ranked_scores, ranker_input
from simurg.foresight.links.transfer import LEVELS, Level, Transfers

AT_ONCE = 400
"""Queries whose candidates are held in memory together."""
BELOW = 100.0
"""How far all others stand below the ranker's candidates."""


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """What scores are made of. No weights: no scores; no trees: the combination's order."""

    features: tuple[str, ...]
    weights: Reals
    transfers: Transfers
    trees: str


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """Candidates of some queries of one day. Rows sorted by query, then candidate."""

    day: int
    actor: Ints  # of each query
    relation: Ints  # with its side
    found: Candidates
    names: tuple[str, ...]  # of the features
    features: Reals
    share: Reals  # the combination's log share
    place: Ints  # by it
    score: Reals  # the final one; equal to `share` without a ranker
    right: Flags  # whether the candidate is among the answers of the day

    @property
    def queries(self) -> int:
        return len(self.actor)

    def top(self) -> Ints:
        """The row of the best candidate of each query that has one."""
        best = np.lexsort((-self.score, self.found.query))
        return best[np.r_[True, np.diff(self.found.query[best]) != 0]] if len(best) else best

    def top_score(self) -> Reals:
        """How far the best stands out: its log share by the final scores."""
        return log_shares(self.score, self.found.query)[self.top()]

    def top_right(self) -> Reals:
        return self.right[self.top()].astype(np.float32)


class Replay:
    """Over links that are remembered as days pass; queries may come from other links (many days ahead)."""

    def __init__(self, remembered: Links, home: Homes) -> None:
        self.memory = Memory(remembered, home)
        self.levels = {group: Level(self.memory, group) for group in LEVELS}

    def days(self, asked: Links, weights: Weights, every: int = 1) -> Iterator[Answers]:
        """Answers to every n-th distinct query of each day of `asked`, in order of time, at most AT_ONCE together."""
        for day in np.unique(asked.day).tolist():
            true = asked.since(day).until(day + 1)
            both = Asked(
                np.concatenate([true.actor, true.recipient]),
                np.concatenate([true.relation, true.relation + self.memory.side]),
                np.concatenate([true.recipient, true.actor]),
            )
            queries = np.unique(both.a * self.memory.relations + both.q)
            queries = queries[(queries * 7919 + day) % every == 0]
            if not len(queries):
                continue
            self.memory.advance(day)
            lists = shortlists(self.memory)
            for start in range(0, len(queries), AT_ONCE):
                yield self.answers(lists, queries[start : start + AT_ONCE], weights, both)

    def answers(
        self, lists: Shortlists, queries: Ints, weights: Weights, true: Asked, also: int | None = None
    ) -> Answers:
        """At the day where memory stands. `queries` are actor * relations + relation, distinct and sorted; `also` is a
        candidate that is weighed whatever speaks for it."""
        memory = self.memory
        actor, relation = queries // memory.relations, queries % memory.relations
        found = candidates(memory, lists, actor, relation, also)
        names, features = matrix(table(Frame(memory, actor, relation, found), self.levels, weights.transfers))
        codes = (true.a * memory.relations + true.q) * memory.actors + true.b
        right = np.isin(queries[found.query] * memory.actors + found.asked.b, codes)
        if not weights.features:
            nothing = np.zeros(len(right), np.float32)
            place = np.zeros(len(right), np.int64)
            return Answers(memory.day, actor, relation, found, names, features, nothing, place, nothing, right)
        share = log_shares(design(names, features) @ weights.weights, found.query)
        place = places(share, found.query)
        score = _final(weights.trees, features, share, place)
        return Answers(memory.day, actor, relation, found, names, features, share, place, score, right)


def _final(trees: str, features: Reals, share: Reals, place: Ints) -> Reals:
    if not trees:
        return share
    first = place < KEPT
    score = share - np.float32(BELOW)
    given = ranker_input(features[first], share[first], place[first])
    score[first] = ranked_scores(trees, given, share[first])
    return score
