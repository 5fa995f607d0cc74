"""The peer of bench shifts: kernel change-point detection of `ruptures`, over a pair's weeks, offline.

It is given the square roots of weekly conflictual and cooperative rows, and sees the whole series: what it finds is
dated with hindsight. Its alarm is set at the end of the week in which it dates the change. The penalty is chosen on
development parts, as our threshold is.
"""

import numpy as np
import ruptures

from simurg.exercise.parts.foresight import Relations
from simurg.exercise.tasks.shift_methods import daily_counts
from simurg.exercise.tasks.shifts import Alarm

PENALTIES = tuple(float(one) for one in np.geomspace(2.0, 40.0, 10))
LEAST_WEEKS = 4


def peer_alarms(told: Relations, penalty: float) -> list[Alarm]:
    """Alarms of one part at one penalty."""
    counts = daily_counts(told)[:, :, [0, 2]]
    weeks = counts.shape[1] // 7
    weekly = np.sqrt(counts[:, : weeks * 7].reshape(len(counts), weeks, 7, 2).sum(axis=2))
    names = told.pairs.names()
    made = []
    for pair, series in enumerate(weekly):
        found = ruptures.KernelCPD(kernel="linear", min_size=LEAST_WEEKS).fit(series).predict(pen=penalty)
        made += [Alarm(names[pair], 7 * (week + 1)) for week in found[:-1]]
    return made
