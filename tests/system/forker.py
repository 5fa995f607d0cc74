"""A process that has everything imported and forks a child for each request on stdin, so that killing is cheap.

Request: {"folder", "kill_after"}: collect the workspace and kill -9 oneself after so many calls and returns of
functions (0: count them only; null: do not even count). Answer: {"signal", "events"}: how the child ended, and what
it counted.
A workspace's clock stands still, so that two collections can be compared.
"""

import json
import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any

from simurg.app import intake, reading
from simurg.app.jobs import HANDLERS
from simurg.app.worker import Office
from simurg.app.workspace import open_workspace
from simurg.assessment import render_html, render_pdf  # noqa: F401  imported once for all children
from simurg.collection import registry

NOW = datetime(2026, 11, 1, 6, tzinfo=UTC)
intake.GROUP_DOCUMENTS, intake.GROUP_ROWS, reading.MOST_ROWS = 2, 400, 100


class Counter:
    """Counts calls and returns; kills the process after a given number."""

    def __init__(self, most: int | None) -> None:
        self.count, self.most = 0, most

    def __call__(self, frame: FrameType, event: str, argument: Any) -> None:
        self.count += 1
        if self.count == self.most:
            os.kill(os.getpid(), signal.SIGKILL)


def collect(folder: str, kill_after: int | None) -> int:
    counter = Counter(kill_after)
    if kill_after is not None:
        sys.setprofile(counter)
    Office(open_workspace(Path(folder)), HANDLERS, lambda: NOW).run("collect", {})
    sys.setprofile(None)
    return counter.count


def main() -> None:
    registry.all()
    for line in sys.stdin:
        request = json.loads(line)
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reader)
            os.write(writer, str(collect(**request)).encode())
            os._exit(0)
        os.close(writer)
        with os.fdopen(reader) as pipe:
            events = pipe.read()
        ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print(json.dumps({"signal": -ended, "events": int(events or 0)}), flush=True)


if __name__ == "__main__":
    main()
