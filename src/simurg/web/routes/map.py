"""The map, and the card of each layer."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from simurg.app.workbench.layers import layers
from simurg.app.workbench.map import MapAsked, drawn
from simurg.web.asking import Ask, asked
from simurg.web.bulk import LISTED, listed
from simurg.web.routes._given import Country, From, To, Types, span_given, words_given
from simurg.web.shapes.map import Layers, MapShape
from simurg.web.shapes.problems import READ

ROUTER = APIRouter(tags=["map"])
Layer = Annotated[str, Query(max_length=60, description="A layer's name; `all`: events of every source.")]


@ROUTER.get("/map", response_model=MapShape, responses=LISTED)
def map_(
    ask: Annotated[Ask, Depends(asked("read"))],
    from_: From = None,
    to: To = None,
    layer: Layer = "all",
    types: Types = None,
    place: Country = None,
) -> Response:
    """Events by place and country in a period (else the year up to the latest event), against as long before."""
    one = MapAsked(*span_given(from_, to), layer, words_given(types), place)
    return listed(ask, ("map", one), lambda look: drawn(look, one), rows="cells")


@ROUTER.get("/layers", response_model=Layers, responses=READ)
def layer_cards(ask: Annotated[Ask, Depends(asked("read"))]) -> Response:
    """Every layer with its source, licence, limits, delay and age."""
    workspace = ask.house.workspace
    return listed(ask, ("layers",), lambda look: layers(look, workspace))
