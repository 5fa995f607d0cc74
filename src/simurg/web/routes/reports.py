"""The words of one report."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from simurg.app.workbench.evidence import no_row, report_body
from simurg.web.asking import Ask, asked
from simurg.web.bulk import listed
from simurg.web.routes._given import RowId
from simurg.web.shapes.problems import READ
from simurg.web.shapes.rows import ReportBody

ROUTER = APIRouter(tags=["evidence"])


@ROUTER.get("/reports/{id}", response_model=ReportBody, responses=READ)
def report(
    ask: Annotated[Ask, Depends(asked("read"))],
    id: RowId,
    offset: Annotated[int, Query(ge=0, le=100_000_000)] = 0,
) -> Response:
    """A stretch of the body, from a character on."""
    ask.check_row("reports", id, missing=no_row("reports"))
    return listed(ask, ("report", id, offset), lambda look: report_body(look, id, offset))
