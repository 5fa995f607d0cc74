"""Requirements: what one needs to know, what covers it, and where there is a gap."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from simurg.web.shapes.refs import Ref

Word = Annotated[str, Field(min_length=1, max_length=80)]


class CoverShape(BaseModel):
    """A source that brought something on it within the days that are looked at."""

    source: str
    title: str
    reports: int
    events: int
    last: str
    late: bool


class Coverage(BaseModel):
    """In the last `days`. `gaps` in words: no source, none fresh, one source alone, no graded one."""

    days: int
    reports: int
    events: int
    sources: list[CoverShape]
    last: str | None
    gaps: list[str]


class RequirementShape(BaseModel):
    """`etag` is what If-Match wants; `editable` false: it stands under another marking than one's own."""

    name: str
    question: str
    regions: list[str]
    topics: list[str]
    priority: int
    owner: str
    marking: str
    cost_of_miss: float | None
    cost_of_false_alarm: float | None
    etag: str
    editable: bool
    coverage: Coverage
    doubts: list[str]
    ref: Ref


class Requirements(BaseModel):
    """By priority and name."""

    items: list[RequirementShape]
    total: int


class RequirementOrder(BaseModel):
    """A requirement whole; what is left out is empty."""

    model_config = ConfigDict(extra="forbid")

    question: Annotated[str, Field(max_length=2000)] = ""
    regions: Annotated[list[Word], Field(max_length=100)] = []
    topics: Annotated[list[Word], Field(max_length=100)] = []
    priority: Annotated[int, Field(ge=1, le=9)] = 5
    owner: Annotated[str, Field(max_length=200)] = ""
    cost_of_miss: Annotated[float, Field(gt=0, le=1e12)] | None = None
    cost_of_false_alarm: Annotated[float, Field(gt=0, le=1e12)] | None = None
