"""Notes: what analysts say of a row, for those who have the same picture."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from simurg.web.shapes.refs import Ref

Text = Annotated[str, StringConstraints(min_length=1, max_length=4_000)]


class About(BaseModel):
    """Which row, or which country or entity, a note is about."""

    model_config = ConfigDict(extra="forbid")

    table: Annotated[str, StringConstraints(pattern="^[a-z_]{1,30}$")]
    id: Annotated[str, StringConstraints(min_length=1, max_length=200)]


class NoteAsked(BaseModel):
    """A new note."""

    model_config = ConfigDict(extra="forbid")

    about: About
    text: Text


class NoteChange(BaseModel):
    """Other words for a note of one's own."""

    model_config = ConfigDict(extra="forbid")

    text: Text


class NoteShape(BaseModel):
    """`etag` is what If-Match wants; `edited` says that it has earlier versions; `mine` that one may change it."""

    id: str
    about: Ref
    text: str
    by: str
    at: str
    edited: bool
    mine: bool
    marking: str
    etag: str


class Notes(BaseModel):
    """Newest first."""

    items: list[NoteShape]
    next: str | None = Field(description="The cursor of the next page")
    total: int
