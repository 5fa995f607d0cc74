"""docs/foresight.md as it stands: every command is run in one shell, and what is printed is what the page says.

What the page says of issued forecasts in words holds in the ledger that the walk leaves."""

from datetime import UTC, datetime
from pathlib import Path

import pyarrow.compute as pc
import pytest
from tests.system.test_walkthrough import ROOT, prints_what_it_says, steps_of, walk

from simurg.app.bootstrap import office_of, reading
from simurg.app.demo_foresight import AGAIN, ASKING, END, FIRST, foresight_demo
from simurg.app.workspace import open_workspace
from simurg.exercise.parts.foresight import ForesightPart
from simurg.ontology.errors import CallerError

PART = ForesightPart(seed=0, pairs=24)


@pytest.mark.slow
def test_the_page_prints_what_it_says_and_the_ledger_holds_what_it_promises(tmp_path: Path) -> None:
    """One test, so that the walk is taken once, however tests are spread over processes."""
    steps = steps_of((ROOT / "docs" / "foresight.md").read_text())
    printed = walk(tmp_path, tmp_path, steps)
    assert len(steps) == len(printed) > 10
    prints_what_it_says(steps, printed)
    _what_was_issued_knew_nothing_of_later(tmp_path / "world")
    _a_demo_that_stands_is_played_no_more(tmp_path / "world")


def _what_was_issued_knew_nothing_of_later(folder: Path) -> None:
    workspace = open_workspace(folder)
    days = [FIRST, ASKING, AGAIN]
    with reading(workspace) as ledger:
        view = ledger.as_of(scope=workspace.scope())
        columns = ["issued", "known_at", "recorded_at", "as_known_at", "basis"]
        issued = view.read("forecasts", columns=columns, where={"issued": True})
        told = view.read("measurements", columns=["report_id", "recorded_at", "known_at"])
    assert sorted(set(issued["known_at"].to_pylist())) == days
    assert issued["known_at"].to_pylist() == issued["recorded_at"].to_pylist() == issued["as_known_at"].to_pylist()
    first = told.filter(pc.less_equal(told["recorded_at"], FIRST))
    assert 0 < first.num_rows < told.num_rows
    assert pc.max(first["known_at"]).as_py() <= FIRST
    assert pc.all(pc.less_equal(told["known_at"], told["recorded_at"])).as_py()


def _a_demo_that_stands_is_played_no_more(folder: Path) -> None:
    again = foresight_demo(folder, PART, office_of, lambda _: None)
    assert again["collected"]["new_rows"] == 0
    assert again["played"][-1] == END.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert datetime.fromisoformat(again["played"][0]) == FIRST.astimezone(UTC)
    assert [one["place"] for one in again["issued"]]
    with pytest.raises(CallerError, match="Another exercise world"):
        foresight_demo(folder, ForesightPart(seed=1, pairs=24), office_of, lambda _: None)
