"""`python -m bench web [--events 1000000] [--keep DIR] [--requests 200] [--crowd-s 60]`

The workbench over HTTP on an exercise world of a million events (see _web_world): `simurg serve` in a process of its
own, asked by one reader, then by fifty at 5 s thinking time, then opened in Chromium. `…_p95_ms` is of questions that
nobody asked before (each with parameters of its own, so no answer was kept); `…_again_p95_ms` of the same once more.
`slider` is the map of a year as it was known on some past day. No setting was chosen on this bench.

The last line is one JSON object. `first_paint_ms` and the sizes are null where the page is not built or there is no
Chromium. `crowd_ratio` is the fifty readers' p95 over the one reader's, of the worst kind, `crowd_over_limit` the same
over what the one reader's may be at most; `growth` is how many times longer a kind takes on the whole world than on the
demo alone (a thirtieth of it). `load` is the machine's when the one reader begins: what else runs there lengthens every
time, but not `…_cpu_ms`, the server's processor time for one new answer, and `crowd_processors`, how many it kept busy.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import httpx

from bench._web_page import first_paint
from bench._web_readers import KINDS, Questions, Taken, alone, crowd, percentile
from bench._web_world import made
from simurg.access.people.account import Account
from simurg.app.bootstrap import house_of, now
from simurg.app.search import index_of
from simurg.app.workspace import open_workspace

READERS, THINK_S = 50, 5.0
LIMITS_MS = {"morning": 250, "map": 500, "slider": 500, "entity": 150, "search": 80}
"""What one reader's p95 must not be above; the fifty readers' may be four times that."""
COOKIE = "simurg_session"


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bench web", description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--small", type=int, default=30_000, help="the world to compare with; 0 leaves it out")
    parser.add_argument("--requests", type=int, default=200, help="of each kind")
    parser.add_argument("--crowd-s", type=float, default=60.0, help="0 leaves the fifty readers out")
    parser.add_argument("--keep", type=Path, help="a folder for the worlds, to be used again")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--data", type=Path, help="not used: the world is made")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="simurg-bench-") as folder:
        keep = asked.keep or Path(folder)
        figures = measured(made(keep / f"web-{asked.events}", asked.events, asked.seed), asked)
        if asked.small:
            small = made(keep / f"web-{asked.small}", asked.small, asked.seed)
            figures["growth"] = growth(figures, small, asked)
    for name, value in figures.items():
        print(f"{name:28} {value}")
    print(json.dumps(figures))


def measured(workspace: Path, asked: argparse.Namespace) -> dict[str, Any]:
    cookies = sessions(workspace)
    with served(workspace) as address:
        ready_s = warmed(address, cookies[0])
        questions = Questions(entities(address, cookies[0]), random.Random(asked.seed))
        load = os.getloadavg()[0]
        new, again = alone(address, cookies[:8], questions, asked.requests, partial(processor_s, address))
        figures: dict[str, Any] = {
            **{f"{kind}_p95_ms": percentile(new.times[kind]) for kind in KINDS},
            **{f"{kind}_p50_ms": percentile(new.times[kind], 0.5) for kind in KINDS},
            **{f"{kind}_again_p95_ms": percentile(again.times[kind]) for kind in KINDS},
            **{f"{kind}_cpu_ms": new.cpu_ms[kind] for kind in KINDS},
            "load": round(load, 1),
            "requests": sum(map(len, (*new.times.values(), *again.times.values()))),
            "ready_s": ready_s,
        }
        errors, first = new.errors + again.errors, new.first_error or again.first_error
        if asked.crowd_s:
            before = processor_s(address)
            many = crowd(address, cookies, questions, asked.crowd_s, THINK_S)
            spent = processor_s(address) - before
            figures |= of_crowd(many, new) | {"crowd_processors": round(spent / asked.crowd_s, 2)}
            errors, first = errors + many.errors, first or many.first_error
        figures |= first_paint(address, cookies[0])
        figures |= {"errors": errors, "first_error": first, "server_mb": memory_of(address)}
    return figures


def of_crowd(many: Taken, new: Taken) -> dict[str, Any]:
    """The fifty readers' p95 of each kind, and over one reader's."""
    late = {kind: percentile(times) for kind, times in many.times.items()}
    ratios = [p95 / (percentile(new.times[kind]) or 1) for kind, p95 in late.items() if p95]
    over = [p95 / LIMITS_MS[kind] for kind, p95 in late.items() if p95]
    return {
        **{f"crowd_{kind}_p95_ms": p95 for kind, p95 in sorted(late.items())},
        "crowd_ratio": round(max(ratios), 2) if ratios else None,
        "crowd_over_limit": round(max(over), 2) if over else None,
        "crowd_requests": sum(map(len, many.times.values())),
    }


def growth(figures: dict[str, Any], small: Path, asked: argparse.Namespace) -> dict[str, float]:
    cookies = sessions(small)
    with served(small) as address:
        warmed(address, cookies[0])
        questions = Questions(entities(address, cookies[0]), random.Random(asked.seed))
        new, _ = alone(address, cookies[:8], questions, asked.requests // 2, partial(processor_s, address))
    p95 = {kind: percentile(new.times[kind]) for kind in KINDS}
    return {kind: round(figures[f"{kind}_p95_ms"] / value, 2) for kind, value in p95.items() if value}


def sessions(workspace: Path) -> list[dict[str, str]]:
    """Cookies of fifty analysts, signed in; and the picture's search index, made before anybody comes."""
    opened = open_workspace(workspace)
    house = house_of(workspace)
    try:
        picture = opened.picture("staff")
        house.reading.ask(picture, None, "index", lambda ledger, _: index_of(opened, ledger, picture))
        door, at, cookies = house.door, now(), []
        for number in range(READERS):
            name = f"analyst-{number}"
            if door.people.find(name) is None:
                scope = opened.scope("staff")
                door.people.add(Account(name, name, frozenset({"analyst"}), scope, "active"), at)
            begun = door.sessions.begin(name, "password", at)
            cookies.append({COOKIE: begun.secret})
        return cookies
    finally:
        house.close()


