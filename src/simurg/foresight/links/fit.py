"""Fitting: past links in, frozen parameters out; every choice by replaying days, each knowing only earlier ones.

The history is cut in time: first days of remembering only; then blocks of days whose queries teach the combination and
the ranker, each with transfers fitted on days before the block; last, held-out days that teach only the calibration.
Transfers for use are fitted on the whole history. Queries are taken evenly, so the work has a bound: see `Plan`.
Whoever fits on links before a day has parameters that cannot know that day.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from simurg.foresight.links.calibration import Curve, curve
from simurg.foresight.links.combination import design, fitted, terms_of
from simurg.foresight.links.homes import homes
from simurg.foresight.links.links import Flags, Ints, Links, Reals
from simurg.foresight.links.memory import Memory
from simurg.foresight.links.ranker import KEPT, Shortened, ranker_input, trees
from simurg.foresight.links.replay import Answers, Replay, Weights
from simurg.foresight.links.transfer import Transfers, transfers
from simurg.ontology.errors import CallerError

VERSION = "1"
LEAST_LINKS = 300
LEAST_DAYS = 20


@dataclass(frozen=True, slots=True)
class Plan:
    """How a history is used; the shares are of its days (or of the last `most_days`)."""

    remembered: float = 0.4  # before the first query
    blocks: int = 3
    held_out: float = 0.05  # at the end, for the calibration
    most_days: int = 400
    queries: int = 6_000  # that teach the combination
    ranker_queries: int = 30_000  # that teach the ranker; 0: no ranker
    held_out_queries: int = 6_000
    taught: int = 200_000  # links that teach the transfers; of more, every n-th day is read


USUAL = Plan()


@dataclass(frozen=True, slots=True, eq=False)
class Parameters:
    """All that answering needs besides the links themselves. Numbers of relations are those of the links fitted on."""

    version: str
    fitted_until: int  # day; no link of it or later was read
    relations: tuple[str, ...]
    features: tuple[str, ...]
    weights: Reals
    transfers: Transfers
    trees: str  # LightGBM's text; empty without ranker
    curve: Curve  # of the ranker's first answer, or of the combination's where there is none


def fit(links: Links, plan: Plan = USUAL) -> Parameters:
    """CallerError where the links are too few or too short in time."""
    days = int(links.day[-1] - links.day[0]) + 1 if len(links) else 0
    if len(links) < LEAST_LINKS or days < LEAST_DAYS:
        raise CallerError(
            f"{len(links):,} links over {days:,} days are too few to learn from.",
            hint=f"At least {LEAST_LINKS} links over {LEAST_DAYS} days are needed.",
        )
    end = int(links.day[-1]) + 1
    cuts = _cuts(max(end - plan.most_days, int(links.day[0])), end, plan)
    memory = Memory(links, homes(links.until(cuts[0])))
    first = max(int(links.day[0]), end - plan.most_days)
    apart = max(1, -(-len(links.since(first)) // plan.taught))
    known = transfers(memory, range(first + min(20, (cuts[0] - first) // 3), end, apart), [*cuts, end])
    combined = _combination(links, cuts, known, plan.queries)
    weights = Weights(*combined, known[end], "")
    grown = trees(_shortened(links, cuts, known, weights, plan.ranker_queries)) if plan.ranker_queries else ""
    told = Weights(weights.features, weights.weights, known[cuts[-1]], grown)
    held = [(one.top_score(), one.top_right()) for one in _held_out(links, cuts[-1], plan, told)]
    confidence, right = (np.concatenate([each[side] for each in held] or [np.zeros(0, np.float32)]) for side in (0, 1))
    return Parameters(
        VERSION, end, links.relations, weights.features, weights.weights, known[end], grown, curve(confidence, right)
    )


def _held_out(links: Links, begin: int, plan: Plan, weights: Weights) -> Iterator[Answers]:
    if plan.held_out_queries:
        yield from _replayed(links, begin, int(links.day[-1]) + 1, plan.held_out_queries, weights)


def _cuts(first: int, end: int, plan: Plan) -> list[int]:
    """Begins of the blocks, then of the held-out days."""
    held = end - max(1, round((end - first) * plan.held_out))
    start = first + round((end - first) * plan.remembered)
    return [start + (held - start) * number // plan.blocks for number in range(plan.blocks)] + [held]


def _replayed(links: Links, begin: int, stop: int, most: int, weights: Weights) -> Iterator[Answers]:
    """Days of one block with about `most` queries, evenly taken."""
    replay = Replay(links.until(stop), homes(links.until(begin)))
    many = 2 * (len(links.until(stop)) - len(links.until(begin)))
    yield from replay.days(links.until(stop).since(begin), weights, every=max(1, -(-many // max(most, 1))))


def _combination(
    links: Links, cuts: list[int], known: Mapping[int, Transfers], most: int
) -> tuple[tuple[str, ...], Reals]:
    terms: list[Reals] = []
    answer: list[Flags] = []
    query: list[Ints] = []
    names: tuple[str, ...] = ()
    many = 0
    for begin, stop in pairwise(cuts):
        for one in _replayed(
            links, begin, stop, most // (len(cuts) - 1), Weights((), np.zeros(0, np.float32), known[begin], "")
        ):
            names = one.names
            terms.append(design(names, one.features))
            answer.append(one.right)
            query.append(one.found.query + many)
            many += one.queries
    if not names:
        raise CallerError("No day has enough links to learn from.", hint="Give a longer history.")
    weights = fitted(np.concatenate(terms), np.concatenate(answer), np.concatenate(query))
    assert len(weights) == len(terms_of(names))
    return names, weights


def _shortened(links: Links, cuts: list[int], known: Mapping[int, Transfers], weights: Weights, most: int) -> Shortened:
    kept: list[tuple[Reals, Reals, Flags, Ints]] = []
    many = 0
    for begin, stop in pairwise(cuts):
        told = Weights(weights.features, weights.weights, known[begin], "")
        for one in _replayed(links, begin, stop, most // (len(cuts) - 1), told):
            first = one.place < KEPT
            given = ranker_input(one.features[first], one.share[first], one.place[first])
            kept.append((given, one.share[first], one.right[first], one.found.query[first] + many))
            many += one.queries
    features, share, answer, query = (np.concatenate(column) for column in zip(*kept, strict=True))
    return Shortened(features, share, answer, query)
