"""Follows a workspace in a process of its own, so that it can be killed.

    python -m tests.system.follower WORKSPACE CLOCK UNTIL

CLOCK is a file of eight bytes, seconds since 1970 as a double: whoever sleeps here moves it, and the server that
answers reads it. UNTIL is seconds too. What is settled is tested elsewhere.
"""

import mmap
import os
import struct
import sys
from datetime import UTC, datetime
from pathlib import Path

from simurg.app.following.follow import Follow, Habits
from simurg.app.following.real import Real
from simurg.app.following.rounds import rounds_in
from simurg.app.jobs import HANDLERS
from simurg.app.worker import Office
from simurg.app.workspace import open_workspace
from simurg.outbound.doors import Allowed
from simurg.outbound.way_out import WayOut


class SharedTime:
    """A clock of several processes, in a mapped file. One process moves it."""

    def __init__(self, path: Path, start: datetime | None = None) -> None:
        if start is not None:
            path.write_bytes(struct.pack("d", start.timestamp()))
        with path.open("r+b") as stream:
            self._shared = mmap.mmap(stream.fileno(), 8)

    def monotonic(self) -> float:
        return float(struct.unpack("d", self._shared[:8])[0])

    def __call__(self) -> datetime:
        return datetime.fromtimestamp(self.monotonic(), UTC)

    def sleep(self, seconds: float) -> None:
        self._shared[:8] = struct.pack("d", self.monotonic() + max(seconds, 0.001))


def follow(workspace: Path, clock: Path, until: float) -> None:
    time = SharedTime(clock)
    real = Real(WayOut(Allowed(), monotonic=time.monotonic), time.sleep, lambda: 0.5, os.environ)
    handlers = {**HANDLERS, "settle": lambda _desk, _arguments: {"warnings": []}}
    office = Office(open_workspace(workspace), handlers, time, real=real)
    with rounds_in(office.workspace, time, real) as rounds:
        habits = Habits(at_once=0, look_every_s=6 * 3600)
        Follow(office, rounds, habits, lambda text: print(text, flush=True)).run(lambda: time.monotonic() >= until)


if __name__ == "__main__":
    follow(Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3]))
