"""Runs that are killed (SIGKILL) at any moment: what was remembered is there, the rest is fetched again, nothing is
lost or doubled. The process that dies is a real one, and so is the server."""

import multiprocessing
import random
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.app.following.wires import source, wired
from tests.outbound.scripted import answered, scripted

from simurg.app.following.run_plan import Fetched, run_plan
from simurg.collection.fetching.plan import Call, Keep, Plan, Remember, asked
from simurg.collection.source import Source

PAGES, KILLS = 40, 25
NAMES = [f"{page}{part}" for page in range(PAGES) for part in "ab"]


def fetch(source: Source, cursor: Mapping[str, Any], now: object) -> Plan:
    """Two documents a page, remembered page by page."""
    for page in range(cursor.get("page", 0), PAGES):
        for part in "ab":
            call = Call(f"{source.address}/{page}{part}", conditional=True)
            answer = asked(call, (yield call))
            if not answer.unchanged:
                yield Keep(f"{page}{part}", answer.body)
        yield Remember({"page": page + 1})


def run(folder: Path, address: str) -> Fetched:
    with wired(folder) as wire:
        return run_plan(wire, source(address), fetch)


def killed_after(seconds: float, folder: Path, address: str) -> None:
    child = multiprocessing.get_context("fork").Process(target=run, args=(folder, address))
    child.start()
    time.sleep(seconds)
    child.kill()
    child.join()
    child.close()


def test_a_run_that_is_killed_goes_on_where_it_remembered(tmp_path: Path) -> None:
    draw = random.Random(4711)
    script = {f"/{name}": answered(name.encode() * 2_000, ETag=f'"{name}"') for name in NAMES}
    places: list[int] = []
    with scripted(script) as server:
        address = server.url("").rstrip("/")
        for number in range(KILLS):
            killed_after(draw.uniform(0.0, 0.05 + number / 100), tmp_path, address)  # a busy machine is slower
            with wired(tmp_path) as wire:
                places.append(wire.spool.cursor("wire").get("page", 0))
                waiting = wire.spool.waiting()
                assert [one.name for one in waiting] == NAMES[: 2 * places[-1]]
                assert all(one.path.read_bytes() == one.name.encode() * 2_000 for one in waiting)
        assert run(tmp_path, address).fault is None
    with wired(tmp_path) as wire:
        waiting = wire.spool.waiting()
        assert [one.name for one in waiting] == NAMES
        found = [path for path in wire.spool.folder.glob("*/*/*") if path.is_file()]
        assert sorted(found) == sorted(one.path for one in waiting)
    assert places == sorted(places)
    assert len(set(places)) > 1  # some were killed on their way
