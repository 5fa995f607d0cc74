"""What a reader makes of a report. Every part carries its span: characters of `Text.whole`, end exclusive.

A reader is pure: it is given texts and gives readings, in their order. The event coder is one, a language model behind
`outbound` is another; both give the same kind of reading, so that they can be compared and scored alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

Factuality = Literal["asserted", "attributed", "planned", "possible", "denied"]
"""Told as a fact; told as what somebody says; announced; said to be possible or conditional; said not to be so."""
Precision = Literal["exact", "place", "admin2", "admin1", "country", "unknown"]
BREAK = "\n\n"
"""Between a report's title and its body."""


@dataclass(frozen=True, slots=True)
class Span:
    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Text:
    """A report as readers are given it. `language`: what its publisher states (BCP 47), if anything. `home`: the
    publisher's country (ISO 3166-1 alpha-3), which decides between places of one name, if known."""

    title: str
    body: str
    published_at: datetime | None = None
    language: str | None = None
    home: str | None = None

    @property
    def whole(self) -> str:
        """Title and body as one text: what spans count in."""
        return f"{self.title}{BREAK}{self.body}" if self.title else self.body


@dataclass(frozen=True, slots=True)
class PlaceNamed:
    """A place that a text names. `alternatives`: other places of that name that it may be, the likeliest first."""

    name: str  # as the gazetteer writes it, in English
    country: str  # ISO 3166-1 alpha-3
    precision: Precision
    span: Span
    admin1: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    alternatives: tuple[str, ...] = ()  # "Name, Region, COUNTRY"


@dataclass(frozen=True, slots=True)
class ActorNamed:
    """A state, its institution, an organisation or a group. `code`: country (alpha-3) and role, for example
    RUS GOV, NGA REB, or an organisation's own, IGO NATO; '' where no vocabulary has it."""

    name: str  # canonical, in English where a vocabulary has one
    code: str
    kind: Literal["state", "institution", "organisation", "group", "people", "person"]
    span: Span
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """When something was, relative words resolved against the moment of publication. `until` is exclusive. UTC."""

    start: datetime
    until: datetime
    span: Span | None  # None: from the publication alone
    precision: Literal["minute", "day", "week", "month", "year"] = "day"


@dataclass(frozen=True, slots=True)
class Quantity:
    """`what`: deaths, injured, displaced, detained, missing, affected; bounds where the text gives them."""

    what: str
    low: int | None
    best: int | None
    high: int | None
    span: Span


@dataclass(frozen=True, slots=True)
class EventRead:
    """One event. `event_type` is PLOVER's; `confidence` 0 to 1, calibrated on sentences that were not learnt from;
    None: nobody measured it."""

    event_type: str
    actor: ActorNamed | None
    recipient: ActorNamed | None
    span: Span  # the words that tell it
    sentence: Span
    confidence: float | None
    mode: str | None = None
    domain: str | None = None
    place: PlaceNamed | None = None
    period: Period | None = None
    deaths: Quantity | None = None
    factuality: Factuality = "asserted"
    attributed_to: str | None = None  # who says so, in the report's words


@dataclass(frozen=True, slots=True)
class ClaimRead:
    subject: str
    predicate: str
    object: str
    span: Span
    confidence: float | None = None
    factuality: Factuality = "asserted"
    attributed_to: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """Of one report by one reader. `abstained`: sentences with two actors that the reader would not code. `refused`:
    why there is nothing at all (for example the report is marked above what a model may be sent)."""

    language: str | None  # BCP 47; None: cannot be told
    language_confidence: float
    sentences: tuple[Span, ...] = ()
    events: tuple[EventRead, ...] = ()
    claims: tuple[ClaimRead, ...] = ()
    places: tuple[PlaceNamed, ...] = ()
    actors: tuple[ActorNamed, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    abstained: int = 0
    refused: str = ""
    notes: tuple[str, ...] = field(default=())  # what a reader of readings should know, for example quotes not found


class Reader(Protocol):
    """`name` stands as `method`, `version` as `version` of the rows that its readings become."""

    @property
    def name(self) -> str: ...
    @property
    def version(self) -> str: ...
    def read(self, texts: Sequence[Text]) -> list[Reading]: ...
