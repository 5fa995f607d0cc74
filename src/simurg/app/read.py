"""Reading's job: every report of a source that names readers, by each of them, once for each version of it.

The first reader that a source names counts: its events and claims stand in the ledger. What the others read stands
beside it, with how far they agree. Names that are protected are blacked out before any reader sees a report. A batch is
a few reports of one reader, so a job that was killed goes on where it was; what a model could not be asked now is asked
by the next run. See docs/reading-with-a-model.md.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import pyarrow as pa

from simurg.app.model.reader import Given
from simurg.app.naming import names_in
from simurg.app.protecting import Protecting
from simurg.app.queue import Progress
from simurg.app.readers import NAMES, Readers, ReportReader, readers_of
from simurg.app.readings import By, Report, rows_of, taken_back, told_by, told_in
from simurg.app.sources import sources_in
from simurg.app.worker import Desk
from simurg.collection.source import Source
from simurg.extraction.evaluation.agreement import agreement
from simurg.extraction.reading import Reading, Text
from simurg.ledger import Offer, View
from simurg.ledger.columns import table_of
from simurg.ledger.ledger import operator_view
from simurg.ontology.errors import CallerError, OperatorError, SimurgError
from simurg.ontology.ids import digest_of
from simurg.ontology.markings import Marking
from simurg.outbound.errors import NotAllowed, Unreachable

_LOADED = 5_000
"""Reports that are read from the ledger at once."""
_COLUMNS = (
    "id", "source_id", "discipline", "title", "body", "language", "published_at", "known_at", "marking", "payload",
)  # fmt: skip


@dataclass(slots=True)
class Done:
    """What one reader made of one source's reports."""

    source: str
    reader: str
    reports: int = 0
    events: int = 0
    claims: int = 0
    refused: int = 0
    left: int = 0

    def told(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


def read(desk: Desk, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """`sources`: only these. Counts by source and reader; warnings of readers that could not be asked."""
    with readers_of(desk.workspace, desk.clock) as readers:
        return read_by(desk, readers, tuple(arguments.get("sources") or ()))


def read_by(desk: Desk, readers: Readers, names: Sequence[str] = ()) -> dict[str, Any]:
    """The same with given readers. CallerError for a source that is not there."""
    sources = sources_in(desk.workspace)
    unknown = sorted(set(names) - {source.name for source in sources})
    if unknown:
        raise CallerError(f"There is no source {unknown[0][:60]!r}.", hint="See sources.yaml for their names.")
    wanted = [one for one in sources if one.read and (not names or one.name in names)]
    found: list[Done] = []
    warnings: list[str] = []
    made: dict[str, ReportReader | SimurgError] = {}
    protecting = Protecting(desk.workspace)
    if wanted and (fault := _unknown(protecting)):
        return {"read": [], "warnings": [fault]}
    for source in wanted:
        for place, name in enumerate(source.read):
            reader = _reader(readers, name, made)
            if isinstance(reader, SimurgError):
                warnings.append(f"{source.name}: {name} could not read: {str(reader).removesuffix('.')}")
                continue
            try:
                found.append(_Round(desk, source, reader, place == 0, protecting).run())
            except (NotAllowed, Unreachable) as error:  # the way out has no such door
                warnings.append(f"{source.name}: {name} stopped: {str(error).removesuffix('.')}")
    warnings += [f"{one.source}: {one.reader} left {one.left:,} reports for the next run" for one in found if one.left]
    return {"read": [one.told() for one in found], "warnings": warnings}


def _unknown(protecting: Protecting) -> str:
    """Why nothing is read: whom to protect cannot be known."""
    try:
        _ = protecting.everywhere
    except OperatorError as error:
        return str(error).removesuffix(".")
    return ""


def _reader(readers: Readers, name: str, made: dict[str, ReportReader | SimurgError]) -> ReportReader | SimurgError:
    """Made once for a run; an error is kept, so that it is told for each source."""
    if name not in made:
        try:
            if name not in readers:
                raise CallerError(f"there is no reader {name[:40]!r}", hint=f"Use {' or '.join(NAMES)}.")
            made[name] = readers[name]()
        except SimurgError as error:
            made[name] = error
    return made[name]


@dataclass(slots=True)
class _Round:
    """One source by one reader."""

    desk: Desk
    source: Source
    reader: ReportReader
    counted: bool
    protecting: Protecting
    _before: frozenset[UUID] = (
        frozenset()
    )  # reports of which some reader's events count; what it told stands if refused

    @property
    def _own(self) -> dict[str, object]:
        """Rows of this source: a reading bears its report's."""
        return {"source_id": self.source.name}

    def run(self) -> Done:
        done = Done(self.source.name, self.reader.name)
        view = operator_view(self.desk.ledger)
        self._before = frozenset(
            view.stored("readings", ("report_id",), {"counted": True, **self._own})["report_id"].to_pylist()
        )
        markings = {
            str(one): one for one in map(self.desk.ledger.labels.marking_of, self.desk.ledger.catalogue.masks())
        }
        for rows in self._unread(view):
            reports = [_report(row, self.source, markings, self.protecting) for row in rows]
            self._read(view, [one for one in reports if isinstance(one, Report)], done)
            self._write(view, [one for one in reports if not isinstance(one, Report)], done)
            self.desk.tell(Progress(f"reading {self.source.name} ({self.reader.name})", done.reports, done.events))
        return done

    def _unread(self, view: View) -> Iterator[list[dict[str, Any]]]:
        """Reports that this version has not read in this role, some at a time, in the order of their ids."""
        by = {"reader": self.reader.name, "version": self.reader.version, "counted": self.counted, **self._own}
        read = set(view.stored("readings", ("report_id",), by)["report_id"].to_pylist())
        rows = (view.read if self.reader.standing_only else view.stored)("reports", ("id",), self._own)
        missing = sorted(set(rows["id"].to_pylist()) - read)
        for start in range(0, len(missing), _LOADED):
            some = frozenset(missing[start : start + _LOADED])
            loaded = sorted(view.stored("reports", _COLUMNS, {"id": some}).to_pylist(), key=lambda row: row["id"])
            for at in range(0, len(loaded), self.reader.at_once):
                yield loaded[at : at + self.reader.at_once]

    def _read(self, view: View, reports: Sequence[Report], done: Done) -> None:
        readings = self.reader.take([one.given for one in reports])
        pairs = [(one, found) for one, found in zip(reports, readings, strict=True)]
        done.left += sum(found is None for _, found in pairs)
        self._write(view, [(one, found) for one, found in pairs if found is not None], done)

    def _write(self, view: View, pairs: Sequence[tuple[Report, Reading]], done: Done) -> None:
        """One batch: whole or not at all."""
        if not pairs:
            return
        by = By(self.reader.name, self.reader.version, self.counted)
        reports = [one for one, _ in pairs]
        counted = {} if self.counted else _counted(view, reports)
        fresh: dict[str, list[dict[str, Any]]] = {"readings": [], "events": [], "claims": []}
        for report, reading in pairs:
            agreed = None
            if report.id in counted and not reading.refused:
                agreed = agreement(counted[report.id], told_by(reading))
            for table, rows in rows_of(report, reading, by, agreed).items():
                fresh[table] += rows
        done.reports += len(pairs)
        done.refused += sum(bool(reading.refused) for _, reading in pairs)
        done.events += len(fresh["events"])
        done.claims += len(fresh["claims"])
        names = _names(reports, fresh["claims"])
        if self.counted:
            anew = [report for report, reading in pairs if report.id in self._before and not reading.refused]
            for table, rows in taken_back(view, anew, fresh).items():
                fresh[table] += rows
        told = sorted(row["id"] for row in fresh["readings"])
        batch = digest_of("read", by.name, by.version, str(by.counted), *told).hex()
        tables = {table: table_of(table, rows) for table, rows in fresh.items() if rows} | {"name_keys": names}
        self.desk.ledger.append(Offer(batch, tables, method=by.name, version=by.version))


def _report(
    row: Mapping[str, Any], source: Source, markings: Mapping[str, Marking], protecting: Protecting
) -> Report | tuple[Report, Reading]:
    """A report as readers get it; with a refusal where it cannot be known whom it protects."""
    human = row["discipline"] == "HUMINT" or source.discipline == "HUMINT"
    protected = protecting.of(source, row["payload"])
    text = Text(row["title"] or "", row["body"] or "", row["published_at"], row["language"], source.home)
    marking = markings[row["marking"]]
    if protected is None:
        given = Given(Text("", ""), marking, human, row["id"])
        refused = Reading(None, 0.0, refused="its document is gone, so the names that it protects are not known")
        return Report(row["id"], row["source_id"], row["known_at"], given, protecting.everywhere), refused
    text = replace(text, title=protected.blacked(text.title), body=protected.blacked(text.body))
    given = Given(text, marking, human, row["id"])
    return Report(row["id"], row["source_id"], row["known_at"], given, protected)


def _names(reports: Sequence[Report], claims: Sequence[Mapping[str, Any]]) -> pa.Table:
    """The names that claims give, for search: fusing may have gone over their reports already."""
    markings = {one.id: one.marking for one in reports}
    told = [{**row, "marking": str(markings[row["report_id"]])} for row in claims]
    return names_in(told, {str(one): one for one in markings.values()})


def _counted(view: View, reports: Sequence[Report]) -> dict[UUID, Any]:
    """What the reader that counts found in these reports, where it has read them."""
    where = {"report_id": frozenset(one.id for one in reports), "counted": True}
    rows = view.stored("readings", ("report_id", "detail", "refused", "recorded_at"), where)
    found = {}
    for row in rows.sort_by("recorded_at").to_pylist():
        if not row["refused"]:
            found[row["report_id"]] = told_in(row["detail"])
    return found
