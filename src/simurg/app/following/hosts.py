"""Manners towards each host, for all sources together: one request at a time, so many seconds between two, and quiet
for as long as it asked for (Retry-After, RFC 9110, 10.2.3).

What a host asked for stands in state.db and outlives this process; the rest is kept in memory. Clock, monotonic clock
and sleep are given.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from simurg.access.state import State, stamp
from simurg.collection.fetching.plan import Fault
from simurg.ontology.times import Clock, parse_moment

TABLES = ("CREATE TABLE IF NOT EXISTS quiet_hosts (host TEXT PRIMARY KEY, until TEXT NOT NULL)",)
LEAST_S = 1.0
"""Between the end of one request to a host and the start of the next."""
MOST_WAIT_S = 30.0
"""A host that wants to be left alone for longer is a fault of now, and tried again then."""
MOST_QUIET = timedelta(days=1)
"""However long a host asks for."""


@dataclass(slots=True)
class _Manner:
    turn: threading.Lock = field(default_factory=threading.Lock)
    free_at: float = float("-inf")  # monotonic


class Hosts:
    """Shared by all that fetch in one process."""

    def __init__(
        self,
        state: State,
        clock: Clock,
        monotonic: Callable[[], float],
        sleep: Callable[[float], None],
        *,
        least_s: float = LEAST_S,
    ) -> None:
        self._state, self._clock, self._monotonic, self._sleep = state, clock, monotonic, sleep
        self._least_s = least_s
        self._guard = threading.Lock()
        self._manners: dict[str, _Manner] = {}
        with state.change() as db:
            for table in TABLES:
                db.execute(table)

    @contextmanager
    def turn(self, host: str) -> Iterator[None]:
        """Wait until the host may be asked, and have it alone. Fault (throttled) if it wants to be left alone for
        longer than `MOST_WAIT_S`."""
        with self._guard:
            manner = self._manners.setdefault(host, _Manner())
        with manner.turn:
            quiet_s = self.quiet_s(host)
            if quiet_s > MOST_WAIT_S:
                raise Fault(
                    "throttled",
                    f"{host[:80]} asked not to be asked for another {quiet_s:,.0f} s.",
                    hint="It is asked again then.",
                    retry_after_s=quiet_s,
                )
            wait_s = max(quiet_s, manner.free_at - self._monotonic())
            if wait_s > 0:
                self._sleep(wait_s)
            try:
                yield
            finally:
                manner.free_at = self._monotonic() + self._least_s

    def hold(self, host: str, seconds: float) -> None:
        """Leave a host alone from now on; a shorter wish does not shorten a longer one."""
        until = stamp(self._clock() + timedelta(seconds=min(max(seconds, 0.0), MOST_QUIET.total_seconds())))
        with self._state.change() as db:
            db.execute("DELETE FROM quiet_hosts WHERE until <= ?", (stamp(self._clock()),))
            db.execute(
                """INSERT INTO quiet_hosts VALUES (?, ?)
                   ON CONFLICT (host) DO UPDATE SET until = max(until, excluded.until)""",
                (host, until),
            )

    def quiet_s(self, host: str) -> float:
        """For how long a host wants to be left alone yet; at most a day, also if the clock was set back."""
        row = self._state.row("SELECT until FROM quiet_hosts WHERE host = ?", (host,))
        if row is None:
            return 0.0
        left = parse_moment(row["until"]) - self._clock()
        return min(max(left, timedelta(0)), MOST_QUIET).total_seconds()
