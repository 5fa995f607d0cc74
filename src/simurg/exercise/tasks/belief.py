"""Belief: what is the true value of each object, given contradicting claims? Scored by the share of right answers.

An answer is right if it is the same city, within 1 % of the number, or each end of an interval within a day. The oracle
knows every source's role, leader, controller and probabilities, and sums over what it does not know: the true value,
the error that goes round, whether a controller steers the object and what it wants. Candidates are the claimed values
(and every city), so an object on which nobody says the true value is lost to it as to everybody.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from simurg.exercise.parts.fusion.claimants import CONTROLLERS, COPIED, LOYAL, Claimant
from simurg.exercise.parts.fusion.claims import FAR, Claims
from simurg.exercise.parts.fusion.values import ERRORS, cities, same, vaguer

Floats = npt.NDArray[np.float64]
Believer = Callable[[pa.Table, pa.Table], Mapping[str, str]]
"""(claims, sources with their grades) -> the value of each object."""
_WEIGHTS = {"A": 1.0, "B": 0.8, "C": 0.6, "D": 0.4, "E": 0.2}


def scored(given: Claims, believer: Believer) -> float:
    """Share of objects with a right answer, 0 to 1; the error rate is what is missing to 1."""
    told = believer(given.claims, given.sources)
    truth = given.truth.to_pylist()
    return sum(
        row["object"] in told and same(row["attribute"], told[row["object"]], row["value"]) for row in truth
    ) / len(truth)


def majority(claims: pa.Table, _sources: pa.Table) -> dict[str, str]:
    """The value that most sources give; of equals the first in order of text."""
    return _voted(claims, defaultdict(lambda: 1.0))


def by_grade(claims: pa.Table, sources: pa.Table) -> dict[str, str]:
    """The same, each source with a weight by its grade."""
    graded = zip(sources["source"].to_pylist(), sources["grade"].to_pylist(), strict=True)
    return _voted(claims, {source: _WEIGHTS[grade] for source, grade in graded})


def best_source(claims: pa.Table, sources: pa.Table) -> dict[str, str]:
    """What the source with the best grade says; of equals the first by name."""
    grade = dict(zip(sources["source"].to_pylist(), sources["grade"].to_pylist(), strict=True))
    told: dict[str, tuple[str, str, str]] = {}
    for row in claims.to_pylist():
        this = (grade[row["source"]], row["source"], row["value"])
        told[row["object"]] = min(told.get(row["object"], this), this)
    return {name: value for name, (_, _, value) in told.items()}


BASELINES: dict[str, Believer] = {"majority vote": majority, "vote by grade": by_grade, "best graded": best_source}


def oracle(given: Claims, mistaken: float, agenda: float) -> Believer:
    """The most probable value under the generator's parameters."""
    index = {one.name: number for number, one in enumerate(given.who)}

    def believe(claims: pa.Table, _sources: pa.Table) -> dict[str, str]:
        said: dict[str, dict[int, str]] = defaultdict(dict)
        for row in claims.to_pylist():
            said[row["object"]][index[row["source"]]] = row["value"]
        kinds = dict(zip(claims["object"].to_pylist(), claims["attribute"].to_pylist(), strict=True))
        return {name: _most_probable(kinds[name], told, given.who, (mistaken, agenda)) for name, told in said.items()}

    return believe


def scores(given: Claims, mistaken: float, agenda: float) -> dict[str, float]:
    """Share of right answers of every baseline and the oracle on one part."""
    methods = {**BASELINES, "oracle": oracle(given, mistaken, agenda)}
    return {name: scored(given, believer) for name, believer in methods.items()}


def _voted(claims: pa.Table, weights: Mapping[str, float]) -> dict[str, str]:
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for row in claims.sort_by([("object", "ascending"), ("source", "ascending")]).to_pylist():
        votes[row["object"]][row["value"]] += weights[row["source"]]  # type: ignore[assignment]
    return {name: min(told, key=lambda value: (-told[value], value)) for name, told in votes.items()}


def _most_probable(kind: str, told: Mapping[int, str], who: Sequence[Claimant], chances: tuple[float, float]) -> str:
    """The candidate with the highest posterior; see the module for what is summed over."""
    candidates = list(cities()) if kind == "place" else sorted(set(told.values()))
    near = [vaguer(kind, value, far=False) for value in candidates]
    far = [vaguer(kind, value, far=True) for value in candidates]
    mistaken, agenda = chances
    rare = 1.0 / ERRORS[kind]
    size = len(candidates)
    free: dict[int, Floats] = {}
    for source, value in told.items():
        one = who[source]
        exact = np.array([value == each for each in candidates], np.float64)
        vague = np.array([FAR * (value == f) + (1 - FAR) * (value == n) for n, f in zip(near, far, strict=True)])
        right = one.right * ((1 - one.coarse) * exact + one.coarse * vague)
        round_ = (1 - one.right) * mistaken * exact  # over the error that goes round
        other = (1 - one.right) * (1 - mistaken) * rare
        # rows: the true value; columns: the error that goes round, the last one for "nobody's here"
        free[source] = right[:, None] + np.append(round_, 0.0)[None, :] + other
    total = np.zeros((size, size + 1))
    for source, chance in free.items():
        one = who[source]
        if one.leader in told:
            chance = COPIED * (told[source] == told[one.leader]) + (1 - COPIED) * chance
        if one.controller < 0:
            total += np.log(chance)
    for master in range(CONTROLLERS):
        mine = [source for source in told if who[source].controller == master]
        if mine:
            total += _steered({source: told[source] for source in mine}, free, agenda / CONTROLLERS, rare)
    prior = np.append(np.full(size, rare), max(1e-9, 1 - size * rare))
    np.fill_diagonal(total[:, :size], -np.inf)
    posterior = (np.exp(total - total.max()) * prior[None, :]).sum(axis=1)
    return candidates[int(np.argmax(posterior))]


def _steered(mine: Mapping[int, str], free: Mapping[int, Floats], agenda: float, rare: float) -> Floats:
    """Log-likelihood of one controller's sources: all speak freely, or each loyally says what it wants."""
    freely = np.prod([free[source] for source in mine], axis=0)
    wanted = np.zeros_like(freely)
    for value in sorted(set(mine.values())):
        wanted += rare * np.prod(
            [LOYAL * (said == value) + (1 - LOYAL) * free[source] for source, said in mine.items()], axis=0
        )
    return np.asarray(np.log((1 - agenda) * freely + agenda * wanted))
