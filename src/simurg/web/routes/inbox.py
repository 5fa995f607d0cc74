"""The inbox, and what is done with a report: a grade, a place to file it, done with it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import Response

from simurg.access.reader import Action
from simurg.app.sources import sources_in
from simurg.app.workbench.desk_state import DeskState
from simurg.app.workbench.inbox import InboxAsk, inbox, must_show, no_report
from simurg.web.asking import Ask, asked
from simurg.web.bulk import LISTED, paged
from simurg.web.paging import Cursor, Limit, page
from simurg.web.shapes.inbox import Done, FilingOrder, GradeOrder, Inbox, WhyOrder
from simurg.web.shapes.jobs import JobShape
from simurg.web.shapes.problems import WRITE

ROUTER = APIRouter(tags=["inbox"])
RowId = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
Name = Annotated[str | None, Query(max_length=80)]


@ROUTER.get("/inbox", response_model=Inbox, responses=LISTED)
def items(
    ask: Annotated[Ask, Depends(asked("read"))],
    source: Name = None,
    requirement: Name = None,
    q: Name = None,
    human: bool = False,
    done: bool = False,
    days: Annotated[int, Query(ge=1, le=366)] = 14,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Newest first, copies folded. `q`: a report of the item has all its words. `human`: those of human sources
    instead; `done`: those one is done with too."""
    wanted = InboxAsk(source, requirement, human, days, q)
    sources = sources_in(ask.house.workspace)
    told = ask.read(("inbox", wanted), lambda _, view: inbox(view, wanted, sources))
    with DeskState(ask.house.workspace.state) as state:
        settled = state.done(ask.reader.name)
    left = [one for one in told.items if done or one["id"] not in settled]
    whole = page(left, cursor, limit, lambda one: str(one["id"]))
    whole["items"] = [{**one, "done": one["id"] in settled} for one in whole["items"]]
    seen = [number for one in whole["items"] for number in told.marked.get(one["id"], ())]
    return paged(ask, {**whole, "human": told.human, "sources": told.sources}, "inbox", seen=seen)


@ROUTER.post("/inbox/{number}/done", response_model=Done, responses=WRITE)
def finish(ask: Annotated[Ask, Depends(asked("read"))], number: RowId) -> Response:
    """It leaves one's own inbox, nobody else's."""
    _must_show(ask, number, "read")
    with DeskState(ask.house.workspace.state) as state:
        state.finish(ask.reader.name, number, ask.house.clock())
    return ask.answer({"id": number, "done": True})


@ROUTER.delete("/inbox/{number}/done", response_model=Done, responses=WRITE)
def reopen(ask: Annotated[Ask, Depends(asked("read"))], number: RowId) -> Response:
    """It comes back into one's inbox."""
    _must_show(ask, number, "read")
    with DeskState(ask.house.workspace.state) as state:
        state.reopen(ask.reader.name, number)
    return ask.answer({"id": number, "done": False})


@ROUTER.post("/reports/{number}/grade", status_code=202, response_model=JobShape, responses=WRITE)
def grade(ask: Annotated[Ask, Depends(asked("grade"))], number: RowId, order: GradeOrder) -> Response:
    """Another grade than its source came with, with a reason."""
    _must_show(ask, number)
    return ask.put("grade", {"report": number, **order.model_dump()})


@ROUTER.post("/reports/{number}/grade/undo", status_code=202, response_model=JobShape, responses=WRITE)
def ungrade(ask: Annotated[Ask, Depends(asked("grade"))], number: RowId, order: WhyOrder) -> Response:
    """One's own grading is taken back; what stood before counts again."""
    _must_show(ask, number)
    return ask.put("grade", {"report": number, "why": order.why, "undo": True})


@ROUTER.post("/reports/{number}/filings", status_code=202, response_model=JobShape, responses=WRITE)
def file(ask: Annotated[Ask, Depends(asked("grade"))], number: RowId, order: FilingOrder) -> Response:
    """It belongs to a requirement, story or entity."""
    _must_show(ask, number)
    return ask.put("file", {"report": number, **order.model_dump()})


@ROUTER.post("/reports/{number}/filings/undo", status_code=202, response_model=JobShape, responses=WRITE)
def unfile(ask: Annotated[Ask, Depends(asked("grade"))], number: RowId, order: FilingOrder) -> Response:
    """One's own filing is taken back."""
    _must_show(ask, number)
    return ask.put("file", {"report": number, **order.model_dump(), "undo": True})


def _must_show(ask: Ask, number: str, action: Action = "grade") -> None:
    """The view shows the report, and the workspace's rules allow this reader to do this to it."""
    ask.check_row("reports", number, action, missing=no_report())
    ask.read(("report", number), lambda _, view: must_show(view, number))
