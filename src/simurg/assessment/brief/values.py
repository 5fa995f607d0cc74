"""What stands on a brief, as values: lines, the evidence they lead to, and the sections that hold them.

A line is made of spans, so that what we say stays apart from what we repeat: a `name` span is text from
outside (isolated and escaped by whoever draws it). Every line has references into the brief's evidence list,
or says of itself that there is no report. Nothing here knows about HTML or PDF.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from simurg.assessment.charts.fan import Fan
from simurg.assessment.charts.tiles import Chances
from simurg.ontology.errors import InternalError

SpanKind = Literal["plain", "name", "figure"]
EvidenceKind = Literal["report", "event", "finding", "forecast", "recall", "score"]


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a line: our own words, a name or title from outside, or a figure."""

    text: str
    kind: SpanKind = "plain"


@dataclass(frozen=True, slots=True, order=True)
class Reference:
    """A row that a line rests on."""

    kind: EvidenceKind
    id: UUID


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence. `rests_on` is how many rows it rests on; `references` are those of them that are listed."""

    spans: tuple[Span, ...]
    references: tuple[Reference, ...] = ()
    rests_on: int = 0
    says_no_report: bool = False

    def __post_init__(self) -> None:
        if not self.references and not self.says_no_report:
            raise InternalError("A line of a brief leads to no report and does not say so.")

    @property
    def text(self) -> str:
        return "".join(span.text for span in self.spans)


def name(text: object) -> Span:
    """Text that came from outside."""
    return Span(str(text), "name")


def figure(text: object) -> Span:
    """A number, with its unit."""
    return Span(str(text), "figure")


def sentence(*parts: str | Span) -> tuple[Span, ...]:
    """Spans from our own words (str) and spans."""
    return tuple(Span(part) if isinstance(part, str) else part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One numbered entry of the evidence list: `says` is the event in words, `report` the report it was taken from."""

    number: int
    reference: Reference
    source: str
    grade: str  # for example B2, or "not graded"
    date: date | None
    title: str
    says: str = ""
    url: str = ""
    report: UUID | None = None

    @property
    def short_id(self) -> str:
        return self.reference.id.hex[:12]


@dataclass(frozen=True, slots=True)
class Confidence:
    """How good the basis is, apart from how probable something is (ICD 203)."""

    level: Literal["low", "moderate", "high"]
    reason: str


@dataclass(frozen=True, slots=True)
class Quote:
    """A report's own title under a warning."""

    title: str
    source: str
    grade: str
    date: date | None
    reference: Reference


@dataclass(frozen=True, slots=True)
class Warning:
    """A finding. `weekly` counts events of its subject by week, oldest first; `also` names other requirements."""

    line: Line
    chance: str
    confidence: Confidence
    quotes: tuple[Quote, ...] = ()
    weekly: tuple[int, ...] = ()
    subject: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Range:
    """A forecast for one period: 80 % of the samples lie from `low` to `high`."""

    label: str
    low: float
    median: float
    high: float
    at_least: float  # probability that the value reaches the threshold


@dataclass(frozen=True, slots=True)
class PastCase:
    """A past like the place's last two years, and what became of it: sums before and after, as they are shown."""

    place: str
    month: str
    before: str
    after: str
    months_reached: int
    distance: str
    row: str  # of its last measurement


@dataclass(frozen=True, slots=True)
class Why:
    """Why a forecast says so, in words. `note` says where the explanation is not of the very forecast shown."""

    drivers: tuple[str, ...]
    news: str
    steps: str
    cases: tuple[PastCase, ...]
    all_cases: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Outlook:
    """Forecasts of one series at one place, nearest period first, with the model's track record beside them.

    `chances` are levels with the probability of reaching them in the nearest period. `alarm` stands where that of the
    threshold is worth a warning by the costs that the requirement states.
    """

    line: Line
    record: str
    ranges: tuple[Range, ...]
    threshold: float
    place: str
    series: str
    chances: tuple[tuple[float, float], ...] = ()
    alarm: bool = False
    fan: Fan | None = None
    why: Why | None = None


@dataclass(frozen=True, slots=True)
class RequirementSection:
    """What concerns one requirement. `left_out` counts lines that the page had no room for."""

    name: str
    question: str
    priority: int | None
    terms: tuple[str, ...] = ()
    changes: tuple[Line, ...] = ()
    warnings: tuple[Warning, ...] = ()
    outlooks: tuple[Outlook, ...] = ()
    gaps: tuple[Line, ...] = ()
    weekly: tuple[int, ...] = ()
    left_out: int = 0
    alarms: str = ""  # what to expect of warnings by stated costs

    def lines(self) -> Iterator[Line]:
        """In the order of the page."""
        yield from (warning.line for warning in self.warnings)
        yield from self.changes
        yield from (outlook.line for outlook in self.outlooks)
        yield from self.gaps


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """The two clocks of one source, as of the brief's moment; `gap` says in words what is missing."""

    name: str
    title: str = ""
    last_fetched: datetime | None = None
    last_content: datetime | None = None
    late: bool = False
    gap: str = ""


@dataclass(frozen=True, slots=True)
class RecallNote:
    """A recall since, and what it took away."""

    line: Line
    effect: str


@dataclass(frozen=True, slots=True)
class Brief:
    """The page. All moments are UTC; `recorded_until` is None where nothing was cut off."""

    title: str
    marking: str
    picture: str
    issued: bool
    exercise: bool
    known_at: datetime
    recorded_until: datetime | None
    since: datetime
    sections: tuple[RequirementSection, ...] = ()
    outside: RequirementSection | None = None
    sources: tuple[SourceHealth, ...] = ()
    recalls: tuple[RecallNote, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    evidence_in_all: int = 0
    map: Chances | None = None
    _numbers: dict[Reference, int] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._numbers.update({entry.reference: entry.number for entry in self.evidence})
        missing = [ref for line in self.lines() for ref in line.references if ref not in self._numbers]
        if missing:
            raise InternalError(f"{len(missing)} references of a brief are not in its evidence list.")

    def lines(self) -> Iterator[Line]:
        """Every line, in the order of the page."""
        for section in self.all_sections():
            yield from section.lines()
        yield from (note.line for note in self.recalls)

    def all_sections(self) -> tuple[RequirementSection, ...]:
        return (*self.sections, *((self.outside,) if self.outside else ()))

    def number_of(self, reference: Reference) -> int:
        """Where a reference stands in the evidence list."""
        return self._numbers[reference]

    def headlines(self, most: int = 5) -> tuple[str, ...]:
        """The lines that matter, as text under their section's name: warnings, then of each section the greatest
        change, the first outlook, the first gap; totals come last."""
        told: list[tuple[int, str, Line]] = []
        for section in self.all_sections():
            told += [(0, section.name, warning.line) for warning in section.warnings]
            told += [(1, section.name, line) for line in section.changes[1:2]]
            told += [(1, section.name, outlook.line) for outlook in section.outlooks[:1]]
            told += [(1, section.name, line) for line in section.gaps[:1]]
            told += [(2, section.name, line) for line in section.changes[:1]]
        told.sort(key=lambda one: one[0])  # stable: within a rank in the order of the page
        return tuple(f"{name}: {line.text}" for _, name, line in told[:most])
