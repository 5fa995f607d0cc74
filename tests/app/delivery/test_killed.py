"""The deliverer is killed (SIGKILL) at its worst moments: between the server's taking a message and the mark of it, and
anywhere else."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.app.delivery.servers import Mailbox, mail_server
from tests.app.delivery.worlds import World

from simurg.app.delivery.wishes import Wishes


def world_of(folder: Path, box: Mailbox, count: int) -> World:
    mail = {"server": f"127.0.0.1:{box.port}", "tls": "none", "sender": "simurg@cell.example",
            "domains": ["cell.example"], "most": {"level": "restricted", "tlp": "amber+strict"}}  # fmt: skip
    world = World(folder, {"mail": mail}, {"mail": [f"127.0.0.1:{box.port}"]})
    world.moment = datetime.now(UTC) - timedelta(hours=1)
    world.person("ada")
    world.wish("ada", Wishes(mail="ada@cell.example"))
    world.later(minutes=1)
    world.find(*(f"Place {number}" for number in range(count)))
    world.house.close()
    return world


def deliverer(world: World) -> subprocess.Popen[bytes]:
    code = "from simurg.cli import main; main()"
    return subprocess.Popen(
        [sys.executable, "-c", code, "--workspace", str(world.folder), "deliver"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "OMP_NUM_THREADS": "1"},
    )  # fmt: skip


def test_killed_before_the_mark_it_sends_again_under_the_same_id(tmp_path: Path) -> None:
    with mail_server() as box:
        world = world_of(tmp_path / "cell", box, 1)
        box.faults = [30.0]
        process = deliverer(world)
        waited = time.monotonic() + 30
        while not box.kept and time.monotonic() < waited:
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert deliverer(world).wait(timeout=60) == 0
        assert len(box.ids) == 2
        assert len(set(box.ids)) == 1
        assert deliverer(world).wait(timeout=60) == 0
        assert len(box.ids) == 2


def test_killed_anywhere_it_loses_none(tmp_path: Path) -> None:
    with mail_server() as box:
        world = world_of(tmp_path / "cell", box, 12)
        for number in range(6):
            process = deliverer(world)
            waited, before = time.monotonic() + 20, len(box.kept)
            while len(box.kept) < before + 1 and process.poll() is None and time.monotonic() < waited:
                time.sleep(0.005)
            time.sleep(0.003 * number)
            process.send_signal(signal.SIGKILL)
            process.wait()
        assert deliverer(world).wait(timeout=60) == 0
        assert len({mail["Subject"] for mail in box.kept}) == len(set(box.ids)) == 12
        assert len(box.kept) <= 12 + 6
