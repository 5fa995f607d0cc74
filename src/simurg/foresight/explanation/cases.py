"""The past cases most like a place's last two years, and what became of them.

A case is any place and month whose 24 months up to it and 12 months after it are all known at the origin. The distance
is the root mean square difference of log(1 + value) over the months known of the place, in standard deviations of
log(1 + value) over the whole history. It knows deaths and nothing else of a country. Of one place, cases at least 24
months apart are listed, and none that overlaps the two years asked about. Where thousands are equally near (quiet
countries), what became of all of them says more than any five, so that is told too.
After H. Hegre et al. on nearest sequences; E. N. Lorenz, "Atmospheric predictability as revealed by naturally occurring
analogues", Journal of the Atmospheric Sciences 26 (1969).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from simurg.foresight.history import Floats, History

BEFORE = 24
AFTER = 12
LEAST_KNOWN = 12
_CHUNK = 1_000  # places looked at together: bounds the memory


@dataclass(frozen=True, slots=True)
class Case:
    """`month` is the number of the last of its 24 months; sums of the series before and after it. `rows` are the ids of
    the measurements of these 36 months."""

    place: str
    month: int
    distance: float
    before: float
    after: float
    months_reached: int  # of the 12 that followed, those at or above the threshold
    rows: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Cases:
    """The nearest, and of all `as_near` cases that are no farther than the last one listed, how many saw the threshold
    reached in one of the 12 months that followed. `searched` is the number of all cases."""

    nearest: tuple[Case, ...]
    as_near: int
    reached: int
    searched: int


def cases_like(history: History, place: int, threshold: float, most: int = 5) -> Cases:
    """Nearest first. None if under 12 of the place's last 24 months are known, or there is no past to look at."""
    target = history.values[place, -BEFORE:]
    known = np.isfinite(target)
    if history.months < BEFORE + AFTER or known.sum() < LEAST_KNOWN:
        return Cases((), 0, 0, 0)
    finite = np.isfinite(history.values)
    scale = float(np.log1p(np.maximum(history.values[finite], 0.0)).std()) or 1.0
    found = list(_distances(history, target, scale))
    at, month, distance = (np.concatenate([part[column] for part in found]) for column in range(3))
    own = (at == place) & (month >= history.months - BEFORE)
    at, month, distance = at[~own], month[~own], distance[~own]
    if not len(at):
        return Cases((), 0, 0, 0)
    order = np.lexsort((at, -month, at != place, distance))
    kept = _apart(at[order], month[order], most)
    nearest = tuple(
        _case(history, int(at[row]), int(month[row]), float(distance[row]), threshold) for row in order[kept]
    )
    near = distance <= nearest[-1].distance
    reached = _reached(history, at[near], month[near], threshold)
    return Cases(nearest, int(near.sum()), reached, len(at))


def _distances(history: History, target: Floats, scale: float) -> Iterator[tuple[npt.NDArray[np.int64], ...]]:
    """Place, index of the last month, and distance of every case, by chunks of places."""
    wanted = np.log1p(np.maximum(target, 0.0))
    known = np.isfinite(wanted)
    last = history.months - AFTER  # cases end before this index
    for start in range(0, len(history.places), _CHUNK):
        values = history.values[start : start + _CHUNK]
        told = np.isfinite(values)
        whole = sliding_window_view(told, BEFORE + AFTER, axis=1).all(axis=2)
        logs = np.log1p(np.maximum(np.where(told, values, 0.0), 0.0))[:, :last]
        squares = np.zeros((len(values), last - BEFORE + 1))
        for ago in np.flatnonzero(known):
            squares += (logs[:, ago : ago + squares.shape[1]] - wanted[ago]) ** 2
        places, begins = np.nonzero(whole)
        distance = np.sqrt(squares[places, begins] / known.sum()) / scale
        yield places + start, begins + BEFORE - 1, np.round(distance, 12)


def _apart(places: npt.NDArray[np.int64], months: npt.NDArray[np.int64], most: int) -> list[int]:
    """The first ones that do not overlap one taken before."""
    taken: list[int] = []
    left = np.ones(len(places), dtype=np.bool_)
    while len(taken) < most and left.any():
        first = int(np.argmax(left))
        taken.append(first)
        left &= (places != places[first]) | (np.abs(months - months[first]) >= BEFORE)
    return taken


def _case(history: History, place: int, month: int, distance: float, threshold: float) -> Case:
    before = history.values[place, month - BEFORE + 1 : month + 1]
    after = history.values[place, month + 1 : month + 1 + AFTER]
    rows: tuple[UUID, ...] = ()
    if history.rows is not None:
        ids = history.rows[place, month - BEFORE + 1 : month + 1 + AFTER]
        rows = tuple(UUID(bytes=bytes(one)) for one in ids if any(bytes(one)))
    return Case(
        history.places[place],
        history.first_month + month,
        distance,
        float(before.sum()),
        float(after.sum()),
        int((after >= threshold).sum()),
        rows,
    )


def _reached(history: History, places: npt.NDArray[np.int64], months: npt.NDArray[np.int64], threshold: float) -> int:
    """How many of the cases saw the threshold reached in the 12 months that followed."""
    above = np.concatenate([np.zeros((len(history.places), 1)), np.cumsum(history.values >= threshold, axis=1)], axis=1)
    return int((above[places, months + 1 + AFTER] > above[places, months + 1]).sum())
