"""The clock of an exercise that was played to a moment of its own: there it stands, and goes on while somebody works.

A workspace has one if it is an exercise and holds `clock.json`. It begins at the moment in that file, or later if the
ledger already holds something recorded later, so that nothing is ever recorded before what it follows.
"""

import json
import time
from datetime import datetime, timedelta
from pathlib import Path

from simurg.app.workspace import Workspace
from simurg.ledger.catalogue import Catalogue
from simurg.ontology.errors import OperatorError
from simurg.ontology.times import Clock, parse_moment, text_of

FILE = "clock.json"


def stop_clock_at(folder: Path, moment_text: str) -> None:
    """From now on it is that moment in this workspace, and later as work goes on."""
    (folder / FILE).write_text(json.dumps({"now": text_of(parse_moment(moment_text))}), encoding="utf-8")


def clock_in(workspace: Workspace, otherwise: Clock) -> Clock:
    """The workspace's own clock if it has one, else the one given."""
    path = workspace.folder / FILE
    if not workspace.settings.exercise or not path.is_file():
        return otherwise
    try:
        begin = parse_moment(json.loads(path.read_text(encoding="utf-8"))["now"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise OperatorError(
            f"{path} cannot be read.", hint="Mend it, or remove it to use the machine's clock."
        ) from error
    begin = max(begin, _last_recorded(workspace))
    started = time.monotonic()
    return lambda: begin + timedelta(seconds=time.monotonic() - started)


def _last_recorded(workspace: Workspace) -> datetime:
    catalogue = Catalogue(workspace.ledger / "catalogue.db")
    try:
        return catalogue.last_recorded()
    finally:
        catalogue.close()
