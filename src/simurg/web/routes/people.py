"""People, for whoever manages them. A machine's token manages nobody."""

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Request
from fastapi.responses import Response

from simurg.access.people import Account, Change
from simurg.access.people.account import scope_told, scope_words
from simurg.access.people.links import Link
from simurg.access.people.store import ChangedMeanwhile
from simurg.access.pictures import picture_for
from simurg.app.workbench.people import Office
from simurg.ontology.errors import CallerError
from simurg.ontology.markings import Scope, scope_of
from simurg.ontology.times import text_of
from simurg.web.asking import Ask
from simurg.web.entering import https_of
from simurg.web.problems import Problem, changed_meanwhile
from simurg.web.shapes.people import (
    ClearanceShape,
    EndedShape,
    InvitationShape,
    InvitedShape,
    NewPerson,
    PeopleShape,
    PersonChange,
    PersonShape,
)
from simurg.web.shapes.problems import READ, WRITE
from simurg.web.who import manages, origin_of

ROUTER = APIRouter(tags=["people"], prefix="/people")
Asked = Annotated[Ask, Depends(manages)]
Name = Annotated[str, Path(max_length=40)]
IfMatch = Annotated[str | None, Header(max_length=100)]


@ROUTER.get("", response_model=PeopleShape, responses=READ)
def people(ask: Asked) -> Response:
    """All accounts, by name."""
    items = [_shown(ask, one).model_dump() for one in ask.house.door.people.all()]
    return ask.answer({"items": items, "total": len(items)})


@ROUTER.post("", response_model=InvitedShape, status_code=201, responses=WRITE)
def invite(ask: Asked, said: NewPerson, request: Request) -> InvitedShape:
    """A new account, and the link by which its person chooses a password."""
    account = Account(said.name, said.display, frozenset(said.roles), _scope(said.clearance))
    link = office_of(ask).invite(account, ask.house.door.clock())
    return InvitedShape(person=_shown(ask, account), invitation=_invitation(link, request))


@ROUTER.get("/{name}", response_model=PersonShape, responses=READ)
def person(ask: Asked, name: Name) -> Response:
    """One account; its ETag is for If-Match."""
    account = ask.house.door.people.account(name)
    response = ask.answer(_shown(ask, account).model_dump())
    response.headers["ETag"] = _tag(account)
    return response


@ROUTER.patch("/{name}", response_model=PersonShape, responses=WRITE)
def change(ask: Asked, name: Name, said: PersonChange, response: Response, if_match: IfMatch = None) -> PersonShape:
    """Change an account; its sessions end if its roles, clearance or state change."""
    account = ask.house.door.people.account(name)
    if if_match is None:
        raise Problem(428, "if-match", "If-Match is missing.", hint="Send the ETag of the account that you changed.")
    if if_match != _tag(account):
        raise changed_meanwhile()
    wanted = Change(
        display=said.display,
        roles=None if said.roles is None else frozenset(said.roles),
        clearance=None if said.clearance is None else _scope(said.clearance),
        state=said.state,
    )
    try:
        changed = office_of(ask).change(name, wanted, version=account.version)
    except ChangedMeanwhile as error:
        raise changed_meanwhile() from error
    response.headers["ETag"] = _tag(changed)
    return _shown(ask, changed)


@ROUTER.post("/{name}/invitation", response_model=InvitationShape, status_code=201, responses=WRITE)
def invite_again(ask: Asked, name: Name, request: Request) -> InvitationShape:
    """A new link for somebody who lost the password or the link; an earlier one ends."""
    return _invitation(office_of(ask).invite_again(name, ask.house.door.clock()), request)


@ROUTER.delete("/{name}/sessions", response_model=EndedShape, responses=WRITE)
def end_sessions(ask: Asked, name: Name) -> EndedShape:
    """Sign somebody out everywhere."""
    return EndedShape(ended=office_of(ask).end_sessions(name))


def office_of(ask: Ask) -> Office:
    """The office of whoever asks."""
    return Office(ask.house.door, ask.house.audit, ask.reader.name, ask.house.workspace.settings.pictures)


def _shown(ask: Ask, account: Account) -> PersonShape:
    door = ask.house.door
    return PersonShape(
        name=account.name,
        display=account.display,
        roles=sorted(account.roles),
        clearance=ClearanceShape(**scope_told(account.clearance)),
        clearance_text=scope_words(account.clearance),
        state=account.state,
        picture=_picture(ask, account.clearance),
        provider=account.provider,
        passkeys=len(door.passkeys.of(account.name)),
        sessions=len(door.sessions.of(account.name, ask.house.door.clock())),
        tokens=len(door.tokens.of(account.name)),
        version=account.version,
    )


def _picture(ask: Ask, scope: Scope) -> str | None:
    try:
        return picture_for(scope, ask.house.workspace.settings.pictures).name
    except CallerError:
        return None


def _invitation(link: Link, request: Request) -> InvitationShape:
    address = link.address(origin_of(request, https_of(request)))
    return InvitationShape(name=link.name, link=address, until=text_of(link.until))


def _scope(said: ClearanceShape) -> Scope:
    return scope_of(said.model_dump())


def _tag(account: Account) -> str:
    return f'"{account.name}-{account.version}"'
