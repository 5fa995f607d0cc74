"""Tokens of machines: made and ended by a person, for themselves; whoever manages people sees and ends all."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Path

from simurg.access.people.account import scope_told
from simurg.access.sessions.tokens import Token
from simurg.ontology.markings import scope_of
from simurg.ontology.times import text_of
from simurg.web.asking import Ask
from simurg.web.routes.people import office_of
from simurg.web.shapes.people import ClearanceShape
from simurg.web.shapes.problems import READ, WRITE
from simurg.web.shapes.tokens import MadeToken, NewToken, TokenShape, TokensShape
from simurg.web.who import in_person, lately

ROUTER = APIRouter(tags=["tokens"], prefix="/tokens")
Number = Annotated[str, Path(pattern="^[0-9a-f]{16}$")]


@ROUTER.get("", response_model=TokensShape, responses=READ)
def tokens(ask: Annotated[Ask, Depends(in_person)]) -> TokensShape:
    """One's own; everybody's for whoever manages people."""
    found = ask.house.door.tokens.of(None if ask.reader.may("people") else ask.reader.name)
    return TokensShape(items=[_shown(one) for one in found], total=len(found))


@ROUTER.post("", response_model=MadeToken, status_code=201, responses=WRITE)
def make(ask: Annotated[Ask, Depends(lately)], said: NewToken) -> MadeToken:
    """A token of one's own; its secret is shown this once."""
    scope = scope_of(said.scope.model_dump())
    token, secret = office_of(ask).make_token(
        said.title, frozenset(said.roles), scope, ask.house.door.clock(), timedelta(days=said.days)
    )
    return MadeToken(token=_shown(token), secret=secret)


@ROUTER.delete("/{number}", status_code=204, responses=WRITE)
def end(ask: Annotated[Ask, Depends(in_person)], number: Number) -> None:
    """End a token."""
    office_of(ask).end_token(number, anybodys=ask.reader.may("people"))


def _shown(token: Token) -> TokenShape:
    return TokenShape(
        id=token.id,
        owner=token.owner,
        title=token.title,
        roles=sorted(token.roles),
        scope=ClearanceShape(**scope_told(token.scope)),
        made_at=text_of(token.made_at),
        until=text_of(token.until),
        used_at=None if token.used_at is None else text_of(token.used_at),
    )
