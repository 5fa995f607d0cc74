"""Machine tokens: their scope, roles and last use. The secret is shown once, when the token is made."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from simurg.web.shapes.people import ClearanceShape, Roles


class TokenShape(BaseModel):
    """A token; what it sees is never more than its owner sees when it is used."""

    id: str
    owner: str
    title: str
    roles: list[str]
    scope: ClearanceShape
    made_at: str
    until: str
    used_at: str | None


class TokensShape(BaseModel):
    """One's own; those of all for whoever manages people."""

    items: list[TokenShape]
    total: int


class NewToken(BaseModel):
    """`days` until it ends."""

    model_config = ConfigDict(extra="forbid")

    title: Annotated[str, Field(min_length=1, max_length=60)]
    roles: Roles
    scope: ClearanceShape
    days: Annotated[int, Field(ge=1, le=366)] = 90


class MadeToken(BaseModel):
    """`secret` goes into `Authorization: Bearer …`; it is not shown again."""

    token: TokenShape
    secret: str
