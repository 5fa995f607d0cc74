"""Beliefs on the exercise world's fusion part: its claims as columns, its truth for scoring."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from simurg.exercise.parts.fusion import Claims as Drawn
from simurg.exercise.parts.fusion import FusionPart
from simurg.exercise.parts.fusion import claims as draw
from simurg.exercise.parts.fusion.values import same
from simurg.exercise.tasks.belief import majority, oracle, scored
from simurg.fusion.belief import Beliefs, Hierarchy, Parameters, believe, fit, gather, parse_hierarchy
from simurg.fusion.belief.scoring import interval_coverage

COLUMNS = pa.schema(
    [(name, pa.string()) for name in ("object", "attribute", "source", "value", "grade")]
    + [("low", pa.float64()), ("high", pa.float64())]
)
FREE = ("exact", "plain", "coarse", "careless")
"""Roles that neither copy nor are steered: only theirs is one rate that holds for all objects."""


@dataclass(frozen=True, slots=True)
class Result:
    """Shares of wrong objects; coverage of 80 % intervals over free sources; what was believed of wrong answers (mean
    over objects of the probability of the believed answer where it is wrong), with copiers and without."""

    error: float
    vote_error: float
    oracle_error: float
    coverage: float
    misled: float
    misled_without_copies: float


def result(seed: int, difficulty: str = "hard", size: float = 1.0) -> Result:
    part = FusionPart(seed=seed, difficulty=difficulty, size=size)
    drawn = draw(part)
    told, parameters, beliefs = judged(drawn, ())
    roles = {row["source"]: row for row in drawn.source_truth.to_pylist()}
    rates = {name: row["right"] for name, row in roles.items() if row["role"] in FREE}
    alone, _, fewer = judged(drawn, tuple(name for name, row in roles.items() if row["role"] == "copier"))
    return Result(
        1 - scored(drawn, lambda _claims, _sources: told),
        1 - scored(drawn, majority),
        1 - scored(drawn, oracle(drawn, part.dial.mistaken, part.dial.agenda)),
        interval_coverage(parameters, rates),
        misled(drawn, told, beliefs),
        misled(drawn, alone, fewer),
    )


def judged(drawn: Drawn, left_out: tuple[str, ...]) -> tuple[dict[str, str], Parameters, Beliefs]:
    """The believed value of each object, as the exercise writes values."""
    rows = [row for row in drawn.claims.to_pylist() if row["source"] not in left_out]
    grades = dict(zip(drawn.sources["source"].to_pylist(), drawn.sources["grade"].to_pylist(), strict=True))
    places = hierarchy_of(drawn)
    claims = gather(pa.Table.from_pylist([columns(row, grades) for row in rows], schema=COLUMNS))
    parameters = fit(claims, None, places)
    beliefs = believe(claims, parameters, places)
    told = {
        name: written(beliefs, kind, int(best))
        for (name, kind), best in zip(claims.questions, beliefs.best, strict=True)
    }
    return told, parameters, beliefs


def hierarchy_of(drawn: Drawn) -> Hierarchy:
    rows = [(row["value"], row["value"], row["above"] or "") for row in drawn.hierarchy.to_pylist()]
    return parse_hierarchy([("", "top", "-1"), *rows])


def columns(row: Mapping[str, str], grades: Mapping[str, str]) -> dict[str, object]:
    """One claim: a place as a word, a number as itself, days as an interval of day numbers."""
    kind, value = row["attribute"], row["value"]
    made: dict[str, object] = {name: row[name] for name in ("object", "attribute", "source")}
    made["grade"] = grades[row["source"]]
    if kind == "place":
        return made | {"value": value}
    if kind == "number":
        return made | {"low": float(value), "high": float(value)}
    first, last = (float(date.fromisoformat(day).toordinal()) for day in value.split("/"))
    return made | {"low": first, "high": last}


def written(beliefs: Beliefs, kind: str, answer: int) -> str:
    low, high = beliefs.answers.low[answer], beliefs.answers.high[answer]
    if kind == "interval":
        return "/".join(date.fromordinal(int(day)).isoformat() for day in (low, high))
    return str(low) if kind == "number" else beliefs.answer_name(answer)


def misled(drawn: Drawn, told: Mapping[str, str], beliefs: Beliefs) -> float:
    """Mean over objects of the probability of the believed answer where it is wrong (else nothing)."""
    truth = {row["object"]: (row["attribute"], row["value"]) for row in drawn.truth.to_pylist()}
    wrong = [
        probability
        for (name, _), probability in zip(beliefs.claims.questions, beliefs.probability.tolist(), strict=True)
        if not same(truth[name][0], told[name], truth[name][1])
    ]
    return sum(wrong) / len(beliefs.claims.questions)
