"""Entities: the list, one page, and an analyst's word on who is who."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import Response

from simurg.app.workbench.entities import entities_page, entity_page
from simurg.web.asking import Ask, asked
from simurg.web.bulk import LISTED, listed
from simurg.web.routes._given import Cursor
from simurg.web.shapes.entities import Entities, EntityShape, Judge
from simurg.web.shapes.jobs import JobShape
from simurg.web.shapes.problems import WRITE

ROUTER = APIRouter(tags=["entities"])


@ROUTER.get("/entities", response_model=Entities, responses=LISTED)
def entities(
    ask: Annotated[Ask, Depends(asked("read"))],
    q: Annotated[str, Query(max_length=200, description="Words that the name begins with or holds.")] = "",
    cursor: Cursor = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Response:
    """Subjects of claims and parties to events, the most told of first."""
    wanted = q.strip()
    key = ("entities", wanted, cursor, limit)
    return listed(ask, key, lambda look: entities_page(look, wanted, cursor, limit), rows="items")


@ROUTER.get("/entities/{key:path}", response_model=EntityShape, responses=LISTED)
def entity(
    ask: Annotated[Ask, Depends(asked("read"))],
    key: Annotated[str, Path(min_length=1, max_length=500, description="A subject of claims, or a name.")],
) -> Response:
    """Claims side by side, events, and why it is held to be one."""
    return listed(ask, ("entity", key), lambda look: entity_page(look, key), rows="claims")


@ROUTER.post("/entities/judgements", response_model=JobShape, status_code=202, responses=WRITE)
def judge(ask: Annotated[Ask, Depends(asked("grade"))], said: Judge) -> Response:
    """Held to be the same, not the same, unsure; or taken back."""
    return ask.put("judge", said.model_dump())
