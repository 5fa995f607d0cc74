"""`python -m bench following [--commits 35000] [--rows 12]`

A year of following: a feed that is taken in every 15 minutes, 35,000 small commits in one table, upkeep between them as
a collection does it, and a reader beside it all the while (a process of its own that opens the ledger anew at each
look, checks that what it counts is what was committed, and never waits). At ten moments of the year a scan of the
table (all its columns of one view) is timed beside the same scan of a copy of the ledger that was compacted into one
file: `scan_ratio` is the largest of the ten, each the median of several pairs that take turns. The clock of the ledger
is simulated. The last line is one JSON object.
"""

import argparse
import json
import multiprocessing as mp
import statistics
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from simurg.ledger import Ledger, Offer
from simurg.ledger.columns import table_of
from simurg.ledger.upkeep import copy, maintain, tidy
from simurg.ontology.ids import digest_of
from simurg.ontology.markings import EVERYTHING

START = datetime(2025, 1, 1, tzinfo=UTC)
STEP = timedelta(minutes=15)
COLUMNS = ("id", "key", "known_at", "actor", "recipient", "event_type", "country", "description", "occurred_from")
PAIRS = 9
TYPES = ("AGREE", "CONSULT", "ACCUSE", "ASSAULT", "PROTEST")


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bench following", description=__doc__)
    parser.add_argument("--commits", type=int, default=35_000)
    parser.add_argument("--rows", type=int, default=12)
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="simurg-bench-") as folder:
        figures = year(Path(folder), asked.commits, asked.rows)
    for name, value in figures.items():
        print(f"{name:24} {value}")
    print(json.dumps(figures))


def year(folder: Path, commits: int, rows: int) -> dict[str, Any]:
    """Every commit, upkeep as after a collection, ten measurements on the way."""
    world = mp.get_context("spawn")
    done, ended, told = world.Value("q", 0), world.Event(), world.Queue()
    now = [START]
    ledger = Ledger.open(folder / "ledger", lambda: now[0])
    reader = world.Process(target=looking, args=(folder / "ledger", rows, done, ended, told))
    reader.start()
    cpu, merged, scans, files = time.process_time(), 0, [], []
    measured = 0.0
    for number in range(commits):
        now[0] = START + STEP * number
        ledger.append(offer(number, rows, now[0]))
        done.value = number + 1
        merged += tidy(ledger).merged
        if (number + 1) % (commits // 10) == 0:
            before = time.process_time()
            scans.append(compared(ledger, folder / f"compacted-{number}"))
            files.append(len(ledger.catalogue.live_files("events")))
            measured += time.process_time() - before
            print(f"{number + 1:,} commits: {files[-1]} files, {scans[-1]}", flush=True)
    cpu = time.process_time() - cpu - measured
    ended.set()
    looks, wrong, slowest = told.get(timeout=120)
    reader.join()
    ledger.close()
    return {
        "commits": commits,
        "rows": commits * rows,
        "scan_ratio": max(one["ratio"] for one in scans),
        "scan_ratio_median": statistics.median(one["ratio"] for one in scans),
        "files_most": max(files),
        "cpu_ms_a_commit": round(1000 * cpu / commits, 2),
        "files_merged": merged,
        "reader_looks": looks,
        "reader_wrong": wrong,
        "reader_slowest_ms": slowest,
    }


def offer(number: int, rows: int, at: datetime) -> Offer:
    """What a quarter of an hour brings."""
    told = [
        {
            "id": digest_of("event", number, row), "key": digest_of("event", number, row), "known_at": at,
            "actor": f"Actor {row % 7}", "recipient": f"Actor {(number + row) % 11}", "event_type": TYPES[row % 5],
            "country": f"X{chr(65 + row % 26)}{chr(65 + number % 26)}", "occurred_from": at - STEP,
            "description": f"What was told at {at.isoformat()} of matter {number * rows + row}.",
        }
        for row in range(rows)
    ]  # fmt: skip
    return Offer(f"quarter-{number}", {"events": table_of("events", told)}, source_name="feed")


def compared(ledger: Ledger, target: Path) -> dict[str, Any]:
    """This ledger's scan over that of a compacted copy, in turns."""
    copy(ledger.store.folder, target)  # type: ignore[attr-defined]
    with Ledger.open(target, ledger.now) as whole:
        maintain(whole, grace=timedelta(seconds=-1))
        assert len(whole.catalogue.live_files("events")) == 1
        ratios, mine = [], []
        for _ in range(PAIRS):
            ours, theirs = scanned(ledger), scanned(whole)
            ratios.append(ours / theirs)
            mine.append(ours)
    return {"ratio": round(statistics.median(ratios), 2), "scan_ms": round(1000 * statistics.median(mine), 1)}


def scanned(ledger: Ledger) -> float:
    """Seconds of a view's whole reading."""
    start = time.perf_counter()
    view = ledger.as_of(scope=EVERYTHING)
    assert view.read("events", COLUMNS).num_rows
    return time.perf_counter() - start


def looking(folder: Path, rows: int, done: Any, ended: Any, told: Any) -> None:
    """A reader: each look opens the ledger, keeps its view for a while, and counts twice what must not change."""
    looks = wrong = 0
    slowest = 0.0
    while not ended.is_set():
        before = done.value
        if not before:
            continue
        start = time.perf_counter()
        ledger = Ledger.open_to_read(folder, lambda: datetime(2030, 1, 1, tzinfo=UTC))
        view = ledger.as_of(scope=EVERYTHING)
        first = view.count("events")
        slowest = max(slowest, time.perf_counter() - start)
        time.sleep(0.5)
        again = view.read("events", ("id",)).num_rows
        wrong += int(first != again or first % rows != 0 or not before * rows <= first <= (done.value + 1) * rows)
        looks += 1
        ledger.close()
    told.put((looks, wrong, round(1000 * slowest, 1)))
