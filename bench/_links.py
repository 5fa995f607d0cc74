"""Scoring of links for `bench links`: every query of the scored days, answered out of the days before."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simurg.foresight.links.baseline import recurrency
from simurg.foresight.links.citing import cited
from simurg.foresight.links.fit import Parameters
from simurg.foresight.links.homes import homes
from simurg.foresight.links.links import Links
from simurg.foresight.links.lists import found_in
from simurg.foresight.links.memory import Asked, Memory
from simurg.foresight.links.ranks import Scored, ranks
from simurg.foresight.links.replay import Answers, Replay, Weights

Numbers = npt.NDArray[np.floating]


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """One entry for each (query, true answer); `confidence` and `right`: one for each distinct query."""

    ranks: Numbers
    explainable: Numbers
    recurrency: Numbers
    kind: npt.NDArray[np.int64]  # of ranks.KINDS
    day: npt.NDArray[np.int64]
    confidence: Numbers
    right: Numbers
    cited: int  # first answers with at least one past event
    answers: int


def tally(remembered: Links, asked: Links, parameters: Parameters, start: int) -> Tally:
    """Queries of `asked` from a day on; `remembered` are the links that may become known as days pass."""
    weights = Weights(parameters.features, parameters.weights, parameters.transfers, parameters.trees)
    replay = Replay(remembered, homes(remembered.until(start)))
    parts: list[tuple[npt.NDArray[np.generic], ...]] = []
    first: list[tuple[Numbers, Numbers]] = []
    with_past = answers = 0
    for one in replay.days(asked.since(start), weights):
        parts.append(_scored(replay.memory, one, asked.since(one.day).until(one.day + 1)))
        top = one.top()
        first.append((one.top_score(), one.top_right()))
        rows = Asked(one.found.asked.a[top], one.found.asked.q[top], one.found.asked.b[top])
        with_past += int(np.count_nonzero((cited(replay.memory, rows) >= 0).any(axis=1)))
        answers += one.queries
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    confidence, right = (np.concatenate(column) for column in zip(*first, strict=True))
    return Tally(*columns, confidence, right, with_past, answers)


def _scored(memory: Memory, one: Answers, true: Links) -> tuple[npt.NDArray[np.generic], ...]:
    """Ranks by each of the three scores, the kind of answer, the day."""
    side, many = memory.side, memory.relations
    actor, recipient = np.r_[true.actor, true.recipient], np.r_[true.recipient, true.actor]
    relation = np.r_[true.relation, true.relation + side]
    query, mine = found_in(one.actor * many + one.relation, actor * many + relation)
    events = Asked(actor[mine], relation[mine], recipient[mine])
    found = [
        ranks(Scored(one.found.query, one.found.asked.b, score, ~one.right), query[mine], events.b, memory.actors)
        for score in (one.score, one.share, recurrency(one))
    ]
    before = memory.families["aqb"].day[memory.slots("aqb", events)] >= 0
    dealt = memory.families["ab"].day[memory.slots("ab", events)] >= 0
    kind = np.where(before, 0, np.where(dealt, 1, 2))
    return (*found, kind, np.full(len(kind), one.day))
