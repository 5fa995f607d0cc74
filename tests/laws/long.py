"""The long job: ten thousand pairs of random worlds that differ only above a reader's scope.

    python -m tests.laws.long --pairs 10000 --seed 11 --report docs/non-interference.md

Each group of worlds tells the reader the same, and each two of a group are a pair. The reader's use cases are asked in
the same process, without a socket: every address of the workbench, and rows of all markings by their ids. One answer
that differs in a byte or a header ends the job with its address, group and seed.
"""

import argparse
import random
import shutil
import sys
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from fastapi.testclient import TestClient
from tests.laws.asked import application, lived_in, told
from tests.laws.worlds import KINDS, Item

BESIDE = 96
"""Worlds of a group: 4,560 pairs if all differ."""
MOST_ROWS = 8


def item(draw: random.Random) -> Item:
    return Item(
        draw.choice(KINDS),
        draw.randint(0, 5),
        draw.randint(0, 50),
        draw.randint(0, 11),
        draw.randint(0, 3),
        draw.randint(0, 4),
        draw.randint(1, 6),
    )


def steps(draw: random.Random) -> list[tuple[list[Item], list[list[Item]]]]:
    """Of a group: what is seen in all its worlds, and what lies above in each."""
    return [
        (
            [item(draw) for _ in range(draw.randint(2, 6))],
            [[item(draw) for _ in range(draw.randint(number > 0, 4))] for number in range(BESIDE)],
        )
        for _ in range(draw.randint(1, 4))
    ]


def differing(draw: random.Random) -> tuple[int, int, str | None]:
    """Of one group: distinct worlds, answers of each, and the first address at which two of them differ."""
    drawn = steps(draw)
    folder = Path(mkdtemp(prefix="simurg-long-"))
    try:
        places = [folder / str(number) for number in range(BESIDE)]
        rows: set[tuple[str, str]] = set()
        for number, place in enumerate(places):
            rows |= lived_in(place, [(seen, above[number]) for seen, above in drawn])
        some = sorted(rows, key=lambda row: row[1])[:MOST_ROWS]
        first: dict[str, tuple[Any, ...]] | None = None
        for place in places:
            with application(place) as app, TestClient(app, base_url="http://localhost") as client:
                found = told(client, some, moments=("",), varied=False)
            if first is None:
                first = found
            for address, said in found.items():
                if said != first[address]:
                    return BESIDE, len(found), address
        distinct = len({repr([above[number] for _, above in drawn]) for number in range(BESIDE)})
        return distinct, len(first or {}), None
    finally:
        shutil.rmtree(folder)


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--pairs", type=int, default=10_000)
    asked.add_argument("--seed", type=int, default=11)
    asked.add_argument("--report", type=Path)
    given = asked.parse_args()
    pairs = answers = groups = 0
    began = time.process_time()
    while pairs < given.pairs:
        distinct, count, address = differing(random.Random(f"{given.seed}/{groups}"))
        if address is not None:
            print(f"DIFFERS at {address}: group {groups} of seed {given.seed}", file=sys.stderr)
            return 1
        groups, pairs, answers = groups + 1, pairs + distinct * (distinct - 1) // 2, answers + count * BESIDE
        print(f"{pairs:,} pairs, {answers:,} answers", file=sys.stderr)
    said = _report(given.seed, groups, pairs, answers, time.process_time() - began)
    print(said)
    if given.report is not None:
        given.report.write_text(said)
    return 0


def _report(seed: int, groups: int, pairs: int, answers: int, cpu_s: float) -> str:
    return f"""# Non-interference: the long job

A reader's answers must not depend on rows above their scope. Random worlds were built on disk that tell a reader the
same and differ only above the reader's scope: reports, events, claims, months, requirements, recalls, documents that
could not be read, gradings, filings, notes. The reader asked every address of the workbench in all of them, and rows of
all markings by their ids; answers were compared byte for byte, with status and headers.

| | |
|---|---|
| pairs of distinct worlds | {pairs:,} (each two of a group of {BESIDE}; {groups} groups) |
| answers compared | {answers:,} |
| differences | 0 |
| seed | {seed} |
| simurg | {version("simurg")} |
| run on | {datetime.now(UTC):%Y-%m-%d} ({cpu_s:,.0f} CPU-s) |

Again: `make test-worlds` (or `uv run python -m tests.laws.long --pairs 10000 --seed {seed}`). The suite itself asks 234
pairs in each run (`tests/laws/test_workbench_tells_nothing.py`), with more questions of each world.
"""


if __name__ == "__main__":
    sys.exit(main())
