"""The world that whoever fetches is given: the way out, how long to wait, what is drawn, where keys are."""

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from simurg.outbound.doors import Allowed
from simurg.outbound.way_out import WayOut


@dataclass(frozen=True, slots=True)
class Real:
    """As it is, unless a test gives another. Which hosts may be reached follows from each source."""

    out: WayOut = field(default_factory=lambda: WayOut(Allowed()))
    sleep: Callable[[float], None] = time.sleep
    draw: Callable[[], float] = random.random
    environment: Mapping[str, str] | None = None  # where `env:` keys are; None: this process's
