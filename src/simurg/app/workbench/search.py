from datetime import datetime
from dataclasses import dataclass
from simurg.app.workbench.look import Look, Told
from simurg.app.workspace import Workspace
from simurg.app.search import Search


def searched(look: Look, workspace: Workspace, asked: Search) -> Told:
    raise NotImplementedError
