"""A local cluster is on loopback only, and leaving it ends what it started."""

import os
import shutil
from pathlib import Path

import pytest

from simurg.ontology.errors import OperatorError
from simurg.testing import local_cluster
from simurg.testing.local_cluster import LocalCluster, what_is_missing

LOOPBACK = "0000000000000000FFFF00000100007F"  # 127.0.0.1, as the kernel writes it for Java's sockets
pytestmark = [pytest.mark.xdist_group("cluster"), pytest.mark.slow]


def test_leaving_ends_exactly_what_entering_started(tmp_path: Path) -> None:
    missing = what_is_missing()
    if missing is not None:
        pytest.skip(f"NO CLUSTER: {missing}")
    with LocalCluster(tmp_path) as cluster:
        assert cluster.master.startswith("spark://127.0.0.1:")
        running = cluster.processes
        assert len(running) == 2
        assert all(_runs(number) for number in running)
        assert (tmp_path / "spark.conf").stat().st_mode & 0o077 == 0, "the secret is its owner's"
        assert _listens(running) == {LOOPBACK}
    assert not any(_runs(number) for number in running)


def test_without_java_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setattr(local_cluster, "which", lambda name: None if name == "java" else shutil.which(name))
    with pytest.raises(OperatorError, match=r"Java|extra"):
        LocalCluster(tmp_path).__enter__()


def test_what_does_not_start_is_told_with_its_log(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    if what_is_missing() is not None:
        pytest.skip("NO CLUSTER")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "no-such-java"))
    with pytest.raises(OperatorError, match="did not start") as told:
        LocalCluster(tmp_path).__enter__()
    assert "master.Master-0.log" in str(told.value.hint)


def _runs(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


def _listens(numbers: tuple[int, ...]) -> set[str]:
    """Local addresses on which these processes listen (Linux: /proc)."""
    links = [str(entry.readlink()) for number in numbers for entry in Path(f"/proc/{number}/fd").iterdir()]
    sockets = {link.removeprefix("socket:[")[:-1] for link in links if link.startswith("socket:")}
    tables = [Path(f"/proc/net/{name}").read_text("ascii").splitlines()[1:] for name in ("tcp", "tcp6")]
    lines = [line.split() for table in tables for line in table]
    return {line[1].split(":")[0] for line in lines if line[3] == "0A" and line[9] in sockets}
