"""The grade that a view shows of a report: of the latest grading that stands in it, else the one it came with.

A grading is a row of its own, by somebody and for a reason, known from its moment on and marked like any other. So an
earlier view, or one of a narrower scope, shows what was said there; taking one back lets the one before stand again.
A report's later version is another text: what was said of the earlier one does not carry over.
"""

from typing import TYPE_CHECKING

import pyarrow as pa

from simurg.ledger.columns import uuid_column
from simurg.ledger.schema import CONTESTED, schema_of

if TYPE_CHECKING:
    from simurg.ledger.view import View

_COLUMNS = ("id", "report", "reliability", "credibility", "known_at", "recorded_at")
_GIVEN = ("reliability", "credibility")


def standing_gradings(view: "View") -> pa.Table | None:
    """`graded` (a report), `reliability_given`, `credibility_given`, a row for each report that has one; else None."""
    rows = view.read("gradings", _COLUMNS, {"withdrawn": False}).to_pylist()
    rows.sort(key=lambda row: (row["known_at"], row["recorded_at"], row["id"].bytes))
    latest = {row["report"]: row for row in rows}
    if not latest:
        return None
    return pa.table(
        {
            "graded": uuid_column(list(latest)),
            "reliability_given": pa.array([row["reliability"] for row in latest.values()], pa.string()),
            "credibility_given": pa.array([row["credibility"] for row in latest.values()], pa.int8()),
        }
    )


def graded(relation: str, gradings: str) -> str:
    """SQL in brackets for the rows of `reports`, each with the grade that was given where one was. Both engines."""
    names = [*schema_of("reports").names, CONTESTED.name]
    columns = ", ".join(
        f'coalesce(given."{name}_given", told."{name}") AS "{name}"' if name in _GIVEN else f'told."{name}" AS "{name}"'
        for name in names
    )
    return f"(SELECT {columns} FROM {relation} AS told LEFT JOIN {gradings} AS given ON given.graded = told.id)"
