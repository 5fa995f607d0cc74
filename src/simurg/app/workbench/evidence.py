from datetime import datetime
from dataclasses import dataclass
from simurg.app.workbench.look import Look, Told
from simurg.app.workspace import Workspace
from simurg.app.search import Search


def row_page(look: Look, workspace: Workspace, table: str, number: str) -> Told:
    raise NotImplementedError


def report_body(look: Look, number: str, offset: int) -> Told:
    raise NotImplementedError
