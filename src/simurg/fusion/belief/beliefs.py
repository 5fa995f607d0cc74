"""Beliefs: for each question the most probable answer, how probable, on whose word, and what it would be without each.

`believe` applies frozen parameters; it learns nothing. Leaving a source out means: the same parameters, the claims
without that source's. It is exact (the whole computation is done again for each question and source), for the first
CROWD voices of a question by how much they weigh; what the answer would be without any further one is computed when
asked, by `believe(leave_out(claims, source), parameters)`.
"""

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from simurg.fusion.belief.arrangement import Answers, arrange
from simurg.fusion.belief.claims import Claims
from simurg.fusion.belief.hierarchy import Hierarchy
from simurg.fusion.belief.parameters import Parameters
from simurg.fusion.belief.posterior import Posterior, best_of, weigh
from simurg.fusion.belief.priors import beforehand
from simurg.fusion.belief.tally import Floats, Ints, count_of, tally

CROWD = 64
STANDS = ("for", "vaguer", "against")
PIECE = 2_000_000
"""Claims that the leave-one-out replicas hold in memory at once."""


@dataclass(frozen=True, slots=True, eq=False)
class Beliefs:
    """For each of k questions `best` (an answer) and its `probability`; for each of n claims where it `stands`
    (0 for the belief, 1 vaguer but not against it, 2 against), and its weight (1 for a voice of its own)."""

    claims: Claims
    answers: Answers
    best: Ints
    probability: Floats
    none: Floats
    low: Floats
    high: Floats
    """80 % interval of a number; NaN for words."""
    stands: Ints
    weight: Floats
    posterior: Posterior

    def answer_name(self, answer: int) -> str:
        """The word, the number, or low…high."""
        a = self.answers
        if a.value[answer] >= 0:
            return self.claims.values[int(a.value[answer])]
        low, high = float(a.low[answer]), float(a.high[answer])
        return f"{low:.15g}" if low == high else f"{low:.15g}…{high:.15g}"

    def table(self) -> pa.Table:
        """One row a question: object, attribute, value, number, probability, none, low, high, sources for, against."""
        k, n = len(self.best), len(self.claims)
        number = np.where(self.answers.value[self.best] < 0, _middle(self.answers)[self.best], np.nan)
        told = {
            stand: _lists(self.claims, np.flatnonzero(self.stands == code)) for code, stand in enumerate(STANDS)
        } if n else {stand: [[] for _ in range(k)] for stand in STANDS}  # fmt: skip
        return pa.table(
            {
                "object": pa.array([q[0] for q in self.claims.questions], pa.string()),
                "attribute": pa.array([q[1] for q in self.claims.questions], pa.string()),
                "value": pa.array([self.answer_name(int(b)) for b in self.best], pa.string()),
                "number": pa.array(number, pa.float64(), mask=np.isnan(number)),
                "probability": pa.array(self.probability, pa.float64()),
                "none": pa.array(self.none, pa.float64()),
                "low": pa.array(self.low, pa.float64(), mask=np.isnan(self.low)),
                "high": pa.array(self.high, pa.float64(), mask=np.isnan(self.high)),
                **{stand: pa.array(rows, pa.list_(pa.string())) for stand, rows in told.items()},
            }
        )


def believe(claims: Claims, parameters: Parameters, hierarchy: Hierarchy | None = None) -> Beliefs:
    """Beliefs about every question, in the order of `claims.questions`."""
    answers = arrange(claims, hierarchy or Hierarchy(), parameters.settings.tolerance)
    known = beforehand(claims, answers, parameters)
    posterior = weigh(answers, known)
    best = best_of(answers, posterior.answer)
    chosen = best[claims.question] if len(claims) else np.zeros(0, dtype=np.int64)
    stands = np.where(answers.answer == chosen, 0, 2)
    upper = answers.upper[np.isin(answers.lower, best) & (best[answers.question[answers.lower]] == answers.lower)]
    stands[np.isin(answers.answer, upper) & (stands == 2)] = 1
    low, high = _intervals(answers, posterior)
    return Beliefs(
        claims, answers, best, posterior.answer[best], posterior.none, low, high, stands, known.weight, posterior
    )


def leave_out(claims: Claims, source: str) -> Claims:
    """The claims without those of one source; questions that only it answered are gone."""
    kept = np.array([claims.sources[s] != source for s in claims.source], dtype=bool)
    left, question = np.unique(claims.question[kept], return_inverse=True)
    return replace(_taken(claims, np.flatnonzero(kept), question), questions=tuple(claims.questions[q] for q in left))


