"""The timeline."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from simurg.app.workbench.timeline import TimelineAsked, counted
from simurg.web.asking import Ask, asked
from simurg.web.bulk import LISTED, listed
from simurg.web.routes._given import Country, From, To, Types, Word, span_given, words_given
from simurg.web.shapes.timeline import Timeline

ROUTER = APIRouter(tags=["timeline"])


@ROUTER.get("/timeline", response_model=Timeline, responses=LISTED)
def timeline(
    ask: Annotated[Ask, Depends(asked("read"))],
    from_: From = None,
    to: To = None,
    by: Literal["day", "week", "month"] = "week",
    country: Country = None,
    actor: Word = None,
    type: Types = None,
) -> Response:
    """Events in each step of a period (if none is given, the year up to the latest event)."""
    one = TimelineAsked(*span_given(from_, to), by, country, actor, words_given(type))
    return listed(ask, ("timeline", one), lambda look: counted(look, one), rows="buckets")
