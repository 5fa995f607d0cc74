"""People as an administrator sees them, and what is said to change one."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Name = Annotated[str, Field(min_length=1, max_length=40)]
Display = Annotated[str, Field(min_length=1, max_length=80)]
Role = Literal["reader", "analyst", "handler", "partner", "auditor", "administrator"]
Roles = Annotated[list[Role], Field(min_length=1, max_length=6)]
Word = Annotated[str, Field(min_length=1, max_length=40)]
Words = Annotated[list[Word], Field(max_length=100)]


class ClearanceShape(BaseModel):
    """What somebody may see: level, TLP, every compartment listed (`*` is all), affiliations they stand under."""

    model_config = ConfigDict(extra="forbid")

    level: Literal["open", "restricted", "confidential", "secret", "top-secret"] = "open"
    tlp: Literal["clear", "green", "amber", "amber+strict", "red"] = "clear"
    compartments: Words = []
    affiliations: Words = []


class PersonShape(BaseModel):
    """An account. `provider`: who vouches for the person by OpenID Connect, if somebody does."""

    name: str
    display: str
    roles: list[str]
    clearance: ClearanceShape
    clearance_text: str
    state: Literal["invited", "active", "disabled"]
    picture: str | None
    provider: str | None
    passkeys: int
    sessions: int
    tokens: int
    version: int


class PeopleShape(BaseModel):
    """All of them, by name."""

    items: list[PersonShape]
    total: int


class NewPerson(BaseModel):
    """Somebody to be invited."""

    model_config = ConfigDict(extra="forbid")

    name: Name
    display: Display
    roles: Roles
    clearance: ClearanceShape


class PersonChange(BaseModel):
    """What is to become of an account; what is absent stays."""

    model_config = ConfigDict(extra="forbid")

    display: Display | None = None
    roles: Roles | None = None
    clearance: ClearanceShape | None = None
    state: Literal["active", "disabled"] | None = None


class InvitationShape(BaseModel):
    """A link that works once, shown once; `until` it does not work any more."""

    name: str
    link: str
    until: str


class InvitedShape(BaseModel):
    """The new account, and the link to hand to its person."""

    person: PersonShape
    invitation: InvitationShape


class EndedShape(BaseModel):
    """How many sessions were ended."""

    ended: int