@contextmanager
def served(workspace: Path) -> Iterator[str]:
    """`simurg serve` on a port that the machine gives, as long as the block lasts."""
    command = [str(Path(sys.executable).parent / "simurg"), "-w", str(workspace), "serve", "--port", "0", "--no-worker"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        try:
            assert server.stdout is not None
            line = next(line for line in server.stdout if " at http" in line)
            address = line.split(" at ")[1].split()[0]
            _SERVERS[address] = server.pid
            yield address
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=60)


_SERVERS: dict[str, int] = {}


def warmed(address: str, cookies: dict[str, str]) -> float:
    """Seconds until the first map, entity and search are there."""
    start = time.perf_counter()
    header = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
    with httpx.Client(base_url=address, timeout=300, headers=header) as client:
        for url in ("/api/map", "/api/morning", "/api/entities", "/api/search?q=port", "/api/suggest?q=a"):
            answer = client.get(url)
            assert answer.status_code == 200, f"{url}: {answer.status_code} {answer.text[:300]}"
        client.get(f"/api/entities/{client.get('/api/entities').json()['items'][0]['key']}")
    return round(time.perf_counter() - start, 1)


def entities(address: str, cookies: dict[str, str]) -> tuple[str, ...]:
    header = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
    with httpx.Client(base_url=address, timeout=60, headers=header) as client:
        pages, cursor = list[str](), ""
        while cursor is not None and len(pages) < 2_000:
            page = client.get("/api/entities", params={"limit": 200, "cursor": cursor}).json()
            pages += [one["key"] for one in page["items"]]
            cursor = page["next"]
    return tuple(pages)


def processor_s(address: str) -> float:
    """Processor time of the server so far; 0 where that cannot be told."""
    try:
        told = Path(f"/proc/{_SERVERS[address]}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def memory_of(address: str) -> int | None:
    """Megabytes that the server holds."""
    try:
        told = Path(f"/proc/{_SERVERS[address]}/status").read_text(encoding="utf-8")
    except OSError:
        return None
    return next((int(line.split()[1]) // 1024 for line in told.splitlines() if line.startswith("VmRSS")), None)
