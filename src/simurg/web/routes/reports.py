"""The words of one report, and what its publisher changed in them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from simurg.app.workbench.evidence import no_row, report_body, report_versions
from simurg.web.asking import Ask, asked
from simurg.web.bulk import listed
from simurg.web.routes._given import RowId
from simurg.web.shapes.problems import READ
from simurg.web.shapes.rows import ReportBody, ReportVersions

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


@ROUTER.get("/reports/{id}/versions", response_model=ReportVersions, responses=READ)
def versions(ask: Annotated[Ask, Depends(asked("read"))], id: RowId) -> Response:
    """Every version of the report, each with its difference to the one before."""
    ask.check_row("reports", id, missing=no_row("reports"))
    return listed(ask, ("report versions", id), lambda look: report_versions(look, id))
