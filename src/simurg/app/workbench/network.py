from datetime import datetime
from dataclasses import dataclass
from simurg.app.workbench.look import Look, Told
from simurg.app.workspace import Workspace
from simurg.app.search import Search

MOST_EDGES = 500


@dataclass(frozen=True)
class NetworkAsked:
    seed: str
    depth: int
    since: datetime | None
    until: datetime | None
    limit: int


def network_around(look: Look, asked: NetworkAsked) -> Told:
    raise NotImplementedError
