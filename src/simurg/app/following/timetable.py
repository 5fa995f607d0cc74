"""When each source is fetched next, in `state.db`: whoever was killed finds it as it stood.

A source is asked every `schedule`, in step with its first moment however long a fetch takes, and at least half a
schedule apart. What was missed while nobody followed is one fetch, at once. After a fault that may pass by itself it is
asked again sooner, then ever later (see collection.fetching.backoff); one that a person must mend is asked on its
schedule at most. A server's own wish (Retry-After) always holds.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from simurg.access.state import State, stamp
from simurg.collection.fetching.backoff import wait_after
from simurg.collection.fetching.plan import Fault
from simurg.collection.source import Source

TABLES = (
    """CREATE TABLE IF NOT EXISTS following (source TEXT PRIMARY KEY, last_at TEXT NOT NULL, next_at TEXT NOT NULL,
       failures INTEGER NOT NULL)""",
)
PASSING = frozenset({"unreachable", "timed_out", "cut_short", "server_error", "throttled", "other"})
"""Faults that may pass by themselves."""
LEAST_LONGEST = timedelta(hours=1)
LONGEST_MENDING = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Due:
    """`failures`: faults in a row, up to the last fetch."""

    last_at: datetime
    next_at: datetime
    failures: int = 0


class Timetable:
    """Over a shared `state.db`. `draw` gives numbers in [0, 1) for the jitter of back-off."""

    def __init__(self, state: State, draw: Callable[[], float]) -> None:
        self._state, self._draw = state, draw
        with state.change() as db:
            for table in TABLES:
                db.execute(table)

    def of(self, source: Source) -> Due | None:
        """None if it was never fetched."""
        row = self._state.row("SELECT * FROM following WHERE source = ?", (source.name,))
        if row is None:
            return None
        last, following = (datetime.fromisoformat(row[name]) for name in ("last_at", "next_at"))
        if source.schedule is not None and not row["failures"]:  # the schedule may be shorter by now
            following = min(following, last + source.schedule)
        return Due(last, following, row["failures"])

    def moment(self, source: Source, now: datetime) -> datetime | None:
        """When it is fetched next: now or later; None if only when somebody asks."""
        if source.schedule is None or not source.enabled:
            return None
        known = self.of(source)
        if known is None or known.last_at > now:  # a clock that was set back holds nothing up
            return now
        return max(known.next_at, now)

    def due(self, sources: Sequence[Source], now: datetime) -> list[Source]:
        """Those whose moment has come, the one that has waited longest first."""
        waiting = []
        for one in sources:
            if self.moment(one, now) == now:
                known = self.of(one)
                waiting.append((known.next_at if known else now, one.name, one))
        return [one for _, _, one in sorted(waiting, key=lambda item: item[:2])]

    def done(self, source: Source, started: datetime, now: datetime, fault: Fault | None) -> Due:
        """Plan the next fetch after one."""
        known = self.of(source)
        if fault is None:
            due = Due(now, self._step(source, known, started, now))
        else:
            failures = (known.failures if known else 0) + 1
            due = Due(now, self._back(source, failures, now, fault), failures)
        with self._state.change() as db:
            row = (source.name, stamp(due.last_at), stamp(due.next_at), due.failures)
            db.execute("INSERT OR REPLACE INTO following VALUES (?, ?, ?, ?)", row)
        return due

    def _step(self, source: Source, known: Due | None, started: datetime, now: datetime) -> datetime:
        step = source.schedule
        if step is None:
            return now
        origin = known.next_at if known is not None and not known.failures and known.next_at <= now else started
        least = now + step / 2
        return origin + step * max(1, -((origin - least) // step))

    def _back(self, source: Source, failures: int, now: datetime, fault: Fault) -> datetime:
        step = source.schedule or LEAST_LONGEST
        if fault.kind in PASSING:
            longest = max(step, LEAST_LONGEST)
            return now + wait_after(failures, self._draw, retry_after_s=fault.retry_after_s, longest=longest)
        wait = wait_after(
            failures, self._draw, retry_after_s=fault.retry_after_s, first=step, longest=max(step, LONGEST_MENDING)
        )
        return now + max(wait, step)