def without_each(beliefs: Beliefs, parameters: Parameters, hierarchy: Hierarchy | None = None) -> pa.Table:
    """Rows (object, attribute, source, value, probability): the belief if that source had said nothing.

    `value` is null where nobody else answered. Rows are in the order of questions, then sources.
    """
    claims = beliefs.claims
    voice = _voices(beliefs)
    size = count_of(claims.question, len(claims.questions)) if len(claims) else np.zeros(0, dtype=np.int64)
    cost = np.cumsum(size[claims.question[voice]]) if len(voice) else np.zeros(0, dtype=np.int64)
    parts = [
        _replicas(claims, voice[(cost > floor) & (cost <= floor + PIECE)], (parameters, hierarchy))
        for floor in range(0, int(cost[-1]) if len(cost) else 0, PIECE)
    ]
    return pa.concat_tables(parts) if parts else _WITHOUT.empty_table()


_WITHOUT = pa.schema(
    [
        ("object", pa.string()),
        ("attribute", pa.string()),
        ("source", pa.string()),
        ("value", pa.string()),
        ("probability", pa.float64()),
    ]
)


def _voices(beliefs: Beliefs) -> Ints:
    """One claim for each question and source that is to be left out, in order."""
    claims = beliefs.claims
    if not len(claims):
        return np.zeros(0, dtype=np.int64)
    heads = np.flatnonzero(np.r_[True, (np.diff(claims.question) != 0) | (np.diff(claims.source) != 0)])
    weight = np.abs(beliefs.posterior.support * beliefs.weight)[heads]
    order = heads[np.lexsort((heads, -weight, claims.question[heads]))]
    start = np.searchsorted(claims.question[order], np.arange(len(claims.questions)))
    return np.sort(order[np.arange(len(order)) - start[claims.question[order]] < CROWD])


def _replicas(claims: Claims, voice: Ints, frozen: tuple[Parameters, Hierarchy | None]) -> pa.Table:
    """For each voice its question once more, without its source."""
    first = np.searchsorted(claims.question, np.arange(len(claims.questions) + 1))
    size = (first[1:] - first[:-1])[claims.question[voice]]
    replica = np.repeat(np.arange(len(voice)), size)
    row = (
        np.repeat(first[claims.question[voice]], size) + np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
    )
    kept = claims.source[row] != claims.source[voice][replica]
    left, question = np.unique(replica[kept], return_inverse=True)
    names = tuple(claims.questions[claims.question[voice[r]]] for r in left)
    beliefs = believe(replace(_taken(claims, row[kept], question), questions=names), *frozen)
    value: list[str | None] = [None] * len(voice)
    probability = np.full(len(voice), np.nan)
    for r, best, p in zip(left, beliefs.best, beliefs.probability, strict=True):
        value[r], probability[r] = beliefs.answer_name(int(best)), p
    questions = [claims.questions[q] for q in claims.question[voice]]
    columns = [
        pa.array([q[0] for q in questions], pa.string()),
        pa.array([q[1] for q in questions], pa.string()),
        pa.array([claims.sources[s] for s in claims.source[voice]], pa.string()),
        pa.array(value, pa.string()),
        pa.array(probability, pa.float64(), mask=np.isnan(probability)),
    ]
    return pa.Table.from_arrays(columns, schema=_WITHOUT)


def _taken(claims: Claims, rows: Ints, question: Ints) -> Claims:
    c = claims
    return replace(
        c, question=question.astype(np.int64), source=c.source[rows], value=c.value[rows], low=c.low[rows],
        high=c.high[rows], weight=c.weight[rows], at=c.at[rows], row=c.row[rows],
    )  # fmt: skip


def _middle(answers: Answers) -> Floats:
    middle: Floats = (answers.low + answers.high) / 2
    return middle


def _intervals(answers: Answers, posterior: Posterior) -> tuple[Floats, Floats]:
    """For each question the 10 and 90 % points of its numbers, given that one of them is right."""
    k = len(answers.first) - 1
    low, high = np.full(k, np.nan), np.full(k, np.nan)
    numbers = np.flatnonzero(answers.value < 0)
    p = posterior.answer[numbers]
    question = answers.question[numbers]
    total = tally(question, p, k)
    for ends, bound, share in ((answers.low, low, 0.1), (answers.high, high, 0.9)):
        order = np.lexsort((ends[numbers], question))
        grown = np.cumsum(p[order])
        q = question[order]
        start = np.searchsorted(q, np.arange(k))
        before = np.r_[0.0, grown][start]
        reached = grown - before[q] >= share * total[q] * (1 - 1e-9)
        for i in np.flatnonzero(reached)[::-1]:
            bound[q[i]] = ends[numbers[order[i]]]
    return low, high


def _lists(claims: Claims, rows: Ints) -> list[list[str]]:
    """For each question the names of the sources of these claims."""
    ends = np.searchsorted(claims.question[rows], np.arange(len(claims.questions) + 1))
    names = [claims.sources[s] for s in claims.source[rows]]
    return [names[ends[q] : ends[q + 1]] for q in range(len(claims.questions))]
