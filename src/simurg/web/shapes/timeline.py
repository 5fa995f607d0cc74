"""The timeline: events by day, week or month."""

from typing import Literal

from pydantic import BaseModel, Field


class Bucket(BaseModel):
    """Half open. `known` false: no source told anything of that time, so a zero says nothing."""

    from_: str = Field(alias="from")
    to: str
    count: int
    deaths: int | None
    known: bool


class Timeline(BaseModel):
    """One bucket for each step of the period, empty ones too."""

    as_of: str
    picture: str
    by: Literal["day", "week", "month"]
    buckets: list[Bucket]
    total: int
    undated: int = Field(description="Events without a date are in no bucket.")
