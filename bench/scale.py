"""`python -m bench scale [--sizes 100000,1000000,10000000] [--workers 2] [--minutes 10]`

The same bulk steps over the same made ledgers (bench/_made_scale.py) on DuckDB in this process and on a real Spark
cluster on loopback: visible rows, weekly counts by pair, candidates for near copies, blocking by name keys, votes.
Both share this machine, so the ratio tells what distribution costs, not what many machines give.

Each step is asked for its row count and the sum of its whole numbers, computed where the rows are, so that nothing but
the work is measured; both engines must give the same figures. Spark runs every step once before at the smallest size
(the virtual machines warm up, not counted). Figures are rows a CPU-second, over this process and, for the cluster, all
that it started; a step's rows are those of the table it reads. What would begin after `--minutes` is left out and said
to be. The last line is one JSON object.
"""

import argparse
import contextlib
import json
import os
import resource
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench._made_scale import SHARE, UNTIL, fill
from simurg.detection.weekly import weekly_cells
from simurg.fusion.bulk.sharing import NAMES, NEAR_COPIES, sharing
from simurg.fusion.bulk.votes import votes
from simurg.ledger import Ledger, View
from simurg.ledger.engines.spark import Spark, connect
from simurg.ontology.markings import EVERYTHING
from simurg.testing.local_cluster import LocalCluster, Size

STEPS: Mapping[str, tuple[str, Callable[[View], Any]]] = {
    "visible": ("claims", lambda view: view.table("claims")),
    "weekly": ("events", lambda view: weekly_cells(view.table("events"), UNTIL)),
    "near_copies": ("sketches", lambda view: sharing(view.table("sketches"), NEAR_COPIES)),
    "names": ("name_keys", lambda view: sharing(view.table("name_keys"), NAMES)),
    "votes": ("claims", lambda view: votes(view.table("claims"))),
}


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bench scale", description=__doc__)
    parser.add_argument("--sizes", default="100000,1000000,10000000")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--data", type=Path, help="not used: the ledgers are made")
    asked = parser.parse_args(arguments)
    sizes = sorted(int(size) for size in asked.sizes.split(","))
    figures: dict[str, Any] = {"workers": asked.workers, "left_out": []}
    with tempfile.TemporaryDirectory(prefix="simurg-scale-") as folder:
        place = Path(folder)
        with (
            LocalCluster(place / "cluster", Size(asked.workers)) as cluster,
            connect(cluster.master, place, cluster.settings) as spark,
        ):
            run = Run(spark, time.monotonic() + 60 * asked.minutes, sizes[0], figures)
            for size in sizes:
                run.measure(place / str(size), size)
    figures["peak_mb_here"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps(figures))


@dataclass(frozen=True, slots=True)
class Run:
    """What is measured on, until when, and what was found."""

    spark: Spark
    until: float
    smallest: int
    figures: dict[str, Any]

    def measure(self, folder: Path, size: int) -> None:
        """Rows a CPU-second of every step on both engines, and the ratio cluster to embedded."""
        with Ledger.open(folder, lambda: datetime.now(UTC)) as ledger:
            fill(ledger, size)
            here = ledger.as_of(scope=EVERYTHING)
            there = here.on(self.spark.at(folder))
            if size == self.smallest:
                for _, step in STEPS.values():
                    _digest(there, step)
            for name in STEPS:
                found = self._step(name, size, "embedded", here)
                if found is not None and self._step(name, size, "cluster", there) not in (found, None):
                    raise SystemExit(f"{name} of {size} rows: the engines differ")

    def _step(self, name: str, size: int, engine: str, view: View) -> dict[str, Any] | None:
        """What the step found; None if there was no time for it."""
        label = f"{name}.{size}.{engine}_rows_cpu_s"
        if time.monotonic() > self.until:
            self.figures["left_out"].append(f"{name}.{size}.{engine}")
            return None
        table, step = STEPS[name]
        before = _cpu_s()
        found = _digest(view, step)
        self.figures[label] = round(max(size // SHARE[table], 1) / max(_cpu_s() - before, 0.01))
        print(f"{label:44} {self.figures[label]:>12,}", flush=True)
        if engine == "cluster":
            ratio = self.figures[label] / self.figures[f"{name}.{size}.embedded_rows_cpu_s"]
            self.figures[f"{name}.{size}.ratio"] = round(ratio, 3)
        return found


def _cpu_s() -> float:
    """CPU-seconds so far of this process and of all that it started and that still run (Linux: /proc)."""
    ticks, parents = {}, {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                told = (entry / "stat").read_text("utf-8", "replace").rsplit(")", 1)[1].split()
                parents[int(entry.name)], ticks[int(entry.name)] = int(told[1]), int(told[11]) + int(told[12])
    ours = {os.getpid()}
    while more := {number for number, parent in parents.items() if parent in ours} - ours:
        ours |= more
    return sum(ticks[number] for number in ours) / os.sysconf("SC_CLK_TCK")


def _digest(view: View, step: Callable[[View], Any]) -> dict[str, Any]:
    """How many rows, the sum of the whole numbers and the length of the words: every column has to be made."""
    rows = step(view)
    columns: dict[str, Any] = {"rows": rows.count()}
    for name, kind in rows.schema().items():
        if kind.is_integer():
            columns[name] = (rows[name] % 1_000_003).sum()
        elif kind.is_string():
            columns[name] = rows[name].length().sum()
        elif kind.is_timestamp():
            columns[name] = rows[name].max()
        elif not kind.is_array():
            columns[name] = rows[name].count()
    return dict(view.collect(rows.aggregate(**columns)).to_pylist()[0])
