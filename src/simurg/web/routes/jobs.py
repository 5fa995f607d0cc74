"""Jobs: what one asked for, and what became of it. Nobody sees another's jobs."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from fastapi.responses import Response

from simurg.app.on_behalf import may_follow
from simurg.app.queue import Queue
from simurg.ontology.errors import InternalError, NotFound
from simurg.web.asking import Ask, asked
from simurg.web.commands import told
from simurg.web.shapes.jobs import Jobs, JobShape
from simurg.web.shapes.problems import READ

ROUTER = APIRouter(tags=["jobs"])
Number = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]


@ROUTER.get("/jobs", response_model=Jobs, responses=READ)
def jobs(ask: Annotated[Ask, Depends(asked("read"))]) -> Response:
    """One's own jobs that wait or run, in their order."""
    queue = Queue(ask.house.workspace.state)
    try:
        mine = [told(job) for job in queue.waiting() if _is_mine(ask, job.arguments)]
    finally:
        queue.close()
    return ask.answer({"items": mine})


@ROUTER.get("/jobs/{number}", response_model=JobShape, responses=READ)
def job(ask: Annotated[Ask, Depends(asked("read"))], number: Number) -> Response:
    """One job."""
    queue = Queue(ask.house.workspace.state)
    try:
        found = queue.job(number)
    except InternalError:
        found = None
    finally:
        queue.close()
    if found is None or not _is_mine(ask, found.arguments):
        raise NotFound("You have no such job.", hint="Finished jobs are forgotten after some hundred others.")
    return ask.answer(told(found))


def _is_mine(ask: Ask, arguments: Mapping[str, Any]) -> bool:
    return may_follow(ask.reader, arguments, ask.house.workspace.settings.pictures)
