"""Retention: how long what is kept, what is due, and what was erased."""

from pydantic import BaseModel


class Period(BaseModel):
    """Periods of a source in days; null: kept without limit. `payload`: raw bytes; `quarantine`: what could not be
    read; `rows`: the words and names of reports and of what they told; `contacts`: of human sources."""

    source: str
    title: str
    payload: float | None
    quarantine: float | None
    rows: float | None
    contacts: float | None


class Due(BaseModel):
    """What a run would erase now."""

    source: str
    kind: str
    count: int
    oldest: str


class Erased(BaseModel):
    """What was erased: the trace that stays."""

    kind: str
    target: str
    source: str | None
    at: str
    why: str


class Retention(BaseModel):
    """`erased` has the latest; `total` counts all."""

    periods: list[Period]
    due: list[Due]
    erased: list[Erased]
    next: str | None
    total: int
