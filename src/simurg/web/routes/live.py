"""Server-sent events: one's own jobs, and that the picture has changed."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.sse import EventSourceResponse, ServerSentEvent

from simurg.web.asking import Ask, asked
from simurg.web.shapes.problems import READ

ROUTER = APIRouter(tags=["live"])


def admitted(ask: Annotated[Ask, Depends(asked("read"))]) -> Ask:
    """Whoever may read and has not too many pages open: refused before the stream begins."""
    ask.request.app.state.look_out.admit(ask.reader)
    return ask


@ROUTER.get("/live", response_class=EventSourceResponse, responses=READ)
async def live(ask: Annotated[Ask, Depends(admitted)]) -> AsyncIterator[ServerSentEvent]:
    """`job` carries a job of one's own, `picture` a word that differs from the last one; both say: ask again. Whoever
    does not accept `text/event-stream` by name gets the first event and the end of the stream."""
    endless = "text/event-stream" in ask.request.headers.get("accept", "")
    async for event in ask.request.app.state.look_out.follow(ask.reader):
        yield event
        if not endless:
            break
