"""The conformance suite of detectors: call `check_detector` from a detector's test.

Give a view on which it must fire and one on which it must not. The suite holds the detector to its contract
(detection.detector): the same rows in any order give the same findings; every id it cites stands in the view; it
says which part of the view it rests on, and rows outside that part change nothing; what it gives fits the ledger.
It raises ConformanceError and never repairs anything.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
import pyarrow as pa

from simurg.detection.detector import DetectorModule, Finding
from simurg.detection.rows import findings_table
from simurg.ledger.schema import CONTENT, schema_of
from simurg.ontology.times import parse_moment
from simurg.testing.table_view import TableView


class ConformanceError(AssertionError):
    """The detector breaks its contract; the text says where."""


def check_detector(module: DetectorModule, fires: TableView, silent: TableView) -> tuple[Finding, ...]:
    """Hold a detector to its contract; returns the findings on `fires`."""
    described = module.DETECTOR
    _hold(set(described.inputs) <= set(CONTENT), "it reads a table that the ledger does not have")
    findings = tuple(module.detect(fires))
    _hold(bool(findings), "it does not fire where it must")
    _hold(not tuple(module.detect(silent)), "it fires where it must not")
    _hold(findings == tuple(module.detect(fires)), "two runs differ")
    for seed in range(3):
        _hold(findings == tuple(module.detect(fires.shuffled(seed))), "the order of the rows matters")
    strengths = [finding.strength for finding in findings]
    _hold(strengths == sorted(strengths, reverse=True), "the strongest does not come first")
    for finding in findings:
        _check_finding(finding, module, fires)
    table = findings_table(findings, picture=fires.picture, issued=True, known_at=fires.known_at)
    for field in table.schema:
        _hold(field.type == schema_of("findings").field(field.name).type, f"{field.name} does not fit the ledger")
    _hold(len(set(table["id"].to_pylist())) == len(table), "two findings have one id")
    _check_basis(module, fires, findings)
    return findings


def _check_finding(finding: Finding, module: DetectorModule, view: TableView) -> None:
    _hold(finding.detector == module.DETECTOR.name, "a finding names another detector")
    _hold(finding.window_to <= view.known_at, "its window ends after the view's moment")
    _hold(bool(finding.basis), "a finding cites nothing")
    _hold(bool(finding.basis_view), "a finding does not say which part of the view it rests on")
    tables = {part["table"] for part in finding.basis_view}
    _hold(tables <= set(module.DETECTOR.inputs), "a finding rests on a table that the detector does not declare")
    orjson.dumps([dict(part) for part in finding.basis_view] + [dict(finding.detail)])
    present: set[UUID] = set()
    for part in finding.basis_view:
        rows = view.read(part["table"], where=_condition(part["where"]))
        present |= set(rows["id"].to_pylist()) | set(rows["report_id"].to_pylist())
    _hold(set(finding.basis) <= present, "a finding cites what does not stand in its part of the view")


def _check_basis(module: DetectorModule, view: TableView, findings: tuple[Finding, ...]) -> None:
    """Rows that no finding's part of the view holds must not matter: here, events after every window."""
    if "events" not in module.DETECTOR.inputs or "events" not in view.tables:
        return
    events = view.tables["events"]
    later = _moved(events, max(finding.window_to for finding in findings) + timedelta(days=1))
    _hold(findings == tuple(module.detect(view.with_rows("events", later))), "events after the window matter")


def _moved(events: pa.Table, moment: datetime) -> pa.Table:
    """The same events again under new ids, all at one moment."""
    ids = [bytes(255 - byte for byte in one.bytes) for one in events["id"].to_pylist()]
    columns = {name: events[name] for name in events.column_names}
    columns["id"] = pa.ExtensionArray.from_storage(pa.uuid(), pa.array(ids, pa.binary(16)))
    columns["occurred_from"] = pa.array([moment] * len(events), events["occurred_from"].type)
    return pa.table(columns, schema=events.schema)


def _condition(where: Any) -> dict[str, Any]:
    """A basis's condition as `read` takes it: pairs are ranges, moments are told as text."""
    told: dict[str, Any] = {}
    for column, value in where.items():
        if isinstance(value, list):
            told[column] = tuple(parse_moment(end) if isinstance(end, str) else end for end in value)
        else:
            told[column] = value
    return told


def _hold(true: bool, otherwise: str) -> None:
    if not true:
        raise ConformanceError(otherwise)
