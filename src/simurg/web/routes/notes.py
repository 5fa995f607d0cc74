"""Notes on rows, countries and entities."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import Response

from simurg.app.workbench.notes import UNMARKED, NotesAsked, note_of, notes_of
from simurg.app.workbench.refs import hex_ids, ref_of
from simurg.ontology.errors import CallerError
from simurg.web.asking import Ask, asked
from simurg.web.commands import is_again
from simurg.web.matching import must_match
from simurg.web.paging import Cursor, Limit, page
from simurg.web.problems import forbidden
from simurg.web.shapes.jobs import JobShape
from simurg.web.shapes.notes import NoteAsked, NoteChange, Notes
from simurg.web.shapes.problems import READ, WRITE

ROUTER = APIRouter(tags=["notes"])
Number = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
Table = Annotated[str | None, Query(pattern="^[a-z_]{1,30}$", description="With `id`: notes about this thing only")]
Thing = Annotated[str | None, Query(min_length=1, max_length=200)]


@ROUTER.get("/notes", response_model=Notes, responses=READ)
def notes(
    ask: Annotated[Ask, Depends(asked("read"))],
    table: Table = None,
    id: Thing = None,
    mine: bool = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Notes that stand, newest first."""
    if (table is None) != (id is None):
        raise CallerError("`table` and `id` name a thing together.", hint="Give both or neither.")
    wanted = NotesAsked(None if table is None or id is None else (table, id), mine, ask.reader.name)
    found = ask.read(("notes", wanted), lambda _, view: notes_of(view, wanted))
    told = page(found, cursor, limit, lambda one: str(one["id"]))
    marked = [one for one in told["items"] if one["marking"] != UNMARKED]
    return ask.answer(told, seen=[*(one["id"] for one in marked), *hex_ids(one["about"] for one in marked)])


@ROUTER.post("/notes", response_model=JobShape, status_code=202, responses=WRITE)
def write(ask: Annotated[Ask, Depends(asked("note"))], body: NoteAsked) -> Response:
    """A new note, through the queue."""
    ask.read(("ref", body.about.table, body.about.id), lambda _, view: ref_of(view, body.about.table, body.about.id))
    about = {"about_table": body.about.table, "about": body.about.id}
    return ask.put("note", {"act": "write", **about, "text": body.text})


@ROUTER.put("/notes/{number}", response_model=JobShape, status_code=202, responses=WRITE)
def change(ask: Annotated[Ask, Depends(asked("note"))], number: Number, body: NoteChange) -> Response:
    """Other words for a note of one's own."""
    return _changed(ask, number, {"act": "change", "text": body.text})


@ROUTER.delete("/notes/{number}", response_model=JobShape, status_code=202, responses=WRITE)
def withdraw(ask: Annotated[Ask, Depends(asked("note"))], number: Number) -> Response:
    """Take a note of one's own back."""
    return _changed(ask, number, {"act": "withdraw"})


def _changed(ask: Ask, number: str, said: dict[str, str]) -> Response:
    if is_again(ask):
        version = ask.request.headers.get("if-match", "").strip().strip('"')
        return ask.put("note", {**said, "note": number, "version": version})
    standing = ask.read(("note", number, ask.reader.name), lambda _, view: note_of(view, number, ask.reader.name))
    if not standing["mine"]:
        raise forbidden("Only its author changes a note.")
    must_match(ask.request, standing["etag"])
    return ask.put("note", {**said, "note": number, "version": standing["etag"].strip('"')})
