"""How warnings reach oneself, and what became of sendings."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from simurg.access.state import State
from simurg.app.delivery.outbox import Outbox, Sending
from simurg.app.delivery.wishes import TABLES as WISHES
from simurg.app.delivery.wishes import WishBook, Wishes, check, told, wishes_of
from simurg.app.workbench.warnings import tables
from simurg.ontology.times import text_of
from simurg.web.asking import Ask, asked
from simurg.web.paging import Cursor, Limit, page
from simurg.web.shapes.deliveries import Deliveries, Delivery, DeliveryShape
from simurg.web.shapes.problems import READ, WRITE

ROUTER = APIRouter(tags=["deliveries"])


@ROUTER.get("/me/delivery", response_model=DeliveryShape, responses=READ)
def delivery(ask: Annotated[Ask, Depends(asked("read"))]) -> Response:
    """One's own wishes."""
    with _state(ask) as state:
        mine = WishBook(state).of(ask.reader.name)
    return ask.answer(_told(ask, Wishes() if mine is None else mine.wishes))


@ROUTER.put("/me/delivery", response_model=DeliveryShape, responses=WRITE)
def wish(ask: Annotated[Ask, Depends(asked("read"))], body: Delivery) -> Response:
    """Other wishes, whole."""
    wishes = wishes_of(body.model_dump())
    check(wishes, ask.house.workspace.settings.delivery, ask.reader.name)
    with _state(ask) as state:
        WishBook(state).put(ask.reader.name, wishes, ask.house.clock())
    return ask.answer(_told(ask, wishes))


@ROUTER.get("/deliveries", response_model=Deliveries, responses=READ)
def deliveries(ask: Annotated[Ask, Depends(asked("keep"))], cursor: Cursor = None, limit: Limit = 50) -> Response:
    """All sendings of warnings within one's picture."""
    reading = ask.reader.picture.scope.reading()
    with _state(ask) as state:
        found = [one for one in Outbox(state).all() if reading.permits(one.marking)]
    answer = page(found, cursor, limit, lambda one: one.id)
    answer["items"] = [_row(one) for one in answer["items"]]
    return ask.answer(answer)


def _told(ask: Ask, wishes: Wishes) -> dict[str, Any]:
    ways = ask.house.workspace.settings.delivery
    return {**told(wishes), "webhooks": sorted(ways.webhooks), "mail_offered": ways.mail is not None}


def _row(one: Sending) -> dict[str, Any]:
    waits = one.state == "waiting"
    return {
        "id": one.id,
        "person": one.person,
        "way": one.way,
        "kind": one.kind,
        "state": one.state,
        "tries": one.tries,
        "made_at": text_of(one.made_at),
        "due_at": text_of(one.due_at) if waits else None,
        "sent_at": None if one.sent_at is None else text_of(one.sent_at),
        "trouble": one.trouble,
    }


@contextmanager
def _state(ask: Ask) -> Iterator[State]:
    state = State(ask.house.workspace.state, (*tables(), *WISHES))
    try:
        yield state
    finally:
        state.close()
