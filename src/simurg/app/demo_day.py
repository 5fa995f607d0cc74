"""A day of a demo's play: an office at its moment, and each command told before it is run."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from simurg.app.queue import Progress
from simurg.app.worker import Office, Tell
from simurg.ontology.times import Clock

OfficeAt = Callable[[Path, Clock], Office]


@dataclass(frozen=True, slots=True)
class Day:
    """Its clock stands."""

    moment: datetime
    office: Office
    tell: Tell

    def run(self, command: str, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        """Run by the office, with its result."""
        self.tell(Progress(f"{self.moment:%d %b %Y}: {command}"))
        return self.office.run(command, arguments, self.tell)
