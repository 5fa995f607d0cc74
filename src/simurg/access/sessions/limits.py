"""Limits on trying: token buckets (a burst, then so many a minute), in state.db or in memory, by a given clock.

Sign-ins are counted in state.db, so that starting the server again gives no new tries; requests of a session are
counted in memory, because counting must not cost a turn of the disk.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from simurg.access.state import State, stamp


@dataclass(frozen=True, slots=True)
class Allowance:
    """`burst` at once, then `a_minute`."""

    burst: int
    a_minute: float

    def after(self, left: float, seconds: float) -> float:
        """What is left after some seconds of waiting; a clock that goes back gives nothing."""
        return min(float(self.burst), left + max(seconds, 0.0) * self.a_minute / 60)

    def wait(self, left: float) -> int:
        """Whole seconds until one more may be tried."""
        return max(1, ceil((1 - left) * 60 / self.a_minute))


SIGN_IN_ACCOUNT = Allowance(10, 0.5)
"""Tries for one name: NIST SP 800-63B-4 allows 100 in a row; these are 10, then 30 an hour."""
SIGN_IN_ADDRESS = Allowance(30, 6)
"""Tries from one address."""
REQUESTS = Allowance(300, 1200)
"""Requests of one session or token."""
_MOST_KEPT = 10_000


class Tries:
    """Buckets in state.db."""

    def __init__(self, state: State) -> None:
        self._state = state

    def take(self, key: str, allowance: Allowance, at: datetime) -> int:
        """0 if it may be tried, else the seconds to wait. Taken before the try, so that many at once are counted."""
        with self._state.change() as db:
            row = db.execute("SELECT left, at FROM buckets WHERE key = ?", (key,)).fetchone()
            left = float(allowance.burst)
            if row is not None:
                left = allowance.after(row["left"], (at - datetime.fromisoformat(row["at"])).total_seconds())
            if left < 1:
                return allowance.wait(left)
            db.execute("INSERT OR REPLACE INTO buckets VALUES (?, ?, ?)", (key, left - 1, stamp(at)))
            db.execute(
                "DELETE FROM buckets WHERE key IN (SELECT key FROM buckets ORDER BY at DESC LIMIT -1 OFFSET ?)",
                (_MOST_KEPT,),
            )
            return 0

    def forgive(self, key: str) -> None:
        """It was tried rightly: what was counted is forgotten."""
        with self._state.change() as db:
            db.execute("DELETE FROM buckets WHERE key = ?", (key,))


class Pace:
    """Buckets in memory; the one that was asked for longest ago goes first."""

    def __init__(self, allowance: Allowance = REQUESTS) -> None:
        self._allowance = allowance
        self._turn = threading.Lock()
        self._left: OrderedDict[str, tuple[float, datetime]] = OrderedDict()

    def take(self, key: str, at: datetime) -> int:
        """0 if it may go on, else the seconds to wait."""
        with self._turn:
            left, last = self._left.pop(key, (float(self._allowance.burst), at))
            left = self._allowance.after(left, (at - last).total_seconds())
            self._left[key] = (left - 1 if left >= 1 else left, at)
            while len(self._left) > _MOST_KEPT:
                self._left.popitem(last=False)
            return 0 if left >= 1 else self._allowance.wait(left)
