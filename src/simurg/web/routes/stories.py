"""Stories: of the last days, and one whole."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from simurg.app.workbench.stories import stories_page, story_page
from simurg.web.asking import Ask, asked
from simurg.web.bulk import LISTED, listed
from simurg.web.routes._given import Cursor, RowId
from simurg.web.shapes.problems import READ
from simurg.web.shapes.stories import Stories, StoryShape

ROUTER = APIRouter(tags=["stories"])


@ROUTER.get("/stories", response_model=Stories, responses=LISTED)
def stories(
    ask: Annotated[Ask, Depends(asked("read"))],
    days: Annotated[int, Query(ge=1, le=366)] = 7,
    altered: bool = False,
    cursor: Cursor = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 20,
) -> Response:
    """Stories with a report of the last days, most independent origins first."""
    workspace = ask.house.workspace
    key = ("stories", days, altered, cursor, limit)
    return listed(ask, key, lambda look: stories_page(look, workspace, days, altered, cursor, limit), rows="items")


@ROUTER.get("/stories/{report}", response_model=StoryShape, responses=READ)
def story(ask: Annotated[Ask, Depends(asked("read"))], report: RowId) -> Response:
    """The story that a report belongs to."""
    workspace = ask.house.workspace
    return listed(ask, ("story", report), lambda look: story_page(look, workspace, report))
