"""Past cases to learn from: a place, the month it stood in, and how many months ahead the outcome was.

All cases lie within the history, so nothing after its end can be learned. Long quiet places are almost all alike: one
in QUIET_SHARE of theirs is kept and counts that many times. Which are kept follows from the places' order by name and
the month, so that neither chance nor the order in which places are given plays a part.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simurg.foresight.history import Floats, History, counts
from simurg.foresight.pool.signals import greatest

AHEAD = np.array([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16, 18, 21, 24, 30, 36])
QUIET_SHARE = 4
HALF_LIFE_MONTHS = 180.0
MOST_PLACES = 1_000
FIRST = 24
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Cases:
    """`place` and `month` number the history's places and months; the outcome is `ahead` months later."""

    place: Numbers
    month: Numbers
    ahead: Numbers
    outcome: Floats
    weight: Floats

    def __len__(self) -> int:
        return len(self.place)

    def where(self, kept: npt.NDArray[np.bool_]) -> "Cases":
        return Cases(self.place[kept], self.month[kept], self.ahead[kept], self.outcome[kept], self.weight[kept])


def sample_of(history: History) -> History:
    """The history with its places in order of their names, at most MOST_PLACES of them evenly taken from that order."""
    order = sorted(range(len(history.places)), key=lambda number: history.places[number])
    order = order[:: -(-len(order) // MOST_PLACES) or 1]
    values = counts(np.ascontiguousarray(history.values)[order])
    others = {name: np.ascontiguousarray(other)[order] for name, other in history.covariates.items()}
    places = tuple(history.places[number] for number in order)
    return History(history.series, places, history.first_month, values, covariates=others)


def cases_of(history: History, turns: int, every: int = 1) -> Cases:
    """`turns` horizons for each place and each `every`-th month from FIRST on, of those whose outcome is known."""
    places, months = history.values.shape
    place, month = (grid.ravel() for grid in np.meshgrid(np.arange(places), np.arange(months), indexing="ij"))
    quiet = greatest(history.values, 60).ravel() == 0
    kept = (month >= FIRST) & (month % every == 0) & np.isfinite(history.values.ravel())
    kept &= ~quiet | ((place + month // every) % QUIET_SHARE == 0)
    place, month, quiet = place[kept], month[kept], quiet[kept]
    parts = []
    for turn in range(turns):
        ahead = AHEAD[(place * 7 + month * 3 + turn * 11 + month // len(AHEAD)) % len(AHEAD)]
        inside = month + ahead < months
        outcome = history.values[place[inside], (month + ahead)[inside]]
        weight = np.where(quiet[inside], float(QUIET_SHARE), 1.0)
        weight = weight * 0.5 ** ((months - month[inside]) / HALF_LIFE_MONTHS)
        cases = Cases(place[inside], month[inside], ahead[inside], outcome, weight)
        parts.append(cases.where(np.isfinite(outcome)))
    return Cases(*(np.concatenate([getattr(part, name) for part in parts]) for name in Cases.__slots__))
