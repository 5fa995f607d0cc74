"""Warnings: what the watch found that somebody should hear of, and who has heard."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

from simurg.web.shapes.refs import Ref

Severity = Literal["notice", "warning", "severe"]


class Heard(BaseModel):
    """Who acknowledged it, or to whom it was escalated by whom (`by` null: by the clock)."""

    what: Literal["acknowledged", "escalated"]
    by: str | None
    to: str | None
    why: str | None
    at: str


class Sent(BaseModel):
    """How it went out to oneself."""

    way: Literal["mail", "webhook"]
    state: Literal["waiting", "sent", "given_up"]
    at: str | None


class WarningShape(BaseModel):
    """One warning of the reader's picture."""

    id: str
    at: str
    severity: Severity
    title: str
    sentence: str
    requirement: str | None
    refs: list[Ref]
    marking: str
    acknowledged: bool
    heard: list[Heard]
    sent: list[Sent]


class Warnings(BaseModel):
    """Newest first."""

    items: list[WarningShape]
    next: str | None
    total: int
    waiting: int


class Escalation(BaseModel):
    """To whom, and why."""

    model_config = ConfigDict(extra="forbid")

    to: Annotated[str, StringConstraints(max_length=40, pattern="^[a-z][a-z0-9]*([-.][a-z0-9]+)*$")]
    why: Annotated[str, StringConstraints(min_length=1, max_length=1_000)]
