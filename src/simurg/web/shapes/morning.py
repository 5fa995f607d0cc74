"""The morning: what changed since one last looked, and why it matters."""

from typing import Literal

from pydantic import BaseModel

from simurg.web.shapes.refs import Ref

Kind = Literal["surge", "shift", "forecast", "story", "recall", "question", "grading"]
Verdict = Literal["useful", "not_useful"]


class ConfidenceShape(BaseModel):
    """How good the basis is (ICD 203), apart from how probable something is."""

    word: Literal["low", "moderate", "high"]
    why: str


class DriverShape(BaseModel):
    """One reason, in words, and the row that it rests on."""

    text: str
    ref: Ref | None


class EvidenceCount(BaseModel):
    """Reports behind a card: how many of each grade (`B2`; `ungraded`), and from how many independent origins (None:
    that cannot be told)."""

    by_grade: dict[str, int]
    total: int
    independent_origins: int | None


class CardShape(BaseModel):
    """One change. `old`, `new` are of what `measured` says; `probability` stands by itself, None where nothing is
    forecast. `change` × `consequence` is the order. `stale` says why it no longer stands as it was drawn."""

    id: str
    kind: Kind
    sentence: str
    country: str | None
    place: str | None
    requirement: str | None
    measured: str
    old: float | None
    new: float | None
    probability: float | None
    confidence: ConfidenceShape
    drivers: list[DriverShape]
    would_change: str
    evidence: EvidenceCount
    refs: list[Ref]
    change: float
    consequence: float
    feedback: Verdict | None
    stale: list[str]
    at: str


class Told(BaseModel):
    """A line that leads to a row."""

    text: str
    ref: Ref | None


class Tripped(BaseModel):
    """A requirement that a warning of now concerns."""

    requirement: str | None
    text: str
    ref: Ref
    at: str


class Expiring(BaseModel):
    """A question whose deadline comes within a week; `probability` is the group's."""

    name: str
    title: str
    deadline: str
    probability: float | None
    ref: Ref


class Late(BaseModel):
    """A source that has brought nothing new for longer than it should."""

    source: str
    title: str
    last_content: str | None
    text: str


class PlaceShape(BaseModel):
    """For the small map: the chance of the threshold in the nearest month, and how it moved."""

    country: str
    name: str
    value: float | None
    change: float | None
    ref: Ref | None


class Morning(BaseModel):
    """At most seven cards; what did not change stands folded below. `more` cards had no room."""

    as_of: str
    since: str
    since_is: Literal["asked", "last_looked", "week"]
    picture: str
    marking: str
    exercise: bool
    cards: list[CardShape]
    more: int
    unchanged: list[Told]
    tripped: list[Tripped]
    expiring: list[Expiring]
    late: list[Late]
    places: list[PlaceShape]
    measured: str


class Looked(BaseModel):
    """When one last looked."""

    last_looked: str


class FeedbackOrder(BaseModel):
    """Was it of use? `verdict` None takes one's word back."""

    verdict: Verdict | None
    why: str = ""
