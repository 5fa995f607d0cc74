"""Human sources: for handlers only, within the compartments that they hold. No answer is kept by a browser."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import Response

from simurg.access.sealing.vault import Sealed
from simurg.app.human import handling
from simurg.app.human.intake import Taker, take
from simurg.app.human.report import of_form
from simurg.app.human.rooms import room_of
from simurg.web.asking import Ask, asked
from simurg.web.audit_trail import shown
from simurg.web.paging import Cursor, Limit, page
from simurg.web.problems import forbidden
from simurg.web.shapes.human import (
    Contact,
    ContactForm,
    ForgetForm,
    HumanReport,
    HumanSource,
    HumanSourceFull,
    HumanSources,
    Identity,
    Opening,
    OpeningForm,
    Openings,
)
from simurg.web.shapes.jobs import JobShape
from simurg.web.shapes.problems import READ, WRITE

ROUTER = APIRouter(prefix="/human", tags=["human"])
Pseudonym = Annotated[str, Path(pattern=r"^[\w. -]{1,60}$")]
DeskName = Annotated[
    str | None, Query(max_length=60, description="Where several desks have a source of one pseudonym.")
]
Number = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
Handler = Annotated[Ask, Depends(asked("handle"))]
Opener = Annotated[Ask, Depends(asked("open_identity"))]


@ROUTER.get("/sources", response_model=HumanSources, responses=READ)
def sources(ask: Handler, cursor: Cursor = None, limit: Limit = 50) -> Response:
    """Pseudonyms within one's compartments, and the desks that take reports."""
    with _taker(ask) as taker:
        told, counts = page(handling.sources(taker), cursor, limit, _name), _counts(ask)
        told["items"] = [handling.told(taker, one, counts) for one in told["items"]]
        told["desks"] = handling.desk_list(taker)
    return _answer(ask, told, [f"{one['desk']}/{one['pseudonym']}" for one in told["items"]])


@ROUTER.get("/sources/{pseudonym}", response_model=HumanSourceFull, responses=READ)
def source(ask: Handler, pseudonym: Pseudonym, desk: DeskName = None) -> Response:
    """One source with its contact history."""
    with _taker(ask) as taker:
        told = handling.source(taker, pseudonym, desk, _counts(ask))
    return _answer(ask, told, [f"{told['desk']}/{told['pseudonym']}", *(one["id"] for one in told["history"])])


@ROUTER.post("/reports", response_model=JobShape, status_code=202, responses=WRITE)
def report(ask: Handler, form: HumanReport) -> Response:
    """Take a report in. Its origin is sealed before anything is stored; a job collects the rest."""
    with _taker(ask) as taker:
        desk = take(taker, form.desk, of_form(form.model_dump(exclude={"desk"})))
    return ask.put("human", {"desk": desk})


@ROUTER.post("/sources/{pseudonym}/contacts", response_model=Contact, responses=WRITE)
def contact(ask: Handler, pseudonym: Pseudonym, form: ContactForm, desk: DeskName = None) -> Response:
    """Write a contact down."""
    with _taker(ask) as taker:
        told = handling.write_contact(taker, handling.source_of(taker, pseudonym, desk), form.model_dump())
    return _answer(ask, told)


@ROUTER.post("/sources/{pseudonym}/openings", response_model=Opening, responses=WRITE)
def ask_opening(ask: Opener, pseudonym: Pseudonym, form: OpeningForm, desk: DeskName = None) -> Response:
    """Ask to see who a source is; another person must agree within a quarter of an hour."""
    _person(ask)
    with _taker(ask) as taker:
        told = handling.ask_opening(taker, handling.source_of(taker, pseudonym, desk), form.reason)
    return _answer(ask, told)


@ROUTER.get("/openings", response_model=Openings, responses=READ)
def openings(ask: Opener, cursor: Cursor = None, limit: Limit = 50) -> Response:
    """Requests to see an identity, latest first."""
    with _taker(ask) as taker:
        told = page(handling.openings(taker), cursor, limit, lambda one: one[0].id)
        told["items"] = [handling.told_opening(taker, *one) for one in told["items"]]
    return _answer(ask, told, [one["id"] for one in told["items"]])


@ROUTER.post("/openings/{number}/agree", response_model=Opening, responses=WRITE)
def agree(ask: Opener, number: Number) -> Response:
    """Agree to what another person asked for."""
    _person(ask)
    with _taker(ask) as taker:
        told = handling.agree(taker, number)
    return _answer(ask, told)


@ROUTER.get("/openings/{number}/identity", response_model=Identity, responses=READ)
def identity(ask: Opener, number: Number) -> Response:
    """Who the source is: once, to whoever asked, within a quarter of an hour of the consent."""
    _person(ask)
    with _taker(ask) as taker:
        told = handling.identity(taker, number)
    return _answer(ask, told)


@ROUTER.post("/sources/{pseudonym}/forget", response_model=HumanSource, responses=WRITE)
def forget(ask: Handler, pseudonym: Pseudonym, form: ForgetForm, desk: DeskName = None) -> Response:
    """Destroy the source's key: who it is, and the contact history, are gone for good."""
    _person(ask)
    with _taker(ask) as taker:
        told = handling.forget(taker, handling.source_of(taker, pseudonym, desk), form.why)
    return _answer(ask, told)


@contextmanager
def _taker(ask: Ask) -> Iterator[Taker]:
    house, reader = ask.house, ask.reader
    with room_of(house.workspace).vault() as vault:
        yield Taker(house.workspace, vault, house.office.audit, house.clock, reader.name, reader.scope, reader.token)


def _counts(ask: Ask) -> handling.Counts:
    return ask.read(("human", "counts"), lambda _, view: handling.report_counts(view))


def _name(one: Sealed) -> str:
    return f"{one.pseudonym}\x1f{one.desk}"


def _person(ask: Ask) -> None:
    if ask.reader.token is not None:
        raise forbidden("A machine's token opens and forgets nobody.")


def _answer(ask: Ask, told: Any, seen: list[str] | None = None) -> Response:
    """Nothing of it is kept anywhere on the way, and it has no tag to be known again by. Who saw what is in the audit
    log before it goes out."""
    shown(ask.request, ask.reader, seen or (), kept=False)
    return Response(orjson.dumps(told), 200, {"Cache-Control": "no-store"}, "application/json")
