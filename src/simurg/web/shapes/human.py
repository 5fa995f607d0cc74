"""Human sources: pseudonyms, contacts, openings of sealed identities, and the form of a report. No answer but one
(`Identity`, once) holds a word of who a source is."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Desk(BaseModel):
    """A source of sources.yaml under which human-source reports are taken in."""

    name: str
    title: str
    marking: str
    grade: str


class Forgotten(BaseModel):
    """When, by whom and why the key was destroyed."""

    at: str
    by: str
    why: str


class HumanSource(BaseModel):
    """A pseudonym. `sealed`: an identity is kept, sealed; `contacts` counts the contact history."""

    pseudonym: str
    desk: str
    marking: str
    sealed: bool
    since: str
    reports: int
    contacts: int
    last_contact: str | None
    forgotten: Forgotten | None


class HumanSources(BaseModel):
    """Those within the reader's scope, by pseudonym; and where new reports may go."""

    items: list[HumanSource]
    next: str | None
    total: int
    desks: list[Desk]


class Contact(BaseModel):
    """One meeting or message."""

    id: str
    at: str
    how: str
    note: str
    by: str


class HumanSourceFull(HumanSource):
    """With its contact history, latest first."""

    history: list[Contact]


class ContactForm(BaseModel):
    """What a handler writes down of a contact."""

    model_config = ConfigDict(extra="forbid")
    at: str = Field(max_length=40, description="A date or moment, UTC.")
    how: str = Field(min_length=1, max_length=100, description="For example: in person, by telephone.")
    note: str = Field(default="", max_length=4_000)


class OpeningForm(BaseModel):
    """Why the identity is needed."""

    model_config = ConfigDict(extra="forbid")
    reason: str = Field(min_length=10, max_length=1_000)


class ForgetForm(BaseModel):
    """Why the source is forgotten."""

    model_config = ConfigDict(extra="forbid")
    why: str = Field(min_length=3, max_length=1_000)


class Opening(BaseModel):
    """A request to see an identity. `asked` → another person agrees → `agreed` → shown once → `shown`."""

    id: str
    pseudonym: str
    reason: str
    asked_by: str
    asked_at: str
    agreed_by: str | None
    agreed_at: str | None
    shown_at: str | None
    lapses_at: str
    state: Literal["asked", "agreed", "shown", "lapsed"]
    may_agree: bool
    may_see: bool


class Openings(BaseModel):
    """Latest first, of sources within the reader's scope."""

    items: list[Opening]
    next: str | None
    total: int


class Origin(BaseModel):
    """Who the source is. Sealed in the process that takes it, before anything is stored."""

    model_config = ConfigDict(extra="forbid")
    name: str = Field(min_length=1, max_length=200)
    contact: str | None = Field(default=None, max_length=500)
    address: str | None = Field(default=None, max_length=500)
    how: str | None = Field(default=None, max_length=500, description="How the source is reached.")
    note: str | None = Field(default=None, max_length=4_000)


class Identity(BaseModel):
    """What was sealed; shown once."""

    pseudonym: str
    origin: Origin
    sealed_at: str


class MarkingForm(BaseModel):
    """Joined with the desk's own marking: it can only add."""

    model_config = ConfigDict(extra="forbid")
    level: str | None = Field(default=None, max_length=20)
    tlp: str | None = Field(default=None, max_length=20)
    compartments: list[str] = Field(default=[], max_length=20)
    releasable_to: list[str] | None = Field(default=None, max_length=20)


class EventForm(BaseModel):
    """An event that the report tells."""

    model_config = ConfigDict(extra="forbid")
    type: str = Field(max_length=40, description="PLOVER")
    actor: str | None = Field(default=None, max_length=500)
    recipient: str | None = Field(default=None, max_length=500)
    date: str | None = Field(default=None, max_length=40)
    place: str | None = Field(default=None, max_length=500)
    country: str | None = Field(default=None, max_length=500)
    deaths: int | None = Field(default=None, ge=0, le=10_000_000)


class HumanReport(BaseModel):
    """The form. `origin` is needed when the pseudonym is new, and may be left out afterwards."""

    model_config = ConfigDict(extra="forbid")
    desk: str = Field(max_length=60, description="A human source of sources.yaml.")
    pseudonym: str = Field(min_length=1, max_length=60)
    report: str = Field(min_length=1, max_length=60, description="The report's number; a correction has the same.")
    date: str = Field(max_length=40)
    reliability: str | None = Field(default=None, max_length=1)
    credibility: int | None = Field(default=None, ge=1, le=6)
    marking: MarkingForm | None = None
    title: str | None = Field(default=None, max_length=500)
    language: str | None = Field(default=None, max_length=40)
    place: str | None = Field(default=None, max_length=500)
    country: str | None = Field(default=None, max_length=500)
    actors: list[str] = Field(default=[], max_length=50)
    events: list[EventForm] = Field(default=[], max_length=50)
    body: str = Field(min_length=1, max_length=200_000)
    origin: Origin | None = None
