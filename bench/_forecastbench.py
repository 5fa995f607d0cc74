"""ForecastBench's questions on ACLED counts: what each asks, and what could be known when it was asked.

Each asks whether a count of the 30 days before a date is above a bound: the average of 30 days over the 360 before the
question was due, or ten times one more than that. `value` is that average (of the second kind: plus one), frozen before
the due date. On some due dates every value is the least there can be while other dates show that it cannot be so: the
publisher's figures were missing, and nought was written. Such a date's values are unknown here, by that date's own
values alone.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

PATTERN = re.compile(r"Will there be more (than ten times as many )?(.+?) in (.+?) for the 30 days before")


@dataclass(frozen=True, slots=True)
class Case:
    """`average` of 30 days in the 360 before, None where unknown."""

    id: str
    due: date
    resolved: date
    happened: float
    tenfold: bool
    kind: str
    country: str
    average: float | None


def acled_cases(resolved: Path, questions: Path) -> list[Case]:
    """By due date; rows that are not understood are left out and counted on stdout."""
    texts = pq.read_table(questions, columns=["id", "source", "question"])
    texts = texts.filter(pc.equal(texts["source"], "acled"))
    asked = dict(zip(texts["id"].to_pylist(), texts["question"].to_pylist(), strict=True))
    rows = pq.read_table(resolved)
    rows = rows.filter(pc.equal(rows["source"], "acled"))
    cases, strange = [], 0
    for row in rows.to_pylist():
        found = PATTERN.match(asked.get(row["id"], ""))
        if found is None or row["resolved_to"] not in (0.0, 1.0):
            strange += 1
            continue
        tenfold = bool(found[1])
        value = _number(row["value"])
        average = None if value is None else max(0.0, value - 1 if tenfold else value)
        days = (date.fromisoformat(row[name]) for name in ("due", "resolution_date"))
        cases.append(Case(row["id"], *days, row["resolved_to"], tenfold, found[2], found[3], average))
    if strange:
        print(f"{strange} rows are not of the two kinds, or not resolved to yes or no: left out")
    return sorted(_without_blanks(cases), key=lambda one: (one.due, one.id, one.resolved))


def _without_blanks(cases: Sequence[Case]) -> list[Case]:
    """Averages of due dates on which none is above nought become unknown."""
    told = {one.due for one in cases if one.average}
    return [one if one.due in told else replace(one, average=None) for one in cases]


def _number(text: object) -> float | None:
    try:
        value = float(str(text))
    except ValueError:
        return None
    return value if math.isfinite(value) else None
