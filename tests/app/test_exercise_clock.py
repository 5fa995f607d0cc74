"""An exercise has a clock of its own if it says so; it begins at its moment and never before what is recorded."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from simurg.app.exercise_clock import FILE, clock_in, stop_clock_at
from simurg.app.workspace import create
from simurg.ledger import Ledger, Offer
from simurg.ledger.columns import table_of
from simurg.ontology.errors import OperatorError
from simurg.ontology.ids import digest_of

MOMENT = datetime(2024, 11, 8, 6, tzinfo=UTC)
MACHINE = datetime(2031, 1, 1, tzinfo=UTC)


def machine() -> datetime:
    return MACHINE


def test_without_a_clock_of_its_own_it_has_the_machines(tmp_path: Path) -> None:
    assert clock_in(create(tmp_path, exercise=True), machine) is machine


def test_an_exercise_begins_at_its_moment_and_goes_on(tmp_path: Path) -> None:
    workspace = create(tmp_path, exercise=True)
    stop_clock_at(tmp_path, "2024-11-08T06:00:00Z")
    clock = clock_in(workspace, machine)
    first, second = clock(), clock()
    assert MOMENT <= first <= second < MOMENT + timedelta(minutes=1)


def test_it_never_goes_behind_what_is_recorded(tmp_path: Path) -> None:
    workspace = create(tmp_path, exercise=True)
    later = MOMENT + timedelta(hours=3)
    with Ledger.open(workspace.ledger, lambda: later) as ledger:
        name = digest_of("report")
        rows = table_of("reports", [{"id": name, "key": name, "known_at": later}])
        ledger.append(Offer("one", {"reports": rows}))
    stop_clock_at(tmp_path, "2024-11-08T06:00:00Z")
    assert clock_in(workspace, machine)() >= later


def test_a_real_workspace_has_no_other_clock(tmp_path: Path) -> None:
    workspace = create(tmp_path)
    stop_clock_at(tmp_path, "2024-11-08T06:00:00Z")
    assert clock_in(workspace, machine) is machine


def test_a_clock_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    workspace = create(tmp_path, exercise=True)
    (tmp_path / FILE).write_text("{}", encoding="utf-8")
    with pytest.raises(OperatorError, match="cannot be read"):
        clock_in(workspace, machine)
