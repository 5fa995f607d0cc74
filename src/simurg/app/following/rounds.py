"""One fetch of one source, whoever asked for it: run its plan, write the log, plan the next one.

The log is written before the documents are taken into the ledger: `taken` adds what they gave, and is part of the job
that takes them in.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from simurg.access.state import State
from simurg.app.following.hosts import Hosts
from simurg.app.following.log import FetchLog, Logged, Taken
from simurg.app.following.real import Real
from simurg.app.following.run_plan import Fetched, run_plan
from simurg.app.following.spool import Spool
from simurg.app.following.timetable import Due, Timetable
from simurg.app.following.wire import Wire
from simurg.app.workspace import Workspace
from simurg.collection.fetching.plan import Fault
from simurg.collection.followed import on_network
from simurg.collection.source import Source
from simurg.ontology.errors import CallerError, SourceError
from simurg.ontology.times import Clock


@dataclass(frozen=True, slots=True)
class Round:
    """A fetch and when the next one is. `waiting`: documents in the spool, earlier ones among them."""

    source: Source
    fetched: Fetched
    due: Due | None
    waiting: int


class Rounds:
    """Several threads may share it; `close` it."""

    def __init__(self, workspace: Workspace, clock: Clock, real: Real) -> None:
        self._state = State(workspace.state, ())
        self._clock = clock
        self.log = FetchLog(workspace.state)
        self.spool = Spool(workspace.folder, self._state)
        self.timetable = Timetable(self._state, real.draw)
        hosts = Hosts(self._state, clock, real.out.monotonic, real.sleep)
        self._wire = Wire(real.out, self.spool, hosts, clock, workspace.folder, real.environment)

    def close(self) -> None:
        self.log.close()
        self._state.close()

    def fetch(self, source: Source) -> Round:
        """OperatorError where state.db or the disk fails; whatever a publisher does is in the answer."""
        started = self._clock()
        try:
            fetched = run_plan(self._wire, source)
        except (CallerError, SourceError) as error:  # of its settings: the others go on
            fetched = Fetched(source.name, started, self._clock(), fault=Fault("other", error.what, hint=error.hint))
        if busy(fetched):
            return Round(source, fetched, None, 0)
        return self.done(source, fetched)

    def done(self, source: Source, fetched: Fetched) -> Round:
        """Write down what became of a fetch."""
        self.log.record(logged_of(fetched))
        due = self.timetable.done(source, fetched.started_at, fetched.ended_at, fetched.fault)
        return Round(source, fetched, due, len(self.spool.waiting(source.name)))


@contextmanager
def rounds_in(workspace: Workspace, clock: Clock, real: Real) -> Iterator[Rounds]:
    """All that fetching needs, over a workspace."""
    rounds = Rounds(workspace, clock, real)
    try:
        yield rounds
    finally:
        rounds.close()


def wanted(sources: Sequence[Source], names: Sequence[str], timetable: Timetable, now: datetime) -> list[Source]:
    """Of chosen sources those to fetch: the named ones, or the ones that are due."""
    network = [one for one in sources if on_network(one.address) and one.enabled]
    return network if names else timetable.due(network, now)


def busy(fetched: Fetched) -> bool:
    """Whether nothing was done, because another process fetches this source just now."""
    fault = fetched.fault
    return fault is not None and not fetched.calls and fault.what.startswith("Another process fetches")


def logged_of(fetched: Fetched) -> Logged:
    """As the log keeps it."""
    fault = fetched.fault
    outcome = fault.kind if fault is not None else "unchanged" if fetched.unchanged else "ok"
    told = (outcome, fetched.calls, fetched.bytes, len(fetched.documents), fault.what if fault else "")
    return Logged(fetched.source, fetched.started_at, fetched.ended_at, *told, fetched.said)


def take(log: FetchLog, outcomes: Iterable[Mapping[str, Any]], at: datetime) -> None:
    """Add to the log what documents gave the ledger: `outcomes` as `collect` returns them. What does not fit the
    settings of its source is a changed schema, whichever of the two changed."""
    for one in outcomes:
        if one["error"]:
            kind = "schema_changed" if one["unfit"] else "other"
            log.record(Logged(one["source"], at, at, kind, what=one["error"]))
            continue
        number = log.untaken(one["source"])
        if number is not None:
            log.take(number, Taken(at, one["rows"], one["new_rows"], one["rejects"], one["cause"]))


def fault_words(fault: Fault) -> str:
    """Its kind, what happened, and what to do."""
    return f"{fault.kind.replace('_', ' ')}: {fault}"
