"""Hand-overs between analysts."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from fastapi.responses import Response

from simurg.app.delivery.directory import Directory
from simurg.app.workbench.handovers import Handover, Handovers, may_get, shown, waiting
from simurg.app.workbench.notes import UNMARKED
from simurg.app.workbench.refs import clean, hex_ids, ref_of
from simurg.ledger import View
from simurg.web.asking import Ask, asked
from simurg.web.commands import number_of
from simurg.web.paging import Cursor, Limit, page
from simurg.web.shapes.handovers import HandoverAsked, HandoverShape
from simurg.web.shapes.handovers import Handovers as HandoversShape
from simurg.web.shapes.problems import READ, WRITE

ROUTER = APIRouter(tags=["handovers"])
Number = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]


@ROUTER.get("/handovers", response_model=HandoversShape, responses=READ)
def handovers(ask: Annotated[Ask, Depends(asked("read"))], cursor: Cursor = None, limit: Limit = 50) -> Response:
    """By and to oneself, and those to everybody."""
    with _store(ask) as store:
        mine = store.of(ask.reader)
    told = page(mine, cursor, limit, lambda one: one.id)
    part = told["items"]
    told["items"] = ask.read(("handovers", ask.reader.name, tuple(part)), lambda _, view: _shown(ask, view, part))
    told["waiting"] = waiting(mine, ask.reader.name)
    return ask.answer(told, seen=_seen(told["items"]))


@ROUTER.post("/handovers", response_model=HandoverShape, status_code=200, responses=WRITE)
def give(ask: Annotated[Ask, Depends(asked("note"))], body: HandoverAsked) -> Response:
    """Leave something to a colleague, or to whoever comes next. With the same Idempotency-Key it is left once."""
    marking = ask.reader.picture.scope.marking()
    if body.to is not None:
        may_get(Directory(ask.house.workspace).reader(body.to), marking)
    refs = tuple(dict.fromkeys(clean(one.table, one.id) for one in body.refs))
    ask.read(("refs", refs), lambda _, view: [ref_of(view, *ref) for ref in refs])
    made = Handover("", ask.reader.name, body.to, body.text, refs, marking, ask.house.clock())
    with _store(ask) as store:
        return _one(ask, store.give(made, number_of(ask)))


@ROUTER.post("/handovers/{number}/taken", response_model=HandoverShape, responses=WRITE)
def take(ask: Annotated[Ask, Depends(asked("note"))], number: Number) -> Response:
    """Taken: it waits no longer."""
    with _store(ask) as store:
        return _one(ask, store.take(number, ask.reader, ask.house.clock()))


def _one(ask: Ask, made: Handover) -> Response:
    (item,) = ask.read(("handover", ask.reader.name, made), lambda _, view: _shown(ask, view, [made]))
    return ask.answer(item, seen=_seen([item]))


def _shown(ask: Ask, view: View, made: list[Handover]) -> list[dict[str, Any]]:
    return shown(view, made, ask.reader.name)


def _seen(items: list[dict[str, Any]]) -> list[str]:
    """Marked hand-overs, and the rows that they point at."""
    marked = [one for one in items if one["marking"] != UNMARKED]
    return [*(one["id"] for one in marked), *hex_ids(ref for one in marked for ref in one["refs"])]


@contextmanager
def _store(ask: Ask) -> Iterator[Handovers]:
    store = Handovers(ask.house.workspace.state)
    try:
        yield store
    finally:
        store.close()
