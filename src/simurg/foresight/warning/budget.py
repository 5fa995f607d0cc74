"""The reverse: with room for so many alarms, what does that say of the costs?

A desk that can look at N alarms cuts the list after the N most probable. That is right if a miss is worth between
`ratio_low` and `ratio_high` false alarms; whoever finds that absurd has the wrong budget.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simurg.foresight.warning.thresholds import probabilities_of
from simurg.ontology.errors import CallerError


@dataclass(frozen=True, slots=True)
class Budget:
    """`threshold` is the least probability that still gets an alarm, `next_below` the greatest that does not (None
    where all get one). `alarms` is under the room given where equal probabilities do not fit together."""

    room: int
    alarms: int
    threshold: float | None
    next_below: float | None
    expected_hits: float

    @property
    def ratio_low(self) -> float | None:
        """One miss is worth at least so many false alarms; None if no alarm fits."""
        return None if self.threshold is None else _ratio(self.threshold)

    @property
    def ratio_high(self) -> float:
        """And at most so many; infinite where every case gets an alarm."""
        return float("inf") if self.next_below is None else _ratio(self.next_below)


def budget_of(probabilities: Sequence[float], room: int) -> Budget:
    """What a budget of `room` alarms implies for these forecasts. CallerError for a room below 0."""
    if room < 0:
        raise CallerError("A budget of alarms is 0 or more.")
    chances = np.sort(probabilities_of(probabilities))[::-1]
    alarms = min(room, len(chances))
    while 0 < alarms < len(chances) and chances[alarms - 1] == chances[alarms]:
        alarms -= 1  # equal ones stand or fall together
    return Budget(
        room=room,
        alarms=alarms,
        threshold=float(chances[alarms - 1]) if alarms else None,
        next_below=float(chances[alarms]) if alarms < len(chances) else None,
        expected_hits=float(chances[:alarms].sum()),
    )


def _ratio(threshold: float) -> float:
    return float("inf") if threshold == 0 else (1 - threshold) / threshold
