"""Sources: their health, and the card of each: licence, limits, delay, what silence means."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class HealedShape(BaseModel):
    """A state that is over, with its span."""

    state: str
    since: str
    until: str
    what: str


class HealthShape(BaseModel):
    """How it is by the log of its fetches: a state, since when, in words, and what to do; what healed of late."""

    state: str
    since: str | None
    words: str
    next_step: str
    well: bool
    last_fetch: str | None
    healed: list[HealedShape]


class SourceShape(BaseModel):
    """Two clocks, volumes, gaps; `spark` are reports known in each of the last 14 days, oldest first."""

    name: str
    title: str
    connector: str
    discipline: str
    schedule: str | None
    health: HealthShape
    what: str
    publisher: str
    licence: str
    terms: str
    limits: str
    delay: str
    absence: str
    grade: str
    marking: str
    last_fetched: str | None
    last_content: str | None
    late: bool
    recalled: bool
    gap: str
    documents: int
    unfinished: int
    quarantined: int
    rows: dict[str, int]
    spark: list[int]


class CauseShape(BaseModel):
    """What could not be read, by source and cause."""

    source: str
    cause: str
    places: int
    document: str
    place: str


class Sources(BaseModel):
    """By name; what could not be read is counted by cause."""

    at: str
    items: list[SourceShape]
    total: int
    not_in_sources: list[str]
    quarantine_count: int
    quarantine: list[CauseShape]


class CollectOrder(BaseModel):
    """Which sources to collect; none named: all."""

    model_config = ConfigDict(extra="forbid")

    sources: Annotated[list[Annotated[str, Field(min_length=1, max_length=60)]], Field(max_length=200)] = []
