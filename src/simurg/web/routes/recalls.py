"""Taking back a report or a source, taking that back again, and what was recalled so far."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from fastapi.responses import Response

from simurg.app.workbench.recalls import must_hold, none_such, recalls
from simurg.web.asking import Ask, asked
from simurg.web.bulk import LISTED, paged
from simurg.web.paging import Cursor, Limit, page
from simurg.web.shapes.inbox import Recalls, WhyOrder
from simurg.web.shapes.jobs import JobShape
from simurg.web.shapes.problems import WRITE

ROUTER = APIRouter(tags=["recalls"])
RowId = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
SourceName = Annotated[str, Path(pattern="^[A-Za-z0-9_-]{1,60}$")]
Grading = Annotated[Ask, Depends(asked("grade"))]


@ROUTER.get("/recalls", response_model=Recalls, responses=LISTED)
def listed(ask: Annotated[Ask, Depends(asked("read"))], cursor: Cursor = None, limit: Limit = 50) -> Response:
    """Newest first, with what each made stale."""
    told = ask.read("recalls", recalls)
    whole = page(told.items, cursor, limit, lambda one: str(one["id"]))
    seen = [number for one in whole["items"] for number in told.marked.get(one["id"], ())]
    return paged(ask, whole, "recalls", seen=seen)


@ROUTER.post("/reports/{number}/recall", status_code=202, response_model=JobShape, responses=WRITE)
def report(ask: Grading, number: RowId, order: WhyOrder) -> Response:
    """The report and all that it told leave every view from now on."""
    return _put(ask, "report", number, order, undo=False)


@ROUTER.post("/reports/{number}/recall/undo", status_code=202, response_model=JobShape, responses=WRITE)
def report_back(ask: Grading, number: RowId, order: WhyOrder) -> Response:
    """The recall of a report is taken back."""
    return _put(ask, "report", number, order, undo=True)


@ROUTER.post("/sources/{name}/recall", status_code=202, response_model=JobShape, responses=WRITE)
def source(ask: Grading, name: SourceName, order: WhyOrder) -> Response:
    """The source and all that it told leave every view from now on."""
    return _put(ask, "source", name, order, undo=False)


@ROUTER.post("/sources/{name}/recall/undo", status_code=202, response_model=JobShape, responses=WRITE)
def source_back(ask: Grading, name: SourceName, order: WhyOrder) -> Response:
    """The recall of a source is taken back."""
    return _put(ask, "source", name, order, undo=True)


def _put(ask: Ask, kind: str, target: str, order: WhyOrder, *, undo: bool) -> Response:
    if kind == "report":
        ask.check_row("reports", target, "grade", missing=none_such(kind))
    else:
        ask.check_source(target, "grade", missing=none_such(kind))
    ask.read(("held", kind, target), lambda _, view: must_hold(view, kind, target))
    return ask.put("recall", {"target": target, "why": order.why, "undo": undo})
