"""Warnings of one's picture: who has heard, acknowledging, escalating."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import Response

from simurg.access.state import State
from simurg.app.delivery.heard import Heard, HeardBook
from simurg.app.delivery.hook import deliverer_of, known_in
from simurg.app.delivery.known import Known
from simurg.app.workbench.notes import UNMARKED
from simurg.app.workbench.refs import hex_ids
from simurg.app.workbench.warnings import find, heard_by, sent_by, shown, tables, waiting, warnings_for
from simurg.ontology.errors import CallerError
from simurg.web.asking import Ask, asked
from simurg.web.paging import Cursor, Limit, page
from simurg.web.shapes.problems import READ, WRITE
from simurg.web.shapes.warnings import Escalation, Warnings, WarningShape

ROUTER = APIRouter(tags=["warnings"])
Number = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
Open = Annotated[bool, Query(description="Only those that nobody has acknowledged")]


@ROUTER.get("/warnings", response_model=Warnings, responses=READ)
def warnings(
    ask: Annotated[Ask, Depends(asked("read"))], waits: Open = False, cursor: Cursor = None, limit: Limit = 50
) -> Response:
    """Of the last days, newest first."""
    with _desk(ask) as (known, state):
        found = warnings_for(known, state, ask.reader, ask.as_of)
        told = heard_by(state, ask.reader, found, ask.as_of)
        sendings = sent_by(state, ask.reader, ask.as_of)
    chosen = [one for one in found if not waits or waiting({one.id: told[one.id]})]
    answer = page(chosen, cursor, limit, lambda one: one.id)
    answer["items"] = [shown(one, told[one.id], sendings) for one in answer["items"]]
    answer["waiting"] = waiting(told)
    return ask.answer(answer, seen=_seen(answer["items"]))


@ROUTER.get("/warnings/{number}", response_model=WarningShape, responses=READ)
def warning(ask: Annotated[Ask, Depends(asked("read"))], number: Number) -> Response:
    """One warning."""
    return _one(ask, number)


@ROUTER.post("/warnings/{number}/acknowledge", response_model=WarningShape, responses=WRITE)
def acknowledge(ask: Annotated[Ask, Depends(asked("note"))], number: Number) -> Response:
    """One deals with it: nobody else is woken by the clock."""
    with _desk(ask) as (known, state):
        found = find(known, state, ask.reader, number)
        marking = ask.reader.picture.scope.marking()
        HeardBook(state).add(Heard(found.id, "acknowledged", ask.house.clock(), marking, ask.reader.name))
    return _one(ask, number)


@ROUTER.post("/warnings/{number}/escalate", response_model=WarningShape, responses=WRITE)
def escalate(ask: Annotated[Ask, Depends(asked("note"))], number: Number, body: Escalation) -> Response:
    """Tell somebody else, who may see it."""
    with _desk(ask) as (known, state):
        found = find(known, state, ask.reader, number)
    deliverer = deliverer_of(ask.house)
    try:
        outcome = deliverer.escalate(found.picture, found.id, body.to, ask.reader, body.why)
    finally:
        deliverer.close()
    if outcome == "the second person may not see it":
        raise CallerError("There is nobody of that name who may see this warning.", hint="Name a colleague.")
    return _one(ask, number)


def _one(ask: Ask, number: str) -> Response:
    with _desk(ask) as (known, state):
        found = find(known, state, ask.reader, number, ask.as_of)
        told = heard_by(state, ask.reader, [found], ask.as_of)
        item = shown(found, told[found.id], sent_by(state, ask.reader, ask.as_of))
    return ask.answer(item, seen=_seen([item]))


def _seen(items: list[dict[str, Any]]) -> list[str]:
    return [number for one in items if one["marking"] != UNMARKED for number in hex_ids(one["refs"])]


@contextmanager
def _desk(ask: Ask) -> Iterator[tuple[Known, State]]:
    state = State(ask.house.workspace.state, tables())
    try:
        yield known_in(ask.house.reading, ask.house.clock), state
    finally:
        state.close()
