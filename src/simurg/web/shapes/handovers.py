"""Hand-overs: what one analyst leaves to the next."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from simurg.web.shapes.notes import About
from simurg.web.shapes.refs import Ref


class HandoverAsked(BaseModel):
    """To one person, or (`to` null) to whoever has the same picture and takes it first."""

    model_config = ConfigDict(extra="forbid")

    to: Annotated[str, StringConstraints(max_length=40, pattern="^[a-z][a-z0-9]*([-.][a-z0-9]+)*$")] | None = None
    text: Annotated[str, StringConstraints(min_length=1, max_length=8_000)]
    refs: Annotated[list[About], Field(max_length=50)] = []


class HandoverShape(BaseModel):
    """`taken` is null while it waits."""

    id: str
    by: str
    to: str | None
    text: str
    refs: list[Ref]
    at: str
    marking: str
    mine: bool
    taken: str | None
    taken_by: str | None


class Handovers(BaseModel):
    """To and from oneself, and those to everybody: waiting ones first, then the newest."""

    items: list[HandoverShape]
    next: str | None
    total: int
    waiting: int = Field(description="How many wait for oneself")
