from datetime import datetime
from dataclasses import dataclass
from simurg.app.workbench.look import Look, Told
from simurg.app.workspace import Workspace
from simurg.app.search import Search


@dataclass(frozen=True)
class MapAsked:
    since: datetime | None
    until: datetime | None
    layer: str
    types: tuple[str, ...]
    place: str | None


def drawn(look: Look, asked: MapAsked) -> Told:
    raise NotImplementedError
