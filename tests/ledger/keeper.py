"""A process that has everything imported and forks a child for each request on stdin, so that killing is cheap.

Request: {"folder", "kill_after"}: append five batches over three tables, merge, append five more, merge again, and
kill -9 oneself after so many calls and returns of functions (0: never). Answer: {"signal", "events"}.
"""

import json
import os
import signal
import sys
from datetime import timedelta
from pathlib import Path
from types import FrameType
from typing import Any

from tests.ledger.conftest import Desk, Ticking, day

from simurg.ledger import Ledger
from simurg.ledger.upkeep import maintain


def work(folder: Path, kill_after: int) -> int:
    count = 0

    def strike(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal count
        count += 1
        if count == kill_after:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(strike)
    with Ledger.open(folder, Ticking()) as ledger:
        desk = Desk(ledger)
        for turn in range(2):
            for number in range(5):
                desk.tell(f"n{number} {turn}", key=f"n{number}", known=day(turn))
            maintain(ledger, grace=timedelta(days=-1))
    sys.setprofile(None)
    return count


def main() -> None:
    for line in sys.stdin:
        request = json.loads(line)
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reader)
            os.write(writer, str(work(Path(request["folder"]), request["kill_after"])).encode())
            os._exit(0)
        os.close(writer)
        with os.fdopen(reader) as pipe:
            events = pipe.read()
        ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print(json.dumps({"signal": -ended, "events": int(events or 0)}), flush=True)


if __name__ == "__main__":
    main()
