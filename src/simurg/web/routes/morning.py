"""The morning: what changed since one last looked; that one has looked; and whether a card was of use."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import Response

from simurg.app.sources import sources_in
from simurg.app.workbench.desk_state import DeskState
from simurg.app.workbench.feedback import feedback_of
from simurg.app.workbench.morning import MorningAsk, base_of, morning
from simurg.app.workbench.opening import base_key
from simurg.ontology.times import text_of
from simurg.web.asking import Ask, asked, moment_asked
from simurg.web.shapes.jobs import JobShape
from simurg.web.shapes.morning import FeedbackOrder, Looked, Morning
from simurg.web.shapes.problems import READ, WRITE

ROUTER = APIRouter(tags=["morning"])
RowId = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
Since = Annotated[str | None, Query(max_length=40, description="A date or moment; else when one last looked.")]


@ROUTER.get("/morning", response_model=Morning, responses=READ)
def morning_page(ask: Annotated[Ask, Depends(asked("read"))], since: Since = None) -> Response:
    """At most seven cards, by change × consequence; beside them what tripped, expires and is late."""
    house = ask.house
    with DeskState(house.workspace.state) as state:
        looked = state.looked(ask.reader.name)
    wanted = MorningAsk.of(
        moment_asked(since, house.clock()),
        looked,
        ask.as_of or house.clock(),
        exercise=house.workspace.settings.exercise,
    )
    sources = sources_in(house.workspace)
    base = ask.read(base_key(wanted), lambda ledger, view: base_of(ledger, view, sources))
    told = ask.read(("morning", wanted), lambda _, view: morning(view, wanted, base))
    mine = ask.read(("feedback", ask.reader.name), lambda _, view: feedback_of(view, f"@{ask.reader.name}"))
    cards = [{**card, "feedback": mine.get(card["id"])} for card in told.page["cards"]]
    return ask.answer({**told.page, "cards": cards}, seen=told.seen)


@ROUTER.post("/morning/looked", response_model=Looked, responses=WRITE)
def looked(ask: Annotated[Ask, Depends(asked("read"))]) -> Response:
    """From now on, what changed is counted from here."""
    now = ask.house.clock()
    with DeskState(ask.house.workspace.state) as state:
        state.look(ask.reader.name, now)
    ask.house.door.people.looked(ask.reader.name, now)  # as one's own page tells it
    return ask.answer({"last_looked": text_of(now)})


@ROUTER.post("/findings/{number}/feedback", status_code=202, response_model=JobShape, responses=WRITE)
def feedback(ask: Annotated[Ask, Depends(asked("note"))], number: RowId, order: FeedbackOrder) -> Response:
    """Was this row (of a card) of use? It goes to the ledger."""
    return ask.put("feedback", {"row": number, "verdict": order.verdict, "why": order.why})
