"""Forks children that append five batches over three tables, merge, append five more and merge again (tests.forks).

Request: {"folder", "kill_after"}: kill -9 oneself after so many calls and returns of functions (0: never).
"""

import sys
from datetime import timedelta
from pathlib import Path

from tests.forks import Strike, serve
from tests.ledger.conftest import Desk, Ticking, day

from simurg.ledger import Ledger
from simurg.ledger.upkeep import maintain


def work(folder: str, kill_after: int) -> int:
    strike = Strike(kill_after)
    sys.setprofile(strike)
    with Ledger.open(Path(folder), Ticking()) as ledger:
        desk = Desk(ledger)
        for turn in range(2):
            for number in range(5):
                desk.tell(f"n{number} {turn}", key=f"n{number}", known=day(turn))
            maintain(ledger, grace=timedelta(days=-1))
    sys.setprofile(None)
    return strike.count


if __name__ == "__main__":
    serve(work)
