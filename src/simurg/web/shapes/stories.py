"""Stories: reports that tell of one thing, their independent origins, and altered copies."""

from pydantic import BaseModel, Field


class StoryLine(BaseModel):
    """One story; `report` names it."""

    title: str | None
    first: str
    last: str
    reports: int
    independent_origins: int
    circular: bool
    altered: int
    report: str


class Stories(BaseModel):
    """A page of them, most independent origins first."""

    as_of: str
    picture: str
    days: int
    reports: int
    stories: int
    single_origin: int
    with_altered_copies: int
    items: list[StoryLine]
    next: str | None
    total: int


class StoryReport(BaseModel):
    """One report of a story."""

    report: str
    title: str | None
    source: str | None
    grade: str
    at: str


class GoesBack(BaseModel):
    """Why a report is no origin of its own."""

    report: str
    to: str
    rule: str
    name: str | None


class Origin(BaseModel):
    """Reports that go back to one."""

    reports: list[StoryReport]
    circular: bool
    goes_back: list[GoesBack]


class Difference(BaseModel):
    """What was said, and what the copy says."""

    kind: str
    was: str | None
    says: str | None


class AlteredCopy(BaseModel):
    """A copy that changed what it copied."""

    report: str
    original: str
    source: str | None
    differs: list[Difference]


class StoryShape(StoryLine):
    """One story whole."""

    as_of: str
    picture: str
    origins: list[Origin]
    without_rule: dict[str, int] = Field(description="Origins there would be without one of the rules.")
    altered_copies: list[AlteredCopy]
