"""Sources: their health and cards, and collecting them."""

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from simurg.app.sources import sources_in
from simurg.app.workbench.sources import must_be_sources, sources, with_health
from simurg.web.asking import Ask, asked
from simurg.web.bulk import LISTED, paged
from simurg.web.shapes.jobs import JobShape
from simurg.web.shapes.problems import WRITE
from simurg.web.shapes.sources import CollectOrder, Sources

ROUTER = APIRouter(tags=["sources"])


@ROUTER.get("/sources", response_model=Sources, responses=LISTED)
def listed(ask: Annotated[Ask, Depends(asked("read"))]) -> Response:
    """By name, with their health, clocks, volumes, gaps and cards."""
    known = sources_in(ask.house.workspace)
    told = ask.read("sources", lambda ledger, view: sources(ledger, view, known))
    scope = ask.reader.picture.scope
    return paged(ask, with_health(told, known, scope, ask.house.workspace.state), "sources")


@ROUTER.post("/collect", status_code=202, response_model=JobShape, responses=WRITE)
def collect(ask: Annotated[Ask, Depends(asked("collect"))], order: CollectOrder) -> Response:
    """Fetch what is new of these sources, or of all."""
    names = must_be_sources(order.sources, sources_in(ask.house.workspace), ask.reader.scope)
    return ask.put("collect", {"sources": list(names), "watch": True})
