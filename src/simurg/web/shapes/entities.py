"""Entities: who is named, what is claimed of whom, and who is held to be the same."""

from typing import Literal

from pydantic import BaseModel, Field

from simurg.web.shapes.events import EventShape


class EntityLine(BaseModel):
    """One subject of claims or party to events."""

    key: str
    name: str
    kind: str | None
    claims: int
    events: int


class Entities(BaseModel):
    """A page of them, most told of first."""

    as_of: str
    picture: str
    items: list[EntityLine]
    next: str | None
    total: int


class ClaimShape(BaseModel):
    """One claim with its grade, times and origin."""

    claim: str
    subject: str
    predicate: str | None
    object: str | None
    valid_from: str | None
    valid_to: str | None
    known_at: str
    confidence: float | None
    source: str | None
    grade: str
    report: str | None


class Part(BaseModel):
    """What one feature adds to the log odds of two being one."""

    feature: str
    log_odds: float


class PairShape(BaseModel):
    """The machine's word on two subjects."""

    left: str
    right: str
    left_name: str | None
    right_name: str | None
    verdict: Literal["same", "not_same", "unsure"]
    probability: float
    parts: list[Part]


class JudgementShape(BaseModel):
    """An analyst's word on two subjects."""

    judgement: str
    left: str
    right: str
    verdict: Literal["same", "not_same", "unsure"]
    by: str | None
    why: str | None
    withdrawn: bool
    known_at: str | None


class Sides(BaseModel):
    """Events in which the entity acts, and in which something is done to it."""

    actor: int
    recipient: int


class Counterpart(BaseModel):
    """With whom the entity stands in events."""

    name: str
    count: int
    deaths: int | None


class EntityShape(BaseModel):
    """One entity. `contested`: predicates with one right answer to which sources give several. `claims` holds the
    first of `claims_total`; events are the latest few of all."""

    as_of: str
    picture: str
    entity: str
    members: list[str]
    cut: bool
    names: list[str]
    claims: list[ClaimShape]
    claims_total: int
    contested: list[str]
    events: Sides
    latest: list[EventShape]
    counterparts: list[Counterpart]
    months: list["Month"]
    held_same: list[PairShape]
    unsure: list[PairShape]
    judgements: list[JudgementShape]
    conflicts: list[list[str]]
    disputed: list[list[str]]


class Month(BaseModel):
    """How many events a month, for a small chart."""

    month: str
    count: int


class Judge(BaseModel):
    """Same, not the same, or unsure; `undo` takes one's own word back."""

    left: str = Field(min_length=1, max_length=500)
    right: str = Field(min_length=1, max_length=500)
    verdict: Literal["same", "not_same", "unsure"]
    why: str = Field(min_length=1, max_length=2_000)
    undo: bool = False
