"""Several processes append; those that are killed in the middle lose nothing that was acknowledged."""

import random
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path

from tests.access.audit.logs import checked, log_in, pages_in

TELLER = Path(__file__).with_name("teller.py")


def teller(folder: Path, name: str, threads: int, most: int) -> subprocess.Popen[str]:
    command = [sys.executable, str(TELLER), str(folder), name, str(threads), str(most)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def by_teller(lines: list[str]) -> dict[str, list[int]]:
    told: dict[str, list[int]] = defaultdict(list)
    for line in lines:
        if line.endswith("\n"):
            who, number = line.split()
            told[who].append(int(number))
    return told


def in_the_log(folder: Path) -> dict[str, list[int]]:
    told: dict[str, list[int]] = defaultdict(list)
    entries = pages_in(folder).page(limit=1_000_000).entries
    for entry in reversed(entries):
        if entry.what == "read":
            told[entry.who].append(int(entry.about[0]))
    return told


def test_two_processes_append_at_the_same_time(tmp_path: Path) -> None:
    processes = [teller(tmp_path, name, 3, 60) for name in ("a", "b")]
    for process in processes:
        assert process.communicate(timeout=120)[0].count("\n") == 180
        assert process.returncode == 0
    found = checked(tmp_path)
    assert (found.entries, found.problems, found.notices) == (360, [], [])
    assert in_the_log(tmp_path) == {f"{name}.{n}": list(range(60)) for name in "ab" for n in range(3)}


def test_kills_lose_no_acknowledged_entry(tmp_path: Path) -> None:
    chance, acknowledged = random.Random(5), 0
    told: dict[str, int] = {}
    for turn in range(12):
        processes = [teller(tmp_path, f"{turn}{name}", 4, 100_000) for name in ("a", "b")]
        for process in processes:
            assert process.stdout is not None
            process.stdout.readline()  # it is at work
        time.sleep(chance.uniform(0, 0.15))
        for process in processes:
            process.kill()
        for process in processes:
            assert process.stdout is not None
            lines = process.stdout.readlines()
            process.wait()
            process.stdout.close()
            told |= {who: max(numbers) for who, numbers in by_teller(lines).items()}
            acknowledged += len(lines)
        assert checked(tmp_path).problems == []
    log_in(tmp_path).record("after", "all")
    kept = in_the_log(tmp_path)
    for who, last in told.items():
        assert kept[who] == list(range(len(kept[who])))
        assert len(kept[who]) > last
    assert checked(tmp_path).problems == []
    assert acknowledged > 200
