"""Stories with real processes: two collections at once, a worker that dies, a full disk, a refused origin."""

import json
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from simurg.app.bootstrap import now
from simurg.app.queue import Queue
from simurg.app.workspace import Workspace, create
from simurg.exercise.world import World
from simurg.exercise.write import write
from simurg.ledger import Ledger
from simurg.ledger.lock import WriterLock
from simurg.ledger.schema import COLLECTED
from simurg.ontology.markings import EVERYTHING
from simurg.ontology.times import LATEST

COMMAND = [sys.executable, "-c", "from simurg.cli import main; main()"]
SOURCES = ("gdelt", "wire", "cert", "human-lark")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("world")
    write(World(seed=3, weeks=24, volume=0.1), folder)
    return folder


@pytest.fixture
def workspace(world: Path, tmp_path: Path) -> Workspace:
    folder = tmp_path / "ws"
    folder.mkdir()
    (folder / "collected").symlink_to(world / "collected")
    sources = [one for one in yaml.safe_load((world / "sources.yaml").read_text()) if one["name"] in SOURCES]
    (folder / "sources.yaml").write_text(yaml.safe_dump(sorted(sources, key=lambda one: one["name"] == "gdelt")))
    return create(folder)


def begin(workspace: Workspace, *words: str, limit: int | None = None) -> subprocess.Popen[str]:
    """A command in a process of its own; `limit` is the size in bytes that no file of it may outgrow."""

    def limited() -> None:
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.Popen(
        [*COMMAND, "--json", "-w", str(workspace.folder), *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=limited,
    )


def end(process: subprocess.Popen[str], code: int = 0) -> dict[str, Any]:
    out, error = process.communicate(timeout=120)
    assert process.returncode == code, error
    return json.loads(out) if out.strip() else {"error": error}


def counted(workspace: Workspace) -> dict[str, int]:
    """Rows by table, and no id twice."""
    found = {}
    with Ledger.open_to_read(workspace.ledger, now) as ledger:
        view = ledger.as_of(LATEST, LATEST, scope=EVERYTHING)
        for table in COLLECTED:
            ids = view.read(table, ("id",))["id"].to_pylist()
            assert len(ids) == len(set(ids))
            found[table] = len(ids)
    return found


def until(holds: Callable[[], bool]) -> None:
    for _ in range(2_000):
        if holds():
            return
        time.sleep(0.02)
    raise AssertionError("it did not come to pass")


def locked(workspace: Workspace) -> bool:
    lock = WriterLock(workspace.lock)
    taken = lock.try_take()
    lock.release()
    return not taken


def waiting(workspace: Workspace) -> int:
    queue = Queue(workspace.state)
    found = len(queue.waiting())
    queue.close()
    return found


@pytest.mark.slow
@pytest.mark.parametrize("with_worker", [False, True])
def test_two_collections_at_once_both_land(workspace: Workspace, with_worker: bool) -> None:
    worker = begin(workspace, "worker") if with_worker else None
    if worker is not None:
        until(lambda: locked(workspace))
    both = [begin(workspace, "collect", *names) for names in (("gdelt", "wire"), ("cert", "human-lark"))]
    results = [end(process) for process in both]
    assert [{one["source"] for one in result["sources"]} for result in results] == [
        {"gdelt", "wire"},
        {"cert", "human-lark"},
    ]
    assert all(one["new_rows"] > 0 for result in results for one in result["sources"])
    assert counted(workspace)["events"] > 0
    with Ledger.open_to_read(workspace.ledger, now) as ledger:
        view = ledger.as_of(LATEST, LATEST, scope=EVERYTHING)
        stored = sum(view.stored(table, ("id",)).num_rows for table in COLLECTED)
    assert stored == sum(result["new_rows"] for result in results)
    if worker is not None:
        worker.send_signal(signal.SIGTERM)
        assert end(worker) == {"jobs": 2}
    assert not locked(workspace)


@pytest.mark.slow
def test_a_command_takes_over_when_the_worker_it_waits_for_is_killed(workspace: Workspace) -> None:
    worker = begin(workspace, "worker")
    until(lambda: locked(workspace))
    worker.send_signal(signal.SIGSTOP)  # it holds the lock, and does nothing
    command = begin(workspace, "collect")
    until(lambda: waiting(workspace) == 1)
    time.sleep(0.3)
    assert command.poll() is None
    worker.kill()
    worker.communicate()
    assert end(command)["new_rows"] > 0
    assert counted(workspace)["events"] > 0


@pytest.mark.slow
@pytest.mark.parametrize("limit", [50_000, 80_000])
def test_a_full_disk_is_said_and_nothing_half_written_is_visible(workspace: Workspace, limit: int) -> None:
    said = end(begin(workspace, "collect", limit=limit), code=3)["error"]
    assert "Free some space" in said
    assert "Traceback" not in said
    with Ledger.open_to_read(workspace.ledger, now) as ledger:
        view = ledger.as_of(LATEST, LATEST, scope=EVERYTHING)
        reports = set(view.read("reports", ("id",))["id"].to_pylist())
        for table in ("events", "claims", "observations"):
            assert set(view.read(table, ("report_id",))["report_id"].to_pylist()) <= reports | {None}
        assert not view.count("events", {"source_id": "gdelt"})
    end(begin(workspace, "collect"))
    assert end(begin(workspace, "verify")) == {"ok": True, "problems": []}
    assert counted(workspace)["events"] > 0
    assert end(begin(workspace, "collect"))["new_rows"] == 0


@pytest.mark.slow
def test_a_refused_origin_is_told_without_its_words_and_kept_nowhere(workspace: Workspace) -> None:
    folder = workspace.folder / "reports"
    folder.mkdir()
    report = "---\npseudonym: HERON\nreport: 7\ndate: 2026-10-20\norigin: Oskar Brandvold\n---\nThree lorries left.\n"
    (folder / "seven.md").write_text(report)
    source = {"name": "heron", "connector": "human", "address": "reports/*.md"}
    (workspace.folder / "sources.yaml").write_text(yaml.safe_dump([source]))
    process = begin(workspace, "collect")
    out, error = process.communicate(timeout=120)
    assert process.returncode == 0
    assert "could not be read" in error
    assert "Brandvold" not in out + error
    (folder / "seven.md").unlink()
    for path in workspace.folder.rglob("*"):
        assert not path.is_file() or b"Brandvold" not in path.read_bytes(), path
    staff = end(begin(workspace, "status"))
    assert staff["quarantine"] == []
    settings = yaml.safe_load((workspace.folder / "simurg.yaml").read_text())
    everything = {"level": "top-secret", "tlp": "red", "compartments": ["*"], "affiliations": ["*"]}
    settings["readers"]["operator"] = everything
    (workspace.folder / "simurg.yaml").write_text(yaml.safe_dump(settings))
    (entry,) = end(begin(workspace, "status", "--reader", "operator"))["quarantine"]
    assert entry["kept"] is None
    assert "origin" in entry["cause"]


@pytest.mark.slow
def test_ctrl_c_leaves_whole_batches_and_the_next_run_goes_on(workspace: Workspace) -> None:
    process = begin(workspace, "collect")
    until(lambda: locked(workspace) or process.poll() is not None)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=120)
    assert process.returncode in (0, 130, -signal.SIGINT)
    end(begin(workspace, "collect"))
    assert end(begin(workspace, "collect"))["new_rows"] == 0
