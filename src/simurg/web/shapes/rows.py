"""The evidence drawer: one row with its words, grade, basis, and what became of it."""

from typing import Any, Literal

from pydantic import BaseModel, Field


class Words(BaseModel):
    """The words a row was taken from, `span`, between those around them. `exact` false: the record of a data
    file, as it was read."""

    before: str
    span: str
    after: str
    cut_before: bool
    cut_after: bool
    exact: bool = True


class GradeShape(BaseModel):
    """Admiralty: reliability of the source, credibility of what is said."""

    grade: str
    in_words: str


class LinkShape(BaseModel):
    """A row that this one rests on, or that rests on this one."""

    table: str
    id: str
    how: str
    label: str


class HistoryLine(BaseModel):
    """A moment in the life of the row: told, changed, recalled, recall undone."""

    at: str
    kind: str
    table: str
    id: str
    words: str


class ErasedWords(BaseModel):
    """A report whose words were erased when their time was over; the row that rests on it stays."""

    report: str
    at: str
    why: str


class ReadEvent(BaseModel):
    """An event that a reader found, with the words it stands on. `factuality` other than asserted or attributed: it
    stands in the reading alone."""

    type: str
    actor: str | None
    recipient: str | None
    place: str | None
    factuality: str
    attributed_to: str | None
    confidence: float | None
    words: str


class ReadClaim(BaseModel):
    """A claim that a reader found."""

    subject: str
    predicate: str
    object: str
    factuality: str
    words: str


class ReadingShape(BaseModel):
    """What one reader made of a report. `counted`: its events and claims are those of the ledger. `agreement`: with
    that reader, 0 to 1; null where there is nothing to agree about."""

    id: str
    reader: str
    version: str
    counted: bool
    language: str | None
    sentences: int
    events: int
    claims: int
    abstained: int
    agreement: float | None
    refused: str | None
    found: list[ReadEvent]
    claimed: list[ReadClaim]
    notes: list[str]


class RowShape(BaseModel):
    """One row. `stands` false: recalled, outdated or stale, and `reasons` say why."""

    as_of: str
    picture: str
    table: str
    id: str
    label: str
    marking: str
    row: dict[str, Any]
    asked: str | None = Field(description="The question that an answer or an outcome is of.")
    report: dict[str, Any] | None
    grade: GradeShape | None
    words: Words | None
    readings: list[ReadingShape] = Field(description="Of a report: what its readers made of it, side by side.")
    corroboration: dict[str, Any] | None
    rests_on: list[LinkShape]
    rests_on_count: int
    rested_on_by: list[LinkShape]
    rested_on_by_count: int
    stands: bool
    reasons: list[str]
    erased: list[ErasedWords]
    history: list[HistoryLine]


class ReportBody(BaseModel):
    """A stretch of a report's body. Text only: nothing of it is ever markup. `offset` and `total` are characters."""

    as_of: str
    id: str
    title: str | None
    source: str | None
    url: str | None
    language: str | None
    published_at: str | None
    known_at: str
    grade: GradeShape | None
    marking: str
    stands: bool
    reasons: list[str]
    offset: int
    text: str
    total: int
    next: int | None


class PieceShape(BaseModel):
    """A stretch of text: `same` in both versions, `added` by the later one, or `removed` from the earlier."""

    kind: Literal["same", "added", "removed"]
    text: str


class VersionShape(BaseModel):
    """A version of a report. `change` and `title_change` against the version before are empty where nothing changed;
    long stretches that stayed are cut (…)."""

    id: str
    known_at: str
    published_at: str | None
    title: str | None
    marking: str
    stands: bool
    words_added: int
    words_removed: int
    title_change: list[PieceShape]
    change: list[PieceShape]


class ReportVersions(BaseModel):
    """The versions that may be seen at the moment, the earliest first; of many the newest. `count` is of all."""

    as_of: str
    id: str
    count: int
    versions: list[VersionShape]
