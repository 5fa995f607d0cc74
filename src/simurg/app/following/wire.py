"""What a run of a plan is given, and what it may take."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from simurg.app.following.hosts import Hosts
from simurg.app.following.spool import Spool
from simurg.ontology.times import Clock
from simurg.outbound.way_out import WayOut


@dataclass(frozen=True, slots=True)
class Limits:
    """What one run may take, whatever its plan wants."""

    calls: int = 5_000
    documents: int = 20_000
    bytes: int = 4 << 30  # of bodies, unpacked, and again of documents
    seconds: float = 3_600.0


@dataclass(frozen=True, slots=True)
class Wire:
    """Of `out` the resolver, the monotonic clock and the trusted authorities are used; which hosts may be reached
    follows from the source. `folder` is where `file:` keys are."""

    out: WayOut
    spool: Spool
    hosts: Hosts
    clock: Clock
    folder: Path
    environment: Mapping[str, str] | None = None  # None: this process's
    limits: Limits = field(default_factory=Limits)
    told: Callable[[str], None] = lambda _: None  # a line for the log, as it happens
