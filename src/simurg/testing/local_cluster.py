"""A real standalone Spark cluster on this machine's loopback: for tests, the bench, and to try one.

    with LocalCluster(folder, workers=2) as cluster, connect(cluster.master, root, cluster.settings) as spark: ...

Promises: a master and workers that are processes of their own, bounded in memory and cores, on free ports of
127.0.0.1 only, which ask for a secret made for them; all files stand under `folder`; leaving ends exactly the
processes that entering started. Needs Java 17 and the extra `cluster`, whose wheel has no start scripts. Does not:
look after the cluster, start a worker again, or hide the secret from who may list this user's processes (pyspark
hands its settings to the driver on the command line).
"""

import os
import re
import secrets
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from types import TracebackType

from simurg.ontology.errors import OperatorError

PATIENCE_S = 90
_MASTER = re.compile(r"Starting Spark master at (spark://\S+)")
_WORKER = re.compile(r"Successfully registered with master")


@dataclass(frozen=True, slots=True)
class Size:
    """Of each worker; the driver (our own process's side) has `memory_mb` too."""

    workers: int = 1
    cores: int = 1
    memory_mb: int = 1024


def what_is_missing() -> str | None:
    """Why no cluster can start on this machine, or None."""
    if find_spec("pyspark") is None:
        return "the extra `cluster` is not installed (uv sync --extra cluster)"
    if which("java") is None and not os.environ.get("JAVA_HOME"):
        return "there is no Java (sudo apt-get install openjdk-17-jre-headless)"
    return None


class LocalCluster:
    """Use it in a `with`. OperatorError where something is missing or does not start within PATIENCE_S seconds."""

    def __init__(self, folder: Path, size: Size = Size()) -> None:
        self._folder = folder
        self._size = size
        self._processes: list[subprocess.Popen[bytes]] = []
        self.master = ""

    def __enter__(self) -> "LocalCluster":
        missing = what_is_missing()
        if missing is not None:
            raise OperatorError(f"A cluster cannot start here: {missing}.")
        for name in ("work", "local", "tmp"):
            (self._folder / name).mkdir(parents=True, exist_ok=True)
        self._secure()
        try:
            self.master = self._start("master.Master", ["--port", "0", "--webui-port", "0"], _MASTER)
            for _ in range(self._size.workers):
                limits = ["--cores", str(self._size.cores), "--memory", f"{self._size.memory_mb + 256}m"]
                place = ["--port", "0", "--webui-port", "0", "--work-dir", str(self._folder / "work")]
                self._start("worker.Worker", [*place, *limits, self.master], _WORKER)
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    @property
    def processes(self) -> tuple[int, ...]:
        """The master's process id, and the workers'."""
        return tuple(process.pid for process in self._processes)

    @cached_property
    def settings(self) -> Mapping[str, str]:
        """What a session on this cluster needs."""
        cores = self._size.workers * self._size.cores
        return {
            "spark.authenticate": "true",
            "spark.authenticate.secret": self._secret,
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.memory": f"{self._size.memory_mb}m",
            "spark.executor.memory": f"{self._size.memory_mb}m",
            "spark.executor.cores": str(self._size.cores),
            "spark.cores.max": str(cores),
            "spark.sql.shuffle.partitions": str(2 * cores),
            "spark.local.dir": str(self._folder / "local"),
            "spark.sql.warehouse.dir": str(self._folder / "warehouse"),
            "spark.driver.extraJavaOptions": f"-XX:-UsePerfData -Djava.io.tmpdir={self._folder / 'tmp'}",
        }

    @cached_property
    def _secret(self) -> str:
        return secrets.token_hex(32)

    def _secure(self) -> None:
        lines = f"spark.authenticate true\nspark.authenticate.secret {self._secret}\n"
        properties = self._folder / "spark.conf"
        properties.touch(mode=0o600)
        properties.write_text(lines, "ascii")

    def _start(self, role: str, arguments: list[str], ready: re.Pattern[str]) -> str:
        """Start one process and wait until its log says that it is ready; what the log's pattern names, if anything."""
        home = Path(str(find_spec("pyspark").submodule_search_locations[0]))  # type: ignore[union-attr, index]
        log = self._folder / f"{role}-{len(self._processes)}.log"
        command = [str(home / "bin" / "spark-class"), f"org.apache.spark.deploy.{role}", "--host", "127.0.0.1"]
        environment = {
            **os.environ,
            "SPARK_HOME": str(home),
            "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_LOCAL_DIRS": str(self._folder / "local"),
            "SPARK_DAEMON_MEMORY": "256m",
            "SPARK_DAEMON_JAVA_OPTS": f"-XX:-UsePerfData -Djava.io.tmpdir={self._folder / 'tmp'}",
        }
        with log.open("wb") as sink:
            process = subprocess.Popen(  # noqa: S603 - our own command
                [*command, "--properties-file", str(self._folder / "spark.conf"), *arguments],
                env=environment, stdout=sink, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
            )  # fmt: skip
        self._processes.append(process)
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until and process.poll() is None:
            found = ready.search(log.read_text("utf-8", "replace"))
            if found:
                return found.group(found.lastindex or 0)
            time.sleep(0.05)
        raise OperatorError(f"Spark's {role} did not start.", hint=f"See {log}.")

    def _end(self) -> None:
        for process in reversed(self._processes):
            process.terminate()
        for process in self._processes:
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._processes.clear()
