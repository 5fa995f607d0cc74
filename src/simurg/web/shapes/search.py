"""Search in all words, and suggestions while somebody types."""

from typing import Literal

from pydantic import BaseModel, Field


class Snippet(BaseModel):
    """Words of a hit; `marks` are [from, to) of what was asked for; `cut`: are words missing before, after."""

    text: str
    marks: list[list[int]]
    cut: list[bool]


class Hit(BaseModel):
    """One row that has the words."""

    id: str
    report: str
    title: Snippet
    words: Snippet
    source: str | None
    grade: str | None
    language: str | None
    published_at: str | None
    known_at: str | None
    subject: str | None


class HitGroup(BaseModel):
    """Hits that tell the same; `others` more are not shown."""

    id: str
    hits: list[Hit]
    others: int


class FoundKind(BaseModel):
    """What was found of one kind. `stand` hits were looked at; there are `at_most` so many."""

    kind: str
    table: str
    groups: list[HitGroup]
    stand: int
    at_most: int
    complete: bool


class Found(BaseModel):
    """The best of each kind."""

    question: str
    as_of: str
    picture: str
    found: list[FoundKind]


class Suggestion(BaseModel):
    """Where the palette may go. `id` is a key (entities, countries), a name (requirements, questions) or hex."""

    kind: Literal["entity", "country", "place", "requirement", "question", "product", "source"]
    id: str
    label: str
    detail: str | None


class Suggestions(BaseModel):
    """The likeliest first."""

    q: str
    items: list[Suggestion] = Field(max_length=50)
