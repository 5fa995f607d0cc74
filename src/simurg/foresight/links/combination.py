"""The explainable combination: a weighted sum of logarithms, fitted so that the true answer is likely among all.

Conditional logit (McFadden 1974): the chance of a candidate is exp(score) over the sum for the query. A score is a sum
of parts, one for each feature; beside the features themselves the main ones get another weight for actors of whom
little is known under the relation. Fitting is deterministic (L-BFGS from zero).
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from simurg.foresight.links.links import Flags, Ints, Reals

Slope = npt.NDArray[np.float64]

PENALTY = 1e-4
ROUNDS = 80
NOT_USED = ("known.", ".most")
PLAIN = ("same_place", "other_place", "itself")
GATED = (
    "transfer", "transfer.share", "triple.3", "pair.3", "pair.0", "relation.3", "transfer.pb.share", "kin.share",
    "second.share", "transfer.b.share", "activity.3", "activity.0", "relation.1",
)  # fmt: skip
GATES = ((0.0, 0.3), (0.3, 3.0))
"""Decayed count of the actor's links in the relation: nearly none, few."""
COUNTS = ("triple.", "pair.", "sided.", "activity.", "kin.relation", "kin.pair", "roles", "role.to")


def terms_of(names: Sequence[str]) -> tuple[str, ...]:
    """The terms of the sum, in order."""
    plain = [name for name in names if not (name.startswith(NOT_USED[0]) or name.endswith(NOT_USED[1]))]
    return (*plain, *(f"{name} | {gate}" for gate in range(len(GATES)) for name in GATED if name in plain))


def design(names: Sequence[str], features: Reals) -> Reals:
    """Rows by terms."""
    at = {name: place for place, name in enumerate(names)}
    terms = terms_of(names)
    made = np.empty((len(features), len(terms)), np.float32)
    place = {term: number for number, term in enumerate(terms)}
    for term in terms:
        name, _, gate = term.partition(" | ")
        if not gate:
            made[:, place[term]] = _scaled(name, features[:, at[name]])
            continue
        low, high = GATES[int(gate)]
        known = features[:, at["known.relation"]]
        made[:, place[term]] = made[:, place[name]] * ((known >= low) & (known < high))
    return made


def _scaled(name: str, values: Reals) -> Reals:
    if name in PLAIN:
        return values
    if name.endswith(".age"):
        return -np.log1p(values)
    scaled: Reals = np.log(values + np.float32(_least(name)))
    return scaled


def _least(name: str) -> float:
    """Added before the logarithm: what counts as nothing."""
    if name.startswith("triple.") and ".share" not in name:
        return 0.02
    if name in ("transfer", "transfer.short", "transfer.long"):
        return 1e-4
    return 0.05 if name.startswith(COUNTS) and ".share" not in name else 1e-3


def fitted(terms: Reals, answer: Flags, query: Ints) -> Reals:
    """A weight for each term. Rows of one query stand together; queries without an answer among them are left out."""
    kept = np.bincount(query, answer, int(query.max(initial=0)) + 1)[query] > 0
    terms, answer, query = terms[kept], answer[kept], query[kept]
    if not len(query):
        return np.zeros(terms.shape[1], np.float32)
    middle, spread = terms.mean(axis=0), terms.std(axis=0) + np.float32(1e-3)
    scaled = (terms - middle) / spread
    start = np.flatnonzero(np.r_[True, np.diff(query) != 0])
    of = np.repeat(np.arange(len(start)), np.diff(np.r_[start, len(query)]))
    true = answer.astype(np.float32)
    answers = np.add.reduceat(true, start)
    drawn, whole = scaled.T @ true, float(answers.sum())

    def loss(weights: Slope) -> tuple[float, Slope]:
        score = scaled @ weights.astype(np.float32)
        top = np.maximum.reduceat(score, start)
        likely = np.exp(score - top[of])
        total = np.add.reduceat(likely, start)
        value = float((answers * (np.log(total) + top)).sum() - drawn @ weights) / whole
        slope = (scaled.T @ (likely * (answers / total)[of]) - drawn) / whole
        return value + PENALTY * float(weights @ weights), (slope + 2 * PENALTY * weights).astype(np.float64)

    best = minimize(loss, np.zeros(terms.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS})
    weights: Reals = (best.x / spread).astype(np.float32)
    return weights


def log_shares(score: Reals, query: Ints) -> Reals:
    """The logarithm of each candidate's chance among those of its query. Rows of a query stand together."""
    if not len(query):
        return score
    start = np.flatnonzero(np.r_[True, np.diff(query) != 0])
    of = np.repeat(np.arange(len(start)), np.diff(np.r_[start, len(query)]))
    top = np.maximum.reduceat(score, start)
    total = np.log(np.add.reduceat(np.exp(score - top[of]), start)) + top
    shares: Reals = (score - total[of]).astype(np.float32)
    return shares


def places(score: Reals, query: Ints) -> Ints:
    """Each row's place among its query's, 0 the highest score; ties in the order of candidates."""
    order = np.lexsort((-score, query))
    place = np.empty(len(query), np.int64)
    place[order] = np.arange(len(query)) - np.searchsorted(query[order], query[order])
    return place
