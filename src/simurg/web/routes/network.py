"""The network around an entity."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from simurg.app.workbench.network import MOST_EDGES, NetworkAsked, network_around
from simurg.web.asking import Ask, asked
from simurg.web.bulk import LISTED, listed
from simurg.web.routes._given import From, To, span_given
from simurg.web.shapes.network import Network

ROUTER = APIRouter(tags=["network"])


@ROUTER.get("/network", response_model=Network, responses=LISTED)
def network(
    ask: Annotated[Ask, Depends(asked("read"))],
    seed: Annotated[str, Query(min_length=1, max_length=500)],
    depth: Annotated[int, Query(ge=1, le=3)] = 1,
    from_: From = None,
    to: To = None,
    limit: Annotated[int, Query(ge=1, le=MOST_EDGES)] = 150,
) -> Response:
    """Claims about relations and shared events, the strongest edges first; `limit` is of edges."""
    one = NetworkAsked(seed.strip(), depth, *span_given(from_, to), limit)
    return listed(ask, ("network", one), lambda look: network_around(look, one), rows="edges")
