"""The foresight part as a workspace: everything lands, as it was known at any moment, and no truth with it."""

from collections import Counter
from datetime import UTC, datetime
from fnmatch import fnmatch
from pathlib import Path

import numpy as np
import pytest

from simurg.app.bootstrap import office_of, reading
from simurg.app.workspace import Workspace, open_workspace
from simurg.collection.settings import sources_of
from simurg.exercise import World, write
from simurg.exercise.atlas import LABEL
from simurg.exercise.parts.foresight import (
    ForesightPart,
    in_memory,
    neighbours,
    relations,
    wars,
    workspace_files,
    write_foresight,
)
from simurg.exercise.parts.foresight.chart import chart
from simurg.exercise.write import Written
from simurg.foresight.history import history_of
from simurg.ledger.ledger import operator_view
from simurg.ontology.errors import OperatorError

PART = ForesightPart(8, "hard", 4)
SETTINGS = {"simurg.yaml", "sources.yaml", "requirements.yaml"}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    return write_foresight(tmp_path_factory.mktemp("foresight"), PART)


@pytest.fixture(scope="module")
def collected(written: Written) -> tuple[Workspace, dict]:
    answer = office_of(written.folder).run("collect", {}, lambda _: None)
    return open_workspace(written.folder), answer


def test_all_of_it_is_collected_without_a_warning_or_a_quarantine(collected) -> None:
    workspace, answer = collected
    assert answer["errors"] == answer["warnings"] == []
    assert [one["source"] for one in answer["sources"] if one["rejects"] or not one["new_rows"]] == []
    assert not workspace.quarantine.exists()
    assert workspace.settings.exercise
    assert LABEL in workspace.settings.title


def test_every_event_stands_under_its_source_with_its_moment(collected, written: Written) -> None:
    names = ["source_id", "actor", "recipient", "event_type", "known_at", "occurred_from", "mentions"]
    with reading(collected[0]) as ledger:
        scope = collected[0].scope("public")
        view = ledger.as_of(written.morning, operator_view(ledger).recorded_until, scope=scope)
        rows = Counter(tuple(row.values()) for row in view.read("events", columns=names).select(names).to_pylist())
        borders = view.read("claims", columns=["subject", "predicate", "object"]).to_pylist()
    assert rows == Counter(tuple(row.values()) for row in relations(PART).events.select(names).to_pylist())
    names = dict(zip(chart().codes, chart().names, strict=True))
    assert {(row["subject"], row["object"]) for row in borders if row["predicate"] == "borders"} == {
        (names[row["state"]], names[row["neighbour"]]) for row in neighbours().to_pylist()
    }


@pytest.mark.parametrize("moment", [datetime(2014, 11, 25, tzinfo=UTC), datetime(2016, 7, 2, tzinfo=UTC)])
def test_the_ledger_shows_deaths_in_the_vintage_of_any_moment(collected, moment: datetime) -> None:
    with reading(collected[0]) as ledger:
        until = operator_view(ledger).recorded_until
        history = history_of(ledger.as_of(moment, until, scope=collected[0].scope("public")), "state_based_deaths")
    known = wars(PART).known(moment)
    order = [history.places.index(place) for place in chart().names]  # the collected rows bear names, not codes
    assert history.first_month == known.first_month
    assert np.array_equal(history.values[order], known.values)


def test_the_parts_own_files_are_the_same_and_only_settings_stand_beside(written: Written) -> None:
    own = in_memory(PART)
    assert set(written.files) == {*own, *SETTINGS}
    assert {name: (written.folder / name).read_bytes() for name in own} == dict(own)
    assert dict(workspace_files(PART)[0]) == dict(workspace_files(PART)[0])
    for name in SETTINGS:
        assert LABEL in (written.folder / name).read_text("utf-8").splitlines()[0]


def test_sources_take_every_collected_file_once_and_no_truth(written: Written) -> None:
    found = sources_of(written.sources.read_text("utf-8"))
    for name in written.files:
        takers = [source.name for source in found if fnmatch(name, source.address)]
        assert len(takers) == name.startswith("collected/")


def test_writing_twice_changes_nothing_and_strangers_are_refused(tmp_path: Path) -> None:
    part = ForesightPart(9, pairs=4)
    write_foresight(tmp_path, part)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}
    write_foresight(tmp_path, part)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()} == before
    with pytest.raises(OperatorError, match="not of this world"):
        write(World.small(1), tmp_path)
