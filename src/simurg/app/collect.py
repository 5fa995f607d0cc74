"""Collecting: every source's documents into the ledger, resumable at any moment.

What was fetched leaves the spool once it is in the ledger, or was erased from it. A source that cannot be collected is
told as an error of its own, and the others go on; only what the operator must mend (a full disk) ends the run. A source
that brings fewer or more rows than it states is said loudly.
"""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from typing import Any

from simurg.app.documents import Found, Register, found_of, place_of, reading_of
from simurg.app.following.spool import Spool
from simurg.app.intake import Intake, Opened
from simurg.app.keeping import Kept
from simurg.app.queue import Progress
from simurg.app.reading import Misfit, parts_of
from simurg.app.worker import Desk
from simurg.collection import registry
from simurg.collection.connector import Parse, SettingsError
from simurg.collection.followed import on_network
from simurg.collection.source import Source
from simurg.ledger.entries import Document
from simurg.ledger.erased import erased_bytes
from simurg.ledger.ledger import operator_view
from simurg.ledger.recall import recalled_sources
from simurg.ontology.errors import CallerError, OperatorError, SimurgError, SourceError


@dataclass(slots=True)
class Outcome:
    """What became of one source. `rows` counts what its present documents say, `new_rows` what was new. `cause`: why
    most of what is new and could not be read could not be; `unfit`: nothing fits the settings of the source."""

    source: str
    documents: int = 0
    new_documents: int = 0
    rows: int = 0
    new_rows: int = 0
    rejects: int = 0
    erased: int = 0
    warnings: list[str] = field(default_factory=list)
    error: str = ""
    cause: str = ""
    unfit: bool = False

    def count(self, document: Document) -> None:
        self.documents += 1
        self.rows += document.rows
        self.rejects += document.rejects


def collect(desk: Desk, sources: Sequence[Source], names: Sequence[str] = ()) -> dict[str, Any]:
    """All sources that are enabled, or the named ones. Returns counts, warnings and errors by source; CallerError for
    unknown names."""
    recalled = recalled_sources(operator_view(desk.ledger))
    outcomes: list[Outcome] = []
    for source in chosen(sources, names):
        outcome = Outcome(source.name)
        outcomes.append(outcome)
        try:
            if source.name in recalled:
                raise SourceError(
                    f"Source {source.name} is recalled and was not collected.",
                    hint=f"Take the recall back first: `simurg recall {source.name} --undo --why …`.",
                )
            if not source.enabled:
                raise SourceError(f"Source {source.name} is switched off.", hint="Set `enabled: true` in sources.yaml.")
            _collect_source(desk, source, outcome)
        except OperatorError:
            raise
        except SimurgError as error:
            outcome.error = str(error)
            outcome.unfit = isinstance(error, SettingsError)
    return {
        "sources": [asdict(one) for one in outcomes],
        "warnings": [f"{one.source}: {text}" for one in outcomes for text in one.warnings],
        "errors": [one.error for one in outcomes if one.error],
        "rows": sum(one.rows for one in outcomes),
        "new_rows": sum(one.new_rows for one in outcomes),
    }


def chosen(sources: Sequence[Source], names: Sequence[str]) -> list[Source]:
    """The named ones, or all that are enabled; CallerError for a name that is none."""
    unknown = sorted(set(names) - {source.name for source in sources})
    if unknown:
        raise CallerError(f"There is no source {unknown[0][:60]!r}.", hint="See sources.yaml for their names.")
    return [one for one in sources if (one.name in names if names else one.enabled)]


def _collect_source(desk: Desk, source: Source, outcome: Outcome) -> None:
    with closing(Spool(desk.workspace.folder, desk.workspace.state)) as spool:
        settled = _read_all(desk, source, outcome, spool)
        spool.drop([one.spooled for one in settled if one.spooled is not None])


