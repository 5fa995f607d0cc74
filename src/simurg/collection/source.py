"""A source: one publisher, feed or pseudonym, as a row of the workspace's `sources.yaml`.

Grades, marking, recall, health and the assumption about when its reports were known are per source;
the connector only knows the format.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType

from simurg.ontology.errors import SourceError
from simurg.ontology.grades import Grade
from simurg.ontology.markings import Marking

DISCIPLINES = ("OSINT", "TECHINT", "HUMINT")


@dataclass(frozen=True, slots=True)
class Source:
    """`known_delay` is added to the publisher's own date to say when a reader could have known;
    `known_at`, if set, overrides it for everything of this source (a data release of one day). `group` is who owns
    the publisher: sources of one group are not independent of each other. None: no owner is known.
    `retention`: how long what is kept (see collection.retention); None of a kind: without limit. An address on the
    network is fetched every `schedule`, from its own host and `hosts` only, with `keys` that stand elsewhere."""

    name: str
    connector: str
    title: str = ""
    discipline: str = "OSINT"
    address: str = ""  # path or glob relative to the workspace, absolute path, or URL
    licence: str = ""
    grade: Grade = Grade()  # noqa: RUF009  values are frozen
    marking: Marking = Marking()  # noqa: RUF009  values are frozen
    least_rows: int = 0
    most_rows: int = 10_000_000
    known_delay: timedelta = timedelta(0)
    known_at: datetime | None = None
    fresh_for: timedelta = timedelta(days=7)  # content older than this counts as late
    options: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    group: str | None = None
    retention: Mapping[str, timedelta | None] = field(default_factory=lambda: MappingProxyType({}))
    enabled: bool = True
    schedule: timedelta | None = None  # between fetches; None: only when asked
    hosts: tuple[Mapping[str, object] | str, ...] = ()  # beside the address's own, as entries of `outbound`
    keys: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))  # name to env:NAME or file:PATH
    card: str | None = None  # of the catalogue
    read: tuple[str, ...] = ()  # readers; the first one's events count, the others stand beside it
    home: str | None = None  # the publisher's country, ISO 3166-1 alpha-3

    def __post_init__(self) -> None:
        if not self.name or not self.name.replace("-", "").replace("_", "").isalnum() or len(self.name) > 60:
            raise SourceError(f"{self.name[:60]!r} is not a source name.", hint="Use letters, digits, - and _.")
        if self.discipline not in DISCIPLINES:
            raise SourceError(f"Source {self.name}: discipline must be one of {', '.join(DISCIPLINES)}.")
        if not 0 <= self.least_rows <= self.most_rows:
            raise SourceError(f"Source {self.name}: least_rows must not exceed most_rows.")

    def knowable(self, published: datetime | None, fetched_at: datetime) -> datetime:
        """When a reader could have known it: the override, else published + delay, never after the fetch."""
        if self.known_at is not None:
            return min(self.known_at, fetched_at)
        return fetched_at if published is None else min(published + self.known_delay, fetched_at)
