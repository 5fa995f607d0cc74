"""Coming in: the ways, what is said at the door, and what comes of it."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from simurg.web.shapes.me import Secret

Link = Annotated[str, Field(min_length=1, max_length=200)]


class ProviderShape(BaseModel):
    """Somebody who vouches for people; sign in at /api/session/oidc/{name}."""

    name: str
    title: str


class Ways(BaseModel):
    """How one can come in. `first`: there is no account yet; the server printed a link that makes the first one."""

    password: bool
    passkey: bool
    oidc: list[ProviderShape]
    first: bool


class SignIn(BaseModel):
    """Name and password."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=100)]
    password: Secret


class First(BaseModel):
    """The first administrator, by the link that the server printed."""

    model_config = ConfigDict(extra="forbid")

    token: Link
    name: Annotated[str, Field(min_length=1, max_length=40)]
    display: Annotated[str, Field(min_length=1, max_length=80)]
    password: Secret


class Invited(BaseModel):
    """Whoever was invited chooses a password."""

    model_config = ConfigDict(extra="forbid")

    token: Link
    password: Secret


class PasskeySignIn(BaseModel):
    """What `credential.toJSON()` gives."""

    model_config = ConfigDict(extra="forbid")

    credential: dict[str, Any]


class SignedIn(BaseModel):
    """Who is signed in, and the word for `X-CSRF-Token`."""

    name: str
    csrf: str
