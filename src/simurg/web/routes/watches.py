"""One's own watchlist."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from fastapi.responses import Response

from simurg.app.workbench.refs import hex_ids
from simurg.app.workbench.watches import Watch, Watches, shown, target_of
from simurg.web.asking import Ask, asked
from simurg.web.shapes.problems import READ, WRITE
from simurg.web.shapes.watches import WatchAsked, WatchKind, WatchShape
from simurg.web.shapes.watches import Watches as WatchesShape

ROUTER = APIRouter(tags=["watches"])
Target = Annotated[str, Path(min_length=1, max_length=200)]


@ROUTER.get("/watches", response_model=WatchesShape, responses=READ)
def watches(ask: Annotated[Ask, Depends(asked("read"))]) -> Response:
    """What one watches, by kind and label."""
    with _store(ask) as store:
        mine = tuple(store.of(ask.reader.name))
    items = ask.read(("watches", mine), lambda _, view: shown(view, mine))
    return ask.answer({"items": items, "total": len(items)}, seen=hex_ids(one["ref"] for one in items if one["ref"]))


@ROUTER.put("/watches/{kind}/{target:path}", response_model=WatchShape, responses=WRITE)
def put(ask: Annotated[Ask, Depends(asked("read"))], kind: WatchKind, target: Target, body: WatchAsked) -> Response:
    """Watch something that one's view shows."""
    kept = ask.read(("watched", kind, target), lambda _, view: target_of(view, kind, target))
    with _store(ask) as store:
        made = store.put(ask.reader.name, Watch(kind, kept, body.notify, ask.house.clock()))
    (item,) = ask.read(("watches", (made,)), lambda _, view: shown(view, [made]))
    return ask.answer(item, seen=hex_ids([item["ref"]] if item["ref"] else []))


@ROUTER.delete("/watches/{kind}/{target:path}", status_code=204, responses=WRITE)
def drop(ask: Annotated[Ask, Depends(asked("read"))], kind: WatchKind, target: Target) -> Response:
    """Watch it no longer."""
    with _store(ask) as store:
        store.drop(ask.reader.name, kind, target)
    return Response(status_code=204)


@contextmanager
def _store(ask: Ask) -> Iterator[Watches]:
    store = Watches(ask.house.workspace.state)
    try:
        yield store
    finally:
        store.close()
