"""Forks children that collect a workspace (tests.forks).

Request: {"folder", "kill_after"}: collect the workspace and kill -9 oneself after so many calls and returns of
functions (0: count them only; null: do not even count). Answer: {"signal", "events"}: how the child ended, and what
it counted.
A workspace's clock stands still, so that two collections can be compared.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

from tests.forks import Strike, serve

from simurg.app import intake, reading
from simurg.app.jobs import HANDLERS
from simurg.app.worker import Office
from simurg.app.workspace import open_workspace
from simurg.assessment import render_html, render_pdf  # noqa: F401  imported once for all children
from simurg.collection import registry

NOW = datetime(2026, 11, 1, 6, tzinfo=UTC)
intake.GROUP_DOCUMENTS, intake.GROUP_ROWS, reading.MOST_ROWS = 2, 400, 100


def collect(folder: str, kill_after: int | None) -> int:
    counter = Strike(kill_after)
    if kill_after is not None:
        sys.setprofile(counter)
    Office(open_workspace(Path(folder)), HANDLERS, lambda: NOW).run("collect", {})
    sys.setprofile(None)
    return counter.count


if __name__ == "__main__":
    registry.all()
    serve(collect)
