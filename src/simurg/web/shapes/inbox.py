"""The inbox: what came in, folded into stories; and what is done with it."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from simurg.web.shapes.refs import Ref

Why = Annotated[str, Field(min_length=1, max_length=2000)]


class GradeShape(BaseModel):
    """Reliability of the source and credibility of the item (Admiralty code); F and 6: cannot be judged."""

    reliability: Literal["A", "B", "C", "D", "E", "F"]
    credibility: Literal[1, 2, 3, 4, 5, 6]
    grade: str
    in_words: str


class RegradeShape(BaseModel):
    """A grading that stands, by whom and why; `was` is the grade that the source came with."""

    by: str
    why: str
    at: str
    was: str


class FilingShape(BaseModel):
    """The report was filed under a requirement, a story (by one of its reports) or an entity."""

    id: str
    kind: Literal["requirement", "story", "entity"]
    target: str
    why: str
    by: str
    at: str


class Folded(BaseModel):
    """Another report of the same story."""

    report: str
    source: str | None
    title: str | None
    relation: Literal["near_copy", "altered_copy", "same_story"]
    grade: str
    known_at: str


class InboxItem(BaseModel):
    """One report, the best of its fold; `excerpt` are its first words. Text from outside: show it as text only."""

    id: str
    title: str | None
    excerpt: str
    source: str | None
    source_title: str
    discipline: str | None
    language: str | None
    url: str | None
    published_at: str | None
    known_at: str
    marking: str
    grade: GradeShape
    regraded: RegradeShape | None
    copies: int
    altered: int
    folded: list[Folded]
    requirements: list[str]
    filings: list[FilingShape]
    done: bool
    ref: Ref


class Inbox(BaseModel):
    """Newest first. `human` counts items of human sources, which are shown on request only."""

    items: list[InboxItem]
    next: str | None
    total: int
    human: int
    sources: list[str]


class Done(BaseModel):
    """Whether one has done with an item."""

    id: str
    done: bool


class GradeOrder(BaseModel):
    """A new grade with its reason."""

    model_config = ConfigDict(extra="forbid")

    reliability: Literal["A", "B", "C", "D", "E", "F"]
    credibility: Annotated[int, Field(ge=1, le=6)]
    why: Why


class FilingOrder(BaseModel):
    """Where a report belongs. `target`: a requirement's name, a report of a story (32 hex digits), or an entity."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["requirement", "story", "entity"]
    target: Annotated[str, Field(min_length=1, max_length=200)]
    why: Why


class WhyOrder(BaseModel):
    """A reason."""

    model_config = ConfigDict(extra="forbid")

    why: Why


class RecallShape(BaseModel):
    """A recall that stands, or (`withdrawn`) one that was taken back; `stale` rows rested on it."""

    id: str
    kind: Literal["report", "source"]
    target: str
    label: str
    reason: str
    by: str
    at: str
    withdrawn: bool
    reports: int
    stale: dict[str, int]
    products: list[Ref]
    ref: Ref | None


class Recalls(BaseModel):
    """Newest first."""

    items: list[RecallShape]
    next: str | None
    total: int
