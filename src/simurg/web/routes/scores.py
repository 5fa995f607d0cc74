"""How forecasts and answers did, with a verdict in words."""

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from simurg.app.workbench.scores import scores
from simurg.web.asking import Ask, asked
from simurg.web.bulk import LISTED, paged
from simurg.web.shapes.forecasts import Scores

ROUTER = APIRouter(tags=["forecasts"])


@ROUTER.get("/scores", response_model=Scores, responses=LISTED)
def listed(ask: Annotated[Ask, Depends(asked("read"))]) -> Response:
    """Of forecasts as they were issued, by model and months ahead; and of the answers to questions."""
    picture = ask.reader.picture
    told = ask.read("scores", lambda ledger, view: scores(ledger, view, picture))
    return paged(ask, told, "scores", rows="groups")
