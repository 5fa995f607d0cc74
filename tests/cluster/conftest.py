"""One real cluster for all tests of this folder: a master and a worker (or two) of its own, on loopback."""

import os
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from simurg.app.jobs import HANDLERS
from simurg.app.worker import Office
from simurg.app.workspace import create
from simurg.exercise.world import World
from simurg.exercise.write import write
from simurg.ledger import Ledger
from simurg.ledger.engines.spark import Spark, connect
from simurg.testing.local_cluster import LocalCluster, Size, what_is_missing

WORKERS = int(os.environ.get("SIMURG_CLUSTER_WORKERS", "1"))
LARGE = "SIMURG_CLUSTER_ROWS" in os.environ
WORLD = World.small(seed=7)


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spark]:
    """Rooted nowhere: take `cluster.at(folder of the ledger)`."""
    missing = what_is_missing()
    if missing is not None:
        pytest.skip(f"NO CLUSTER: {missing}")
    from splink.backends.spark import similarity_jar_location

    folder = tmp_path_factory.mktemp("cluster")
    with LocalCluster(folder, Size(workers=WORKERS)) as started:
        settings = {**started.settings, "spark.jars": similarity_jar_location()}
        if not LARGE:
            settings |= _hasty(settings)
        with connect(started.master, folder, settings) as spark:
            spark.session.sparkContext.setCheckpointDir(str(folder / "checkpoints"))
            yield spark


def _hasty(settings: Mapping[str, str]) -> Mapping[str, str]:
    """Many small queries: the virtual machines need not make their code the best it could be."""
    names = ("spark.driver.extraJavaOptions", "spark.executor.extraJavaOptions")
    return {name: f"{settings.get(name, '-XX:-UsePerfData')} -XX:TieredStopAtLevel=1" for name in names}


class Clock:
    """From some time after the world, a second later at each look."""

    def __init__(self) -> None:
        self.moment = WORLD.end + timedelta(days=30)

    def __call__(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment


@pytest.fixture(scope="session")
def exercise(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Ledger]]:
    """A small exercise world, collected and fused: the ledger's folder, and the ledger open for reading."""
    folder = tmp_path_factory.mktemp("world")
    write(WORLD, folder)
    clock = Clock()
    office = Office(create(folder, title="Exercise", exercise=True), HANDLERS, clock)
    office.run("collect", {})
    with Ledger.open_to_read(office.workspace.ledger, clock) as ledger:
        yield office.workspace.ledger, ledger
