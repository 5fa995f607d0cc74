"""Events as rows."""

from pydantic import BaseModel, Field


class Deaths(BaseModel):
    """As the source tells them; null is unknown, not zero."""

    low: int | None
    best: int | None
    high: int | None


class EventShape(BaseModel):
    """One event as one report tells it."""

    id: str
    actor: str | None
    recipient: str | None
    event_type: str | None
    mode: str | None
    domain: str | None
    description: str | None
    place: str | None
    country: str | None
    latitude: float | None
    longitude: float | None
    precision: str | None
    from_: str | None = Field(alias="from")
    to: str | None
    deaths: Deaths
    source: str | None
    report: str | None
    grade: str | None
    known_at: str
    marking: str


class Events(BaseModel):
    """A page of them, the latest first. `next` is given back as `cursor`; null: that was all."""

    as_of: str
    picture: str
    items: list[EventShape]
    next: str | None
    total: int
