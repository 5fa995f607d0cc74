"""Many pairs of entities at once, and what a machine holds of a probability.

`compare_many` gives what `entities.compare` gives pair by pair. Each entity is read once, and the names of all pairs
are scored in one batch. `verdict_of` turns a probability into a verdict: sure only where the made pairs of the bench
were right in at least 95 of 100 cases (docs/identity.md), unsure between.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from simurg.fusion.identity.aliases import Best, best_of, full, tried
from simurg.fusion.identity.columns import Floats, Ints, columns_of
from simurg.fusion.identity.counterparts import counterparts
from simurg.fusion.identity.entities import Entity, common_kind, evidence, namings, read_entity
from simurg.fusion.identity.judgements import Verdict
from simurg.fusion.identity.model import Model, logistic, packaged_model
from simurg.fusion.identity.names import Name
from simurg.fusion.identity.vectors import vectors
from simurg.fusion.identity.weights import Weights, packaged_weights
from simurg.fusion.identity.words import Words
from simurg.ontology.errors import CallerError

SAME_FROM, NOT_SAME_TO = 0.9, 0.1
"""Probabilities from which two entities are held to be one, and up to which they are held not to be."""
BLOCK = 1 << 15
"""Pairs of entities whose names are scored together."""


@dataclass(frozen=True, slots=True)
class Compared:
    """For each pair, in the order given: the probability that both are one, and the verdict it amounts to."""

    probabilities: Floats
    verdicts: tuple[Verdict, ...]


def verdict_of(probability: float) -> Verdict:
    """SAME from .9 on, NOT_SAME up to .1, UNSURE between."""
    if probability >= SAME_FROM:
        return Verdict.SAME
    return Verdict.NOT_SAME if probability <= NOT_SAME_TO else Verdict.UNSURE


def compare_many(
    entities: Sequence[Mapping[str, Any] | Entity],
    left: Ints,
    right: Ints,
    model: Model | None = None,
    weights: Weights | None = None,
) -> Compared:
    """`compare(entities[left[p]], entities[right[p]])` for every p.

    CallerError where `left` and `right` are not equally long or point beyond the entities, or one is no entity.
    """
    ours, theirs = (np.asarray(side, dtype=np.int64).ravel() for side in (left, right))
    if len(ours) != len(theirs):
        raise CallerError("both sides of the pairs are not equally many", hint="Give one number a side for each pair.")
    if len(ours) and not (min(ours.min(), theirs.min()) >= 0 and max(ours.max(), theirs.max()) < len(entities)):
        raise CallerError("a pair points beyond the entities", hint="Number the entities from 0.")
    read = [found if isinstance(found, Entity) else read_entity(found) for found in entities]
    names, chosen = model or packaged_model(), weights or packaged_weights()
    odds = np.zeros(len(ours))
    for start in range(0, len(ours), BLOCK):
        block = [
            (read[i], read[j]) for i, j in zip(ours[start : start + BLOCK], theirs[start : start + BLOCK], strict=True)
        ]
        score = batched(block, names)
        for place, (one, two) in enumerate(block, start):
            odds[place] = sum(found.value * chosen.of[found.name] for found in evidence(one, two, score))
    probabilities = np.array([logistic(float(found)) for found in odds], dtype=np.float64)
    return Compared(probabilities, tuple(verdict_of(float(found)) for found in probabilities))


def batched(pairs: Sequence[tuple[Entity, Entity]], model: Model) -> Callable[[Name, Name], Best]:
    """Scores two names, from a table of those that these pairs of entities will ask for."""
    wanted: dict[tuple[int, int], tuple[Name, Name]] = {}
    for one, two in pairs:
        kind, _ = common_kind(one, two)
        left, right = namings(one, two, kind)
        for _, first, second in tried(left.names, right.names):
            wanted[id(first), id(second)] = (first, second)
    known = dict(zip(wanted, _scored(list(wanted.values()), model), strict=True))

    def score(first: Name, second: Name) -> Best:
        found = known.get((id(first), id(second)))
        return full(first, second, model) if found is None else found

    return score


def _scored(pairs: Sequence[tuple[Name, Name]], model: Model) -> list[Best]:
    if not pairs:
        return []
    number: dict[int, int] = {}
    names: list[Name] = []
    for pair in pairs:
        for name in pair:
            if id(name) not in number:
                number[id(name)] = len(names)
                names.append(name)
    columns = columns_of(names)
    one, two = (np.array([number[id(pair[side])] for pair in pairs], dtype=np.int64) for side in (0, 1))
    turned = columns.rank[two] < columns.rank[one]
    first, second = np.where(turned, two, one), np.where(turned, one, two)
    words = Words(columns.words)
    values = vectors(columns, words, first, second, counterparts(columns, words, first, second))
    return [best_of(left, right, tuple(row.tolist()), model) for (left, right), row in zip(pairs, values, strict=True)]
