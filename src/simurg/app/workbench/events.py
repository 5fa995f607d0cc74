from datetime import datetime
from dataclasses import dataclass
from simurg.app.workbench.look import Look, Told
from simurg.app.workspace import Workspace
from simurg.app.search import Search

MOST_AT_ONCE = 1000


@dataclass(frozen=True)
class EventsAsked:
    since: datetime | None
    until: datetime | None
    country: str | None
    actor: str | None
    types: tuple[str, ...]
    layer: str
    place: str | None
    cursor: str | None
    limit: int


def events_page(look: Look, asked: EventsAsked) -> Told:
    raise NotImplementedError
