"""What the queue can be asked to do: everything that writes. Each job is safe to run again after a kill."""

from collections.abc import Mapping
from typing import Any

from simurg.app.brief import brief
from simurg.app.collect import collect
from simurg.app.recall import recall
from simurg.app.require import require
from simurg.app.sources import sources_in
from simurg.app.upkeep import backup, maintain
from simurg.app.worker import Desk, Handler


def _collect(desk: Desk, arguments: Mapping[str, Any]) -> dict[str, Any]:
    return collect(desk, sources_in(desk.workspace), tuple(arguments.get("sources", ())))


HANDLERS: Mapping[str, Handler] = {
    "backup": backup,
    "brief": brief,
    "collect": _collect,
    "maintain": maintain,
    "recall": recall,
    "require": require,
}
