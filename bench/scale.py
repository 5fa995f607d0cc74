"""`python -m bench scale [--sizes 100000,1000000,10000000] [--workers 2] [--minutes 10]`

The same bulk steps over the same made ledgers (bench/_made_scale.py) on DuckDB in this process and on a real Spark
cluster on loopback: visible rows, weekly counts by pair, candidates for near copies, blocking by name keys, votes.
Both share this machine, so the ratio tells what distribution costs, not what many machines give.

Each step is asked for its row count and the sum of its whole numbers, computed where the rows are, so that nothing but
the work is timed; both engines must give the same figures. Spark runs every step once before at the smallest size (the
virtual machines warm up, not counted). Wall-clock rows a second, where a step's rows are those of the table it reads. A
size that would begin after `--minutes` is left out and said to be. The last line is one JSON object.
"""

import argparse
import json
import resource
import tempfile
import time
from collections.abc import Callable, Mapping
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
    until = time.monotonic() + 60 * asked.minutes
    figures: dict[str, Any] = {"workers": asked.workers, "left_out": []}
    with tempfile.TemporaryDirectory(prefix="simurg-scale-") as folder:
        place = Path(folder)
        with (
            LocalCluster(place / "cluster", Size(asked.workers)) as cluster,
            connect(cluster.master, place, cluster.settings) as spark,
        ):
            for number, size in enumerate(sizes):
                if time.monotonic() > until:
                    figures["left_out"].append(size)
                    continue
                figures |= measured(place / str(size), size, spark, warm=number > 0)
    figures["peak_mb_here"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps(figures))


def measured(folder: Path, size: int, spark: Spark, *, warm: bool) -> dict[str, Any]:
    """Rows a second of every step on both engines, and the ratio cluster to embedded."""
    with Ledger.open(folder, lambda: datetime.now(UTC)) as ledger:
        fill(ledger, size)
        here = ledger.as_of(scope=EVERYTHING)
        there = here.on(spark.at(folder))
        figures: dict[str, Any] = {}
        for name, (table, step) in STEPS.items():
            if not warm:
                _digest(there, step)
            rows = max(size // SHARE[table], 1)
            found = {engine: _timed(view, step) for engine, view in (("embedded", here), ("cluster", there))}
            if found["embedded"][0] != found["cluster"][0]:
                raise SystemExit(f"{name} of {size} rows: the engines differ: {found}")
            speed = {engine: rows / seconds for engine, (_, seconds) in found.items()}
            figures |= {f"{name}.{size}.{engine}_rows_s": round(value) for engine, value in speed.items()}
            figures[f"{name}.{size}.ratio"] = round(speed["cluster"] / speed["embedded"], 3)
            told = "   ".join(f"{engine} {value:>12,.0f} rows/s" for engine, value in speed.items())
            print(f"{size:>10} {name:12} {told}   ratio {figures[f'{name}.{size}.ratio']}", flush=True)
    return figures


def _timed(view: View, step: Callable[[View], Any]) -> tuple[dict[str, Any], float]:
    start = time.perf_counter()
    found = _digest(view, step)
    return found, time.perf_counter() - start


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
