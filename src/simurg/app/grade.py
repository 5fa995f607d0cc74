"""An analyst's grade of a report, with a reason, in place of the one that its source came with; and taking it back.

A grading is a row of its own, marked as the picture that it was made in, so nobody with less learns of it. Views show
the latest that stands (ledger.graded); taking one's own back lets the one before, or the source's, stand again.
"""

from collections.abc import Mapping
from typing import Any

from simurg.app.said_of import Saying, said_of
from simurg.app.worker import Desk
from simurg.ledger import Offer
from simurg.ledger.columns import table_of
from simurg.ontology.errors import CallerError, NotFound
from simurg.ontology.grades import Grade
from simurg.ontology.times import text_of


def grade(desk: Desk, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """`report` (an id or its first digits), `reliability`, `credibility`, `why`, `undo`, `reader`. Returns the grade
    that stands then, and the one before."""
    saying, undo = said_of(desk, arguments), bool(arguments.get("undo"))
    before = _grade(saying)
    if undo:
        where = {"report": saying.report, "by": saying.by, "withdrawn": False}
        own = saying.view.read("gradings", ("reliability", "credibility"), where).to_pylist()
        if not own:
            raise NotFound(f"No grading of this report by {saying.by} stands in your view.", hint="See the report.")
        given = Grade(own[0]["reliability"], own[0]["credibility"])
    else:
        given = Grade(str(arguments.get("reliability")), _number(arguments.get("credibility")))
    key = saying.key("grading")
    row = {
        **saying.row(key, given.reliability, given.credibility, int(undo)),
        "reliability": given.reliability,
        "credibility": given.credibility,
        "withdrawn": undo,
    }
    tables = {"gradings": table_of("gradings", [row])}
    offer = Offer(row["id"].hex(), tables, marking=saying.marking, method="grading", version="1")
    desk.ledger.append(offer)
    after = saying.again(desk)
    return {
        "report": saying.report.hex,
        "by": saying.by,
        "undone": undo,
        "was": str(before),
        "grade": str(_grade(after)),
        "grading": row["id"].hex(),
        "known_at": text_of(saying.at),
    }


def _grade(saying: Saying) -> Grade:
    row = saying.view.read("reports", ("reliability", "credibility"), {"id": saying.report}).to_pylist()[0]
    return Grade(row["reliability"] or "F", row["credibility"] or 6)


def _number(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise CallerError(
            "A credibility is a number from 1 to 6.", hint="For example B2: reliability B, credibility 2."
        )
    return value
