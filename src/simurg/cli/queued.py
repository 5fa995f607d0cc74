"""A command that writes goes through the workspace's queue, with progress."""

from collections.abc import Mapping
from typing import Any

from simurg.cli.asked import Asked


def queued(asked: Asked, command: str, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    """The result; raises the error that the job ended with."""
    from simurg.app.bootstrap import folder_of, office_of
    from simurg.cli.terminal import Ticker

    with Ticker(asked) as ticker:
        return office_of(folder_of(asked.workspace)).run(command, arguments, ticker)