def _read_all(desk: Desk, source: Source, outcome: Outcome, spool: Spool) -> list[Found]:
    """Every document of a source; those that are in the ledger, or must not be, in the end."""
    module = registry.find(source.connector)
    register = Register(desk.ledger.catalogue, source, reading_of(source, module.CONNECTOR))
    kept = (Kept(desk.workspace.payloads), Kept(desk.workspace.quarantine))
    round_ = _Round(desk, source, module.parse, register, Intake(desk.ledger, source, module.CONNECTOR, kept))
    misfits: list[Opened] = []
    settled: list[Found] = []
    fault, gone, seen = "", _erased(desk, source), False
    for found in found_of(source, desk.workspace.folder, spool):
        seen = True
        if isinstance(found, SourceError):
            outcome.warnings.append(_warning(found))
            continue
        if found.sha256 in gone:  # what was erased is not taken again
            outcome.erased += 1
            settled.append(found)
            continue
        opened = Opened(found, register.look(found, desk.clock()))
        try:
            settled += [found] if _take(round_, opened, outcome, misfits=False) else []
        except Misfit as error:
            misfits.append(opened)
            fault = fault or error.what
        except SettingsError as error:
            raise SettingsError(f"Source {source.name}: {error.what}", hint=error.hint) from error
    if misfits and not outcome.rows:
        round_.intake.flush()
        raise SettingsError(f"Source {source.name}: {fault}", hint="Mend its options in sources.yaml, or its address.")
    settled += [opened.found for opened in misfits if _take(round_, opened, outcome, misfits=True)]
    round_.intake.flush()
    outcome.new_rows = round_.intake.new_rows
    outcome.cause = max(round_.intake.causes, key=round_.intake.causes.__getitem__, default="")
    outcome.warnings += _volume(source, outcome)
    if not seen and not on_network(source.address):
        place = place_of(source, desk.workspace.folder)
        outcome.warnings.append(f"its address names no document (looked for {place})")
    return settled


@dataclass(frozen=True, slots=True)
class _Round:
    """What the documents of one source have in common."""

    desk: Desk
    source: Source
    parse: Parse
    register: Register
    intake: Intake


def _erased(desk: Desk, source: Source) -> frozenset[str]:
    """The hashes of this source's documents that were erased."""
    files = desk.ledger.catalogue.live_files("erasures")
    gone = erased_bytes(desk.ledger.connection, desk.ledger.store, files)
    return frozenset(sha256 for _, sha256, name in gone if name == source.name)


def _take(round_: _Round, opened: Opened, outcome: Outcome, *, misfits: bool) -> bool:
    """One document, unless it was read before; whether it is read by now. SettingsError and Misfit as `parts_of`."""
    document = opened.document
    if not document.finished:
        try:
            document = _read(round_, opened, misfits)
        except SettingsError:
            raise
        except SourceError as error:
            outcome.warnings.append(_warning(error))
            return False
        outcome.new_documents += 1
    outcome.count(document)
    round_.desk.tell(Progress(f"collecting {round_.source.name}", outcome.documents, outcome.rows))
    return True


def _read(round_: _Round, opened: Opened, misfits: bool) -> Document:
    """One document to the end; its last state. It is remembered once its settings have proved usable."""
    document = opened.document
    before = (0, 0)
    raw = opened.found.raw(round_.source, document.fetched_at)
    for number, part in enumerate(parts_of(round_.parse, raw, misfits=misfits), start=1):
        if number == 1:
            round_.register.begin(opened.document)
            if part.last:
                return round_.intake.take_small(opened, part)
        document = round_.intake.take_stretch(opened, part, number, before)
        before = (document.rows, document.rejects)
        round_.desk.tell(Progress(f"collecting {round_.source.name}", 0, document.rows))
    return document


def _warning(error: SourceError) -> str:
    """Warnings are parts of a sentence."""
    return str(error).removesuffix(".")


def _volume(source: Source, outcome: Outcome) -> list[str]:
    """Too few or too many rows, in words."""
    said = []
    quiet = on_network(source.address) and not outcome.documents  # that nothing came is a matter of its health
    if outcome.rows < source.least_rows and not quiet:
        said.append(f"{outcome.rows:,} rows, fewer than the {source.least_rows:,} that this source states as its least")
    if outcome.rows > source.most_rows:
        said.append(f"{outcome.rows:,} rows, more than the {source.most_rows:,} that this source states as its most")
    if outcome.erased:
        said.append(f"{outcome.erased:,} documents were erased when their time was over and are not read again")
    if outcome.rejects:
        said.append(f"{outcome.rejects:,} places could not be read and are in quarantine; see `simurg status`")
    return said
