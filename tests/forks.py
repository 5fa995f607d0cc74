"""A server that forks a child for each request on stdin, so that killing one is cheap: everything is imported once.

A request is one JSON object a line, given to `work` as keywords; the answer is {"signal", "events"}: how the child
ended, and what `work` returned (0 if it was killed). `Strike` kills its own process after so many calls and returns.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


class Strike:
    """A profile function that counts calls and returns, and kills -9 the process at a given number (None: never)."""

    def __init__(self, most: int | None) -> None:
        self.count, self.most = 0, most

    def __call__(self, frame: FrameType, event: str, argument: Any) -> None:
        self.count += 1
        if self.count == self.most:
            os.kill(os.getpid(), signal.SIGKILL)


def serve(work: Callable[..., int]) -> None:
    """Until stdin ends."""
    for line in sys.stdin:
        request = json.loads(line)
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reader)
            os.write(writer, str(work(**request)).encode())
            os._exit(0)
        os.close(writer)
        with os.fdopen(reader) as pipe:
            events = pipe.read()
        ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print(json.dumps({"signal": -ended, "events": int(events or 0)}), flush=True)
