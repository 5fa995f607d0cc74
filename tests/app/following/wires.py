"""What runs of plans are given in tests: a workspace's folder, a clock of their own, real sockets."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from simurg.access.state import State
from simurg.app.following.hosts import Hosts
from simurg.app.following.run_plan import Limits, Wire
from simurg.app.following.spool import Spool
from simurg.collection.source import Source
from simurg.outbound.doors import Allowed
from simurg.outbound.way_out import WayOut

START = datetime(2031, 4, 2, 8, tzinfo=UTC)


@dataclass
class Moment:
    """A clock that goes on when somebody sleeps, and by hand."""

    now: datetime = START
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> datetime:
        return self.now

    def monotonic(self) -> float:
        return (self.now - START).total_seconds()

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)


@contextmanager
def wired(
    folder: Path,
    *,
    clock: Moment | None = None,
    environment: Mapping[str, str] | None = None,
    resolve: Callable[[str, int], Sequence[str]] = lambda *_: ("127.0.0.1",),
    limits: Limits | None = None,
) -> Iterator[Wire]:
    """Requests have the machine's monotonic clock, so that their deadlines are real; hosts have the test's."""
    clock = clock or Moment()
    state = State(folder / "state.db", ())
    try:
        hosts = Hosts(state, clock, clock.monotonic, clock.sleep, least_s=0)
        out = WayOut(Allowed(), resolve=resolve)
        yield Wire(out, Spool(folder, state), hosts, clock, folder, environment or {}, limits or Limits())
    finally:
        state.close()


def source(address: str, **more: object) -> Source:
    return Source("wire", "rss", address=address, **more)  # type: ignore[arg-type]
