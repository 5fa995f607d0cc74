from datetime import datetime
from dataclasses import dataclass
from simurg.app.workbench.look import Look, Told
from simurg.app.workspace import Workspace
from simurg.app.search import Search


def stories_page(look: Look, workspace: Workspace, days: int, altered: bool, cursor: str | None, limit: int) -> Told:
    raise NotImplementedError


def story_page(look: Look, workspace: Workspace, report: str) -> Told:
    raise NotImplementedError
