"""Kill -9 at random moments of a collection, between tables too: a rerun gives the ledger that was never disturbed."""

import json
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from simurg.app.workspace import Workspace, create
from simurg.exercise.world import World
from simurg.exercise.write import write
from simurg.ledger import Ledger
from simurg.ledger.schema import COLLECTED
from simurg.ontology.markings import EVERYTHING
from simurg.ontology.times import LATEST

NOW = datetime(2026, 11, 1, 6, tzinfo=UTC)
KILLS = 30
SOURCES = ("gdelt", "wire", "cert", "human-lark")
Fork = Callable[[Path, int | None], dict[str, int]]


@pytest.fixture(scope="module")
def fork() -> Iterator[Fork]:
    command = [sys.executable, "-m", "tests.system.forker"]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None

        def ask(folder: Path, kill_after: int | None) -> dict[str, int]:
            print(json.dumps({"folder": str(folder), "kill_after": kill_after}), file=process.stdin, flush=True)
            answer: dict[str, int] = json.loads(process.stdout.readline())
            return answer

        yield ask
        process.stdin.close()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("world")
    write(World(seed=7, weeks=24, volume=0.1), folder)
    return folder


def workspace_on(world: Path, folder: Path) -> Workspace:
    folder.mkdir()
    (folder / "collected").symlink_to(world / "collected")
    sources = [one for one in yaml.safe_load((world / "sources.yaml").read_text()) if one["name"] in SOURCES]
    (folder / "sources.yaml").write_text(yaml.safe_dump(sources))
    return create(folder)


def content(workspace: Workspace) -> dict[str, Any]:
    """Everything that a collection makes, in an order of its own, without when it was recorded."""
    with Ledger.open_to_read(workspace.ledger, lambda: NOW) as ledger:
        view = ledger.as_of(LATEST, LATEST, scope=EVERYTHING)
        rows = {
            table: sorted(map(repr, view.read(table).drop_columns(["recorded_at"]).to_pylist())) for table in COLLECTED
        }
        documents = sorted(map(repr, ledger.catalogue.documents()))
        quarantine = sorted(map(repr, ledger.catalogue.quarantine()))
    kept = sorted(path.name for path in workspace.payloads.rglob("*") if path.is_file())
    return {**rows, "documents": documents, "quarantine": quarantine, "payloads": kept}


def batches(workspace: Workspace) -> dict[str, dict[str, int]]:
    """Rows of each visible batch by table."""
    found: dict[str, dict[str, int]] = {}
    with Ledger.open_to_read(workspace.ledger, lambda: NOW) as ledger:
        for file in ledger.catalogue.live_files():
            relation = ledger.store.relation(ledger.connection, [file])
            for name, count in ledger.connection.sql(f"SELECT batch, count(*) FROM {relation} GROUP BY 1").fetchall():
                found.setdefault(name, {})[file.table] = count
    return found


@pytest.mark.slow
def test_a_rerun_after_a_kill_gives_the_undisturbed_ledger(fork: Fork, world: Path, tmp_path: Path) -> None:
    calm = workspace_on(world, tmp_path / "calm")
    undisturbed = fork(calm.folder, 0)
    expected, whole = content(calm), batches(calm)
    assert undisturbed["signal"] == 0
    assert sum(len(expected[table]) for table in COLLECTED) > 1_500
    assert sum(len(tables) > 1 for tables in whole.values()) > 5
    dice = random.Random(20261101)
    struck_between = 0
    for turn in range(KILLS):
        workspace = workspace_on(world, tmp_path / f"killed-{turn}")
        assert fork(workspace.folder, dice.randrange(1, undisturbed["events"]))["signal"] == 9
        seen = batches(workspace)
        assert all(whole[name] == tables for name, tables in seen.items()), "half a batch is visible"
        struck_between += 0 < len(seen) < len(whole)
        assert fork(workspace.folder, None)["signal"] == 0
        assert content(workspace) == expected
        assert batches(workspace) == whole
    assert struck_between > KILLS // 3


@pytest.mark.slow
def test_one_workspace_survives_a_row_of_kills(fork: Fork, world: Path, tmp_path: Path) -> None:
    calm = workspace_on(world, tmp_path / "calm")
    events = fork(calm.folder, 0)["events"]
    workspace = workspace_on(world, tmp_path / "killed")
    dice = random.Random(5)
    acknowledged: set[str] = set()
    for _ in range(8):
        fork(workspace.folder, dice.randrange(1, events // 4))
        now = set(batches(workspace))
        assert acknowledged <= now, "an acknowledged batch was lost"
        acknowledged = now
    fork(workspace.folder, None)
    assert content(workspace) == content(calm)
