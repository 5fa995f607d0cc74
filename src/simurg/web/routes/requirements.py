"""Requirements with their coverage and gaps; adding, changing and dropping them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path
from fastapi.responses import Response

from simurg.app.sources import sources_in
from simurg.app.workbench.requirements import dropping, requirements, writing
from simurg.web.asking import Ask, asked
from simurg.web.bulk import LISTED, paged
from simurg.web.commands import is_again
from simurg.web.problems import Problem, changed_meanwhile
from simurg.web.shapes.jobs import JobShape
from simurg.web.shapes.problems import WRITE
from simurg.web.shapes.requirements import RequirementOrder, Requirements

ROUTER = APIRouter(tags=["requirements"])
Name = Annotated[str, Path(pattern="^[A-Za-z0-9_-]{1,60}$")]
IfMatch = Annotated[str | None, Header(max_length=80, description="`etag` of what was changed; `*`: it is new.")]


@ROUTER.get("/requirements", response_model=Requirements, responses=LISTED)
def listed(ask: Annotated[Ask, Depends(asked("read"))]) -> Response:
    """By priority and name, each with what covers it and where there is a gap."""
    sources = sources_in(ask.house.workspace)
    told = ask.read("requirements", lambda _, view: requirements(view, sources))
    return paged(ask, {"items": told.items, "total": len(told.items)}, "requirements", seen=told.seen)


@ROUTER.put("/requirements/{name}", status_code=202, response_model=JobShape, responses=WRITE)
def write(
    ask: Annotated[Ask, Depends(asked("require"))], name: Name, order: RequirementOrder, if_match: IfMatch = None
) -> Response:
    """It stands as given from now on, if nobody changed it meanwhile."""
    expected = _expected(ask, name, if_match)
    return ask.put("require", writing(name, order.model_dump(), expected))


@ROUTER.delete("/requirements/{name}", status_code=202, response_model=JobShape, responses=WRITE)
def drop(ask: Annotated[Ask, Depends(asked("require"))], name: Name, if_match: IfMatch = None) -> Response:
    """It is asked no more."""
    expected = _expected(ask, name, if_match)
    if expected == "*":
        raise changed_meanwhile()
    return ask.put("require", dropping(name, expected))


def _expected(ask: Ask, name: str, if_match: str | None) -> str:
    """What the caller changed, which must be what stands: the job looks once more."""
    if if_match is None:
        raise Problem(428, "if-match-missing", "If-Match is missing.", hint="Send the etag of what you changed.")
    sources = sources_in(ask.house.workspace)
    told = ask.read("requirements", lambda _, view: requirements(view, sources))
    expected = if_match.strip().removeprefix("W/").strip('"')
    if expected != told.etags.get(name, "*") and not is_again(ask):
        raise changed_meanwhile()
    return expected
