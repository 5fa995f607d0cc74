from datetime import datetime
from dataclasses import dataclass
from simurg.app.workbench.look import Look, Told
from simurg.app.workspace import Workspace
from simurg.app.search import Search


@dataclass(frozen=True)
class TimelineAsked:
    since: datetime | None
    until: datetime | None
    by: str
    country: str | None
    actor: str | None
    types: tuple[str, ...]


def counted(look: Look, asked: TimelineAsked) -> Told:
    raise NotImplementedError
