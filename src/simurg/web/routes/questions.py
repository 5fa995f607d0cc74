"""Questions: those that stand, one with its answers, and answering."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from fastapi.responses import Response

from simurg.app.workbench.questions import listing, must_explain, shown
from simurg.web.asking import Ask, asked
from simurg.web.bulk import LISTED, paged
from simurg.web.paging import Cursor, Limit, page
from simurg.web.shapes.jobs import JobShape
from simurg.web.shapes.problems import READ, WRITE
from simurg.web.shapes.questions import AnswerOrder, QuestionDetail, Questions

ROUTER = APIRouter(tags=["questions"])
Name = Annotated[str, Path(max_length=80)]


@ROUTER.get("/questions", response_model=Questions, responses=LISTED)
def questions(ask: Annotated[Ask, Depends(asked("read"))], cursor: Cursor = None, limit: Limit = 100) -> Response:
    """Open ones first, by deadline; one's own answer beside the models' and the group's."""
    picture, me = ask.reader.picture, f"@{ask.reader.name}"
    told = ask.read(("questions", me), lambda ledger, view: listing(ledger, view, picture, me))
    whole = page(told, cursor, limit, lambda one: str(one["ref"]["id"]))
    return paged(ask, whole, "questions", seen=[one["ref"]["id"] for one in whole["items"]])


@ROUTER.get("/questions/{name}", response_model=QuestionDetail, responses=READ)
def question(ask: Annotated[Ask, Depends(asked("read"))], name: Name) -> Response:
    """One question with every answer and its revisions."""
    picture, me = ask.reader.picture, f"@{ask.reader.name}"
    told = ask.read(("question", name, me), lambda ledger, view: shown(ledger, view, picture, (name, me)))
    return ask.answer(told, seen=[told["id"], *(one["id"] for one in told["answers"] if one["id"])])


@ROUTER.post("/questions/{name}/answers", status_code=202, response_model=JobShape, responses=WRITE)
def answer(ask: Annotated[Ask, Depends(asked("answer"))], name: Name, order: AnswerOrder) -> Response:
    """One's own probability. A first answer and a great move want a reason."""
    picture, me = ask.reader.picture, f"@{ask.reader.name}"
    told = ask.read(("question", name, me), lambda ledger, view: shown(ledger, view, picture, (name, me)))
    why = must_explain(told, order.probability, order.why)
    return ask.put("question", {"do": "answer", "question": told["name"], **order.model_dump(), "by": me, "why": why})
