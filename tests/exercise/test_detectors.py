"""Our own detectors stand in the task's table beside the baselines."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from simurg.exercise import World, known_events, play
from simurg.exercise.tasks.detectors import DETECTORS, Known, as_events
from simurg.ontology.errors import CallerError

ROOT = Path(__file__).parents[2]


def test_a_detector_ranks_pairs_of_the_world() -> None:
    scene = play(World(1, "easy", weeks=40, volume=0.5))
    for make in DETECTORS.values():
        ranked = make(scene)(known_events(scene), scene.world.end)
        assert ranked
        assert {frozenset(pair) for pair in ranked} <= {frozenset((p.one, p.other)) for p in scene.parameters.pairs}
        assert len({frozenset(pair) for pair in ranked}) == len(ranked)


def test_what_a_detector_is_shown_is_bounded_by_date_and_nothing_else() -> None:
    scene = play(World.small(1))
    events = as_events(known_events(scene))
    assert len(set(events["id"].to_pylist())) == events.num_rows
    view, middle = Known(scene.world.end, events), scene.world.moment(10)
    rows = view.read("events", columns=("id", "occurred_from"), where={"occurred_from": (None, middle)})
    assert 0 < rows.num_rows < events.num_rows
    assert max(rows["occurred_from"].to_pylist()) < middle
    later = view.read("events", columns=("id",), where={"occurred_from": (middle, None)})
    assert rows.num_rows + later.num_rows == events.num_rows
    with pytest.raises(CallerError):
        view.read("reports", columns=("id",), where={})
    with pytest.raises(CallerError):
        view.read("events", columns=("id",), where={"place": "Vardhelm"})


def test_the_benchmark_prints_a_table_and_one_json_object_last() -> None:
    command = [sys.executable, "-m", "bench", "exercise", "--difficulty", "easy", "--seeds", "0", "1"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["seeds"] == [0, 1]
    assert 0 < told["easy"]["scores"]["oracle"] <= 1
    assert "oracle" in done.stdout.splitlines()[-2]


def test_an_unknown_benchmark_is_refused_with_the_names_of_those_there_are() -> None:
    done = subprocess.run([sys.executable, "-m", "bench", "nothing"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 2
    assert "exercise" in done.stderr
