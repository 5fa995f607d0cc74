"""Retention: how long what is kept, what is due, what was erased; and carrying it out."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from simurg.app.workbench.retention import due, erased, periods
from simurg.web.asking import Ask, asked
from simurg.web.paging import Cursor, Limit, page
from simurg.web.shapes.jobs import JobShape
from simurg.web.shapes.problems import READ, WRITE
from simurg.web.shapes.retention import Retention

ROUTER = APIRouter(prefix="/retention", tags=["retention"])
Keeper = Annotated[Ask, Depends(asked("keep"))]


@ROUTER.get("", response_model=Retention, responses=READ)
def retention(ask: Keeper, cursor: Cursor = None, limit: Limit = 50) -> Response:
    """Periods, what is due now, and the trace of what was erased, within one's picture."""
    workspace = ask.house.workspace
    told = page(ask.read(("erased",), lambda _, view: erased(view)), cursor, limit, _name)
    now = ask.house.clock().replace(second=0, microsecond=0)
    found = ask.read(("retention", "due", now), lambda ledger, view: due(workspace, ledger, view))
    items = told.pop("items")
    return ask.answer({"periods": periods(workspace, ask.reader.picture.scope), "due": found, "erased": items, **told})


@ROUTER.post("/run", response_model=JobShape, status_code=202, responses=WRITE)
def run(ask: Keeper) -> Response:
    """Erase what is due. There is no way back."""
    return ask.put("retain", {})


def _name(one: Mapping[str, Any]) -> str:
    return f"{one['kind']} {one['target']} {one['source']}"
