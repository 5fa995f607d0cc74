"""One run of one source's plan: its calls go out, its documents land in the spool, its failures come back as faults.

The plan sees nothing but answers and faults. Keys are filled in where a request is made and stand nowhere else; every
failure is thrown into the plan as `Fault`, and ends it unless it catches it. `Remember`, and the end of a plan, make
durable what was kept, the cursor and the validators of all that was answered so far, in one step. A plan that ends
with a fault leaves what it kept, and neither cursor nor validators from after its last `Remember`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from simurg.app.following.hosts import Hosts
from simurg.app.following.spool import Spool, Spooled
from simurg.collection.fetching.plan import Fault, Fetch
from simurg.collection.source import Source
from simurg.ontology.times import Clock
from simurg.outbound.way_out import WayOut


@dataclass(frozen=True, slots=True)
class Limits:
    """What one run may take, whatever its plan wants."""

    calls: int = 5_000
    bytes: int = 4 << 30  # of bodies, unpacked
    seconds: float = 3_600.0


@dataclass(frozen=True, slots=True)
class Wire:
    """What a run is given. Of `out` the resolver, the monotonic clock and the trusted authorities are used; which
    hosts may be reached follows from the source. `folder` is where `file:` keys are."""

    out: WayOut
    spool: Spool
    hosts: Hosts
    clock: Clock
    folder: Path
    environment: Mapping[str, str] | None = None  # None: this process's
    limits: Limits = field(default_factory=Limits)
    told: Callable[[str], None] = lambda _: None  # a line for the log, as it happens


@dataclass(frozen=True, slots=True)
class Fetched:
    """What became of one run. `documents` are those that were not in the spool before; `bytes` of all bodies,
    unpacked; `unchanged`: without fault and documents, because the publisher said that nothing changed (304)."""

    source: str
    started_at: datetime
    ended_at: datetime
    calls: int = 0
    bytes: int = 0
    documents: tuple[Spooled, ...] = ()
    fault: Fault | None = None
    said: tuple[str, ...] = ()
    unchanged: bool = False


def run_plan(wire: Wire, source: Source, fetch: Fetch | None = None) -> Fetched:
    """Never raises for what a publisher does. `fetch` None: the connector's own, else `one_document`. OperatorError
    if state.db or the disk fails."""
    raise NotImplementedError
