"""Events as rows, the latest first."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from simurg.app.workbench.events import MOST_AT_ONCE, EventsAsked, events_page
from simurg.web.asking import Ask, asked
from simurg.web.bulk import LISTED, listed
from simurg.web.routes._given import Country, Cursor, From, To, Types, Word, span_given, words_given
from simurg.web.shapes.events import Events

ROUTER = APIRouter(tags=["events"])


@ROUTER.get("/events", response_model=Events, responses=LISTED)
def events(
    ask: Annotated[Ask, Depends(asked("read"))],
    from_: From = None,
    to: To = None,
    country: Country = None,
    actor: Word = None,
    type: Types = None,
    layer: Annotated[str, Query(max_length=60)] = "all",
    place: Word = None,
    cursor: Cursor = None,
    limit: Annotated[int, Query(ge=1, le=MOST_AT_ONCE)] = 50,
) -> Response:
    """`actor` stands on either side. Also as CSV or Arrow (Accept)."""
    one = EventsAsked(*span_given(from_, to), country, actor, words_given(type), layer, place, cursor, limit)
    return listed(ask, ("events", one), lambda look: events_page(look, one), rows="items")
