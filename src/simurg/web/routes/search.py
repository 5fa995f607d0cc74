"""Search in all words, and suggestions for the palette."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from simurg.app.search import Search
from simurg.app.workbench.search import searched
from simurg.app.workbench.suggest import suggested
from simurg.web.asking import Ask, asked
from simurg.web.bulk import listed
from simurg.web.routes._given import words_given
from simurg.web.shapes.problems import READ
from simurg.web.shapes.search import Found, Suggestions

ROUTER = APIRouter(tags=["search"])
Some = Annotated[list[str] | None, Query(max_length=20)]
Limit = Annotated[str | None, Query(max_length=40)]
Grade = Annotated[str | None, Query(max_length=20, pattern="^[A-Fa-f1-6, -]*$")]


@ROUTER.get("/search", response_model=Found, responses=READ)
def search(
    ask: Annotated[Ask, Depends(asked("read"))],
    q: Annotated[str, Query(min_length=1, max_length=400)],
    kinds: Some = None,
    sources: Some = None,
    places: Some = None,
    languages: Some = None,
    reliability: Grade = None,
    credibility: Grade = None,
    since: Limit = None,
    until: Limit = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 10,
) -> Response:
    """Words, "phrases" and -words; the best of each kind, equal texts together."""
    one = Search(
        q,
        None,
        reliability,
        credibility,
        words_given(sources),
        words_given(places),
        words_given(languages),
        words_given(kinds),
        since,
        until,
        limit,
    )
    workspace = ask.house.workspace
    return listed(ask, ("search", one), lambda look: searched(look, workspace, one))


@ROUTER.get("/suggest", response_model=Suggestions, responses=READ)
def suggest(
    ask: Annotated[Ask, Depends(asked("read"))],
    q: Annotated[str, Query(max_length=100)] = "",
    limit: Annotated[int, Query(ge=1, le=50)] = 12,
) -> Response:
    """Entities, countries, places, requirements, questions, products and sources whose names have these letters."""
    wanted = q.strip()
    return listed(ask, ("suggest", wanted, limit), lambda look: suggested(look, wanted, limit))
