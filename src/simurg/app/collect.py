"""Collecting: every source's documents into the ledger, resumable at any moment.

A source that cannot be collected is told as an error of its own, and the others go on; only what the operator must
mend (a full disk) ends the run. A source that brings fewer or more rows than it states is said loudly.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from simurg.app.documents import Register, digests, files_of, reading_of
from simurg.app.intake import Intake, Opened
from simurg.app.keeping import Kept
from simurg.app.queue import Progress
from simurg.app.reading import parts_of
from simurg.app.worker import Desk
from simurg.collection import registry
from simurg.collection.connector import Parse
from simurg.collection.source import Source
from simurg.ledger.entries import Document
from simurg.ledger.ledger import operator_view
from simurg.ledger.recall import recalled_sources
from simurg.ontology.errors import CallerError, OperatorError, SimurgError, SourceError


@dataclass(slots=True)
class Outcome:
    """What became of one source. `rows` counts what its present documents say, `new_rows` what was new."""

    source: str
    documents: int = 0
    new_documents: int = 0
    rows: int = 0
    new_rows: int = 0
    rejects: int = 0
    warnings: list[str] = field(default_factory=list)
    error: str = ""

    def count(self, document: Document) -> None:
        self.documents += 1
        self.rows += document.rows
        self.rejects += document.rejects


def collect(desk: Desk, sources: Sequence[Source], names: Sequence[str] = ()) -> dict[str, Any]:
    """All sources, or the named ones. Returns counts, warnings and errors by source; CallerError for unknown names."""
    unknown = sorted(set(names) - {source.name for source in sources})
    if unknown:
        raise CallerError(f"There is no source {unknown[0][:60]!r}.", hint="See sources.yaml for their names.")
    recalled = recalled_sources(operator_view(desk.ledger))
    outcomes: list[Outcome] = []
    for source in (one for one in sources if not names or one.name in names):
        outcome = Outcome(source.name)
        outcomes.append(outcome)
        try:
            if source.name in recalled:
                raise SourceError(
                    f"Source {source.name} is recalled and was not collected.",
                    hint=f"Take the recall back first: `simurg recall {source.name} --undo --why …`.",
                )
            _collect_source(desk, source, outcome)
        except OperatorError:
            raise
        except SimurgError as error:
            outcome.error = str(error)
    return {
        "sources": [asdict(one) for one in outcomes],
        "warnings": [f"{one.source}: {text}" for one in outcomes for text in one.warnings],
        "errors": [one.error for one in outcomes if one.error],
        "rows": sum(one.rows for one in outcomes),
        "new_rows": sum(one.new_rows for one in outcomes),
    }


def _collect_source(desk: Desk, source: Source, outcome: Outcome) -> None:
    module = registry.find(source.connector)
    paths = files_of(source, desk.workspace.folder)
    register = Register(desk.ledger.catalogue, source, reading_of(source, module.CONNECTOR))
    kept = (Kept(desk.workspace.payloads), Kept(desk.workspace.quarantine))
    intake = Intake(desk.ledger, source, module.CONNECTOR, kept)
    for found in digests(paths, source):
        if isinstance(found, SourceError):
            outcome.warnings.append(str(found))
            continue
        document = register.begin(found, desk.clock())
        if not document.finished:
            try:
                document = _read(desk, intake, module.parse, Opened(found, document), source)
            except SourceError as error:
                outcome.warnings.append(str(error))
                continue
            outcome.new_documents += 1
        outcome.count(document)
        desk.tell(Progress(f"collecting {source.name}", outcome.documents, outcome.rows))
    intake.flush()
    outcome.new_rows = intake.new_rows
    outcome.warnings += _volume(source, outcome)


def _read(desk: Desk, intake: Intake, parse: Parse, opened: Opened, source: Source) -> Document:
    """One document to the end; its last state."""
    document = opened.document
    before = (0, 0)
    raw = opened.found.raw(source, document.fetched_at)
    for number, part in enumerate(parts_of(parse, raw), start=1):
        if part.last and number == 1:
            return intake.take_small(opened, part)
        document = intake.take_stretch(opened, part, number, before)
        before = (document.rows, document.rejects)
        desk.tell(Progress(f"collecting {source.name}", 0, document.rows))
    return document


def _volume(source: Source, outcome: Outcome) -> list[str]:
    """Too few or too many rows, in words."""
    said = []
    if outcome.rows < source.least_rows:
        said.append(f"{outcome.rows:,} rows, fewer than the {source.least_rows:,} that this source states as its least")
    if outcome.rows > source.most_rows:
        said.append(f"{outcome.rows:,} rows, more than the {source.most_rows:,} that this source states as its most")
    if outcome.rejects:
        said.append(f"{outcome.rejects:,} places could not be read and are in quarantine; see `simurg status`")
    if not outcome.documents:
        said.append("its address names no document")
    return said
