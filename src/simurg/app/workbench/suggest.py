from datetime import datetime
from dataclasses import dataclass
from simurg.app.workbench.look import Look, Told
from simurg.app.workspace import Workspace
from simurg.app.search import Search


def suggested(look: Look, words: str, limit: int) -> Told:
    raise NotImplementedError
