"""`python -m bench ledger [--rows 1000000] [--large 10000000] [--pairs 5] [--data DIR]`

Appending GDELT-format rows against DuckDB's own CSV-to-Parquet on the same file, memory at ten times the rows, as-of
over two million claims, one entity, and lineage over a million derived rows. The last line is one JSON object.

Each append and each DuckDB run is a process of its own that reports the seconds of the work alone (no imports); they
take turns, and the ratio is the median over pairs. The rows are drawn from the real ones in the data folder, or made
up where there is none (61 columns, about 390 bytes a row, four rows to an address). Nothing is tuned here.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import duckdb
import numpy as np
import pyarrow as pa

from simurg.ledger import Ledger, Offer, View
from simurg.ledger.columns import table_of
from simurg.ledger.lineage import dependents
from simurg.ledger.recall import Recall, recall_offer
from simurg.ontology.ids import id_of
from simurg.ontology.markings import EVERYTHING

CLAIMS, ENTITIES, DERIVED, CITED = 2_000_000, 200_000, 1_000_000, 6
DATA = Path(os.environ.get("SIMURG_DATA", Path(__file__).parents[2] / "shared" / "data"))
MOMENT = pa.timestamp("us", tz="UTC")
START_US = 1_577_836_800_000_000  # 2020-01-01


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bench ledger", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--large", type=int, default=10_000_000, help="0 leaves the memory figure out")
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--child", nargs=2, metavar=("KIND", "FILE"), help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.child:
        print(json.dumps(CHILDREN[asked.child[0]](Path(asked.child[1]))))
        return
    with tempfile.TemporaryDirectory(prefix="simurg-bench-") as folder:
        figures = {**appending(Path(folder), asked), **as_of(Path(folder)), **lineage(Path(folder))}
    for name, value in figures.items():
        print(f"{name:28} {value}")
    print(json.dumps(figures))


# --- appending -------------------------------------------------------------------------------------------------------


def appending(folder: Path, asked: argparse.Namespace) -> dict[str, Any]:
    file = gdelt_file(folder / "rows.tsv", asked.rows, asked.data)
    pairs = [(child("append", file), child("duckdb", file)) for _ in range(asked.pairs + 1)][1:]  # the first warms up
    ratios = sorted(theirs["seconds"] / ours["seconds"] for ours, theirs in pairs)
    figures: dict[str, Any] = {
        "append_rows": pairs[0][0]["rows"],
        "append_ratio": round(statistics.median(ratios), 3),
        "append_ratio_range": [round(ratios[0], 3), round(ratios[-1], 3)],
        "append_cpu_ratio": round(statistics.median(b["cpu_s"] / a["cpu_s"] for a, b in pairs), 3),
    }
    file.unlink()
    if asked.large:
        large = gdelt_file(folder / "large.tsv", asked.large, asked.data)
        ours = child("append", large)
        figures |= {"peak_rows": ours["rows"], "peak_mb": ours["peak_mb"]}
        large.unlink()
    return figures


def child(kind: str, file: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench", "ledger", "--child", kind, str(file)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def append_child(file: Path) -> dict[str, Any]:
    """The collection job as it is: payload kept, parsed, mapped, hashed, deduplicated, committed."""
    from simurg.app.collect import collect
    from simurg.app.worker import Desk
    from simurg.app.workspace import create
    from simurg.collection.connectors import gdelt  # noqa: F401 - imported before the clock starts, as all else
    from simurg.collection.source import Source

    pa.array([0])  # pyarrow looks for pandas at its first array
    with tempfile.TemporaryDirectory(prefix="ws-", dir=file.parent) as folder:
        workspace = create(Path(folder))
        source = Source("gdelt", "gdelt", address=str(file), most_rows=10**9)
        with Ledger.open(workspace.ledger, clock) as ledger:
            desk = Desk(workspace, ledger, clock, lambda _: None)
            timed = measured(lambda: collect(desk, [source]))
            view = ledger.as_of(scope=EVERYTHING)
            return {**timed, "rows": view.count("events"), "reports": view.count("reports")}


def duckdb_child(file: Path) -> dict[str, Any]:
    target = file.with_suffix(".parquet")
    query = f"COPY (FROM read_csv('{file}', delim = '\t', header = false)) TO '{target}' (FORMAT parquet)"
    timed = measured(lambda: duckdb.sql(query))
    target.unlink()
    return timed


def measured(work: Callable[[], object]) -> dict[str, Any]:
    start, cpu = time.perf_counter(), time.process_time()
    work()
    seconds, cpu_s = time.perf_counter() - start, time.process_time() - cpu
    return {"seconds": seconds, "cpu_s": cpu_s, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}


CHILDREN = {"append": append_child, "duckdb": duckdb_child}


def gdelt_file(path: Path, count: int, data: Path) -> Path:
    """`count` rows with ids of their own, four to an address, drawn from the real rows (or from made ones)."""
    samples = [line for file in sorted((data / "osint" / "gdelt").glob("*.tsv")) for line in _lines(file)]
    rows = [row for row in samples or [made_row(n) for n in range(40)] if len(row) == 61]
    columns = {f"c{number}": pa.array([row[number] for row in rows]) for number in range(61)}
    sample = pa.table({"place": pa.array(range(len(rows))), **columns})
    middle = ", ".join(f"c{number}" for number in range(1, 60))
    connection = duckdb.connect(config={"preserve_insertion_order": "false"})
    connection.register("sample", sample)
    connection.sql(
        f"""COPY (SELECT 1300000000 + n AS id, {middle}, left(c60, 60) || '/' || (n // 4) AS url
            FROM (SELECT range AS n FROM range({count})) JOIN sample ON place = hash(n) % {len(rows)})
            TO '{path}' (FORMAT csv, DELIMITER '\t', HEADER false, QUOTE '')"""
    )
    return path


def _lines(file: Path) -> list[list[str]]:
    return [line.split("\t") for line in file.read_text("utf-8").splitlines()]


def made_row(number: int) -> list[str]:
    """A row in GDELT's format that we made up."""
    geo = ["4", f"Veluna {number}, Arkania", "AR", "AR01", "", "12.5", "-30.25", "123"]
    actor = ["ARK", "ARKANIA", "ARK", "", "", "", "", "GOV", "", ""]
    counts = ["1", "190", "190", "19", "4", "-10.0", "2", "1", "2", "-4.1"]
    dates = ["0", "20200105", "202001", "2020", "2020.01"]
    return [*dates, *actor, *actor, *counts, *geo, *geo, *geo, "20200105120000", f"https://news.example.org/{'x' * 40}"]


# --- reading ---------------------------------------------------------------------------------------------------------


def clock() -> datetime:
    return datetime.now(UTC)


def claims(rng: np.random.Generator, version: int) -> pa.Table:
    """Two million claims of 200,000 entities, the first of which has 1,000; `version` 1 revises every row of 0."""
    count = CLAIMS
    subjects = np.arange(count) % ENTITIES
    subjects[:1_000] = 0
    keys = np.stack([np.arange(count, dtype=np.uint64), np.full(count, 7, np.uint64)], 1)
    known = START_US + 86_400_000_000 * (np.arange(count) % 700 + 365 * version)
    return pa.table(
        {
            "id": _ids(rng.bytes(16 * count)),
            "key": _ids(keys.tobytes()),
            "source_id": pa.array(np.char.add("source-", (np.arange(count) % 40).astype(str))),
            "report_id": _ids(rng.bytes(16 * count)),
            "known_at": pa.array(known, pa.int64()).cast(MOMENT),
            "subject": pa.array(np.char.add("entity-", subjects.astype(str))),
            "predicate": pa.array(np.array(["name", "located_in", "member_of", "led_by"])[rng.integers(0, 4, count)]),
            "object": pa.array(np.char.add("value-", rng.integers(0, 10**6, count).astype(str))),
            "confidence": pa.array(rng.random(count)),
        }
    )


def _ids(raw: bytes) -> pa.Array:
    storage = pa.FixedSizeBinaryArray.from_buffers(pa.binary(16), len(raw) // 16, [None, pa.py_buffer(raw)])
    return pa.ExtensionArray.from_storage(pa.uuid(), storage)


def as_of(folder: Path) -> dict[str, Any]:
    """One source recalled; then every row superseded once; then one entity, cold and warm."""
    rng = np.random.default_rng(1)
    figures: dict[str, Any] = {}
    with Ledger.open(folder / "claims", clock) as ledger:
        ledger.append(Offer("claims-0", {"claims": claims(rng, 0)}, method="bench", version="1"))
        report = {"id": id_of("r"), "key": id_of("r"), "known_at": datetime(2020, 1, 1, tzinfo=UTC)}
        ledger.append(Offer("report", {"reports": table_of("reports", [report])}, "source-7", version="1"))
        everyone = ledger.as_of(scope=EVERYTHING)
        ledger.append(recall_offer(everyone, Recall("source-7", "bench", "bench"), clock()))
        figures |= {"asof_cpu_s": _cpu(lambda: _all(ledger)), "asof_rows": _all(ledger).num_rows}
        ledger.append(Offer("claims-1", {"claims": claims(rng, 1)}, method="bench", version="1"))
        figures |= {
            "asof_all_revised_cpu_s": _cpu(lambda: _all(ledger)),
            "asof_all_revised_rows": _all(ledger).num_rows,
        }
        figures["asof_entity_cold_ms"] = _ms(lambda: _entity_cold(ledger), 3)
        start = time.perf_counter()
        _entity(ledger)
        figures["asof_entity_cache_build_s"] = round(time.perf_counter() - start, 2)
        figures |= {"asof_entity_ms": _ms(lambda: _entity(ledger), 20), "asof_entity_claims": _entity(ledger).num_rows}
    return figures


def _view(ledger: Ledger) -> View:
    return ledger.as_of(datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=3650), scope=EVERYTHING)


def _all(ledger: Ledger) -> pa.Table:
    return _view(ledger).read("claims")


def _entity(ledger: Ledger) -> pa.Table:
    return _view(ledger).about("entity-0", ledger.resident)


def _entity_cold(ledger: Ledger) -> pa.Table:
    return _view(ledger).read("claims", where={"subject": "entity-0"})


def lineage(folder: Path) -> dict[str, Any]:
    """A million findings that cite six rows each; what rests on one report?"""
    rng = np.random.default_rng(2)
    targets = rng.bytes(16 * 100_000)
    pool = np.frombuffer(targets, "V16")
    cited = pool[rng.integers(0, len(pool), DERIVED * CITED)].tobytes()
    offsets = pa.array(np.arange(DERIVED + 1, dtype=np.int32) * CITED)
    findings = pa.table(
        {
            "id": _ids(rng.bytes(16 * DERIVED)),
            "key": _ids(rng.bytes(16 * DERIVED)),
            "known_at": pa.array(np.full(DERIVED, START_US)).cast(MOMENT),
            "basis": pa.ListArray.from_arrays(offsets, _ids(cited), type=pa.list_(pa.uuid())),
        }
    )
    with Ledger.open(folder / "lineage", clock) as ledger:
        ledger.append(Offer("findings", {"findings": findings}, method="bench", version="1"))
        report = UUID(bytes=pool[0].tobytes())
        start = time.perf_counter()
        found = dependents(ledger.as_of(scope=EVERYTHING), ledger.edges, [report])
        built = time.perf_counter() - start
        warm = _ms(lambda: dependents(ledger.as_of(scope=EVERYTHING), ledger.edges, [report]), 20)
    return {"lineage_ms": warm, "lineage_found": len(found), "lineage_cache_build_s": round(built, 2)}


def _cpu(work: Callable[[], object], runs: int = 5) -> float:
    """CPU-seconds of both cores, median."""
    seen = []
    for _ in range(runs):
        start = time.process_time()
        work()
        seen.append(time.process_time() - start)
    return round(statistics.median(seen), 2)


def _ms(work: Callable[[], object], runs: int) -> float:
    seen = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        seen.append(1_000 * (time.perf_counter() - start))
    return round(statistics.median(seen), 1)
