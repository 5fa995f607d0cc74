from datetime import datetime
from dataclasses import dataclass
from simurg.app.workbench.look import Look, Told
from simurg.app.workspace import Workspace
from simurg.app.search import Search


def entities_page(look: Look, words: str, cursor: str | None, limit: int) -> Told:
    raise NotImplementedError


def entity_page(look: Look, key: str) -> Told:
    raise NotImplementedError
