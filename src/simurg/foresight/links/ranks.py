"""Scoring links as the literature does, without its two errors: ties have the mean rank, each query its own scores.

The time-aware filter leaves out the other true answers of the same query and day. An answer that is no candidate
shares the mean rank of all actors that are none. Reference for the protocol: Gastinger et al. 2024, "History repeats
itself: a baseline for temporal knowledge graph forecasting".
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simurg.foresight.links.links import Flags, Ints, Reals

KINDS = ("seen triple", "seen pair", "new pair")


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """Candidates of many queries, sorted by query; `wrong` where the candidate is no answer."""

    query: Ints
    candidate: Ints
    score: Reals
    wrong: Flags


def ranks(scored: Scored, query: Ints, answer: Ints, actors: int) -> Reals:
    """The rank of each true answer (query, answer) among the wrong ones of its query; 1 is best. Give all true answers
    of a query, each once: none of them stands in another's way."""
    code = scored.query * actors + scored.candidate
    wanted = query * actors + answer
    at = np.searchsorted(code, wanted)
    at[at == len(code)] = 0
    there = code[at] == wanted if len(code) else np.zeros(len(wanted), bool)
    many = int(max(scored.query.max(initial=0), query.max(initial=0))) + 1
    wrong = np.bincount(scored.query[scored.wrong], minlength=many)
    starts = np.searchsorted(scored.query, np.arange(many + 1))
    rows = np.repeat(np.arange(len(query)), starts[query + 1] - starts[query])
    begin = np.repeat(starts[query], starts[query + 1] - starts[query])
    other = begin + np.arange(len(rows)) - np.searchsorted(rows, rows)
    mine = scored.score[at[rows]] if len(code) else np.zeros(0)
    above = np.bincount(rows, scored.wrong[other] & (scored.score[other] > mine), len(query))
    level = np.bincount(rows, scored.wrong[other] & (scored.score[other] == mine), len(query))
    outside = actors - np.bincount(query, minlength=many)[query] - wrong[query]
    found: Reals = np.where(there, 1 + above + level / 2, 1 + wrong[query] + outside / 2).astype(np.float32)
    return found


def figures(found: Reals, prefix: str = "") -> Mapping[str, float]:
    """MRR and hits at 1, 3, 10."""
    hits = {f"{prefix}hits{most}": float(np.mean(found <= most)) for most in (1, 3, 10)}
    return {f"{prefix}mrr": float(np.mean(1 / found)), **hits}
