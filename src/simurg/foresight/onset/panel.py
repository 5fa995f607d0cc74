"""What an onset is, and the months it is seen in: deaths of three kinds, by place and month, on one grid.

A place is *quiet* at an origin (a month, the last one known) when each of its last `quiet_months` is known and had
fewer than `quiet_below` deaths. An *onset* follows when any month of the `window` that begins `gap` months after the
origin has at least `deaths`. What is unknown is neither: a place with an unknown month in either is not scored.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from simurg.foresight.history import Floats, History
from simurg.foresight.onset.borders import continents_of, neighbours_of
from simurg.ontology.errors import CallerError

Flags = npt.NDArray[np.bool_]
DEATHS = "state_based_deaths"
OTHERS = ("one_sided_deaths", "non_state_deaths")
"""Series of the ledger: the one whose onset is foretold, and other violence, which may be missing."""


@dataclass(frozen=True, slots=True)
class Definition:
    """Deaths in any month of the window, after quiet months. Months are counted; a death is a person."""

    deaths: float = 25.0
    quiet_below: float = 25.0
    quiet_months: int = 24
    gap: int = 2  # months between the last one known and the window
    window: int = 12

    def __post_init__(self) -> None:
        if min(self.deaths, self.quiet_below) <= 0 or min(self.quiet_months, self.window) < 1 or self.gap < 0:
            raise CallerError("An onset needs positive thresholds, at least one quiet month and one month of window.")


@dataclass(frozen=True, slots=True)
class Panel:
    """`deaths`, `others[k]` and `signals[name]` are places by months, NaN where unknown; the first month is numbered
    `first_month`. A signal is any monthly count that may rise before an onset.

    `borders` is places by places; `continents` holds "" where it is not known.
    """

    places: tuple[str, ...]
    first_month: int
    deaths: Floats
    others: tuple[Floats, ...]
    borders: Flags
    continents: tuple[str, ...]
    signals: Mapping[str, Floats] = field(default_factory=dict)

    def __post_init__(self) -> None:
        series = (self.deaths, *self.others, *self.signals.values())
        if any(one.shape != self.deaths.shape for one in series) or len(self.places) != len(self.deaths):
            raise CallerError("The series of a panel stand on one grid of places and months.")
        if any((one < 0).any() for one in series):
            raise CallerError("A count is below zero.", hint="Look the source's rows up; correct or recall them.")

    @property
    def months(self) -> int:
        return int(self.deaths.shape[1])

    @property
    def last_month(self) -> int:
        return self.first_month + self.months - 1

    def until(self, months: int) -> "Panel":
        """The first `months` months alone."""
        others = tuple(one[:, :months] for one in self.others)
        signals = {name: one[:, :months] for name, one in self.signals.items()}
        return replace(self, deaths=self.deaths[:, :months], others=others, signals=signals)


def panel_of(deaths: History, others: Mapping[str, History]) -> Panel:
    """On the grid of `deaths`: places and months that others lack are unknown, those that only others have are left.

    What stands in `others` beside OTHERS is a signal.
    """
    places = deaths.places
    kinds = tuple(_aligned(others[name], deaths) if name in others else _unknown(deaths) for name in OTHERS)
    signals = {name: _aligned(others[name], deaths) for name in sorted(set(others) - set(OTHERS))}
    around = neighbours_of(places), continents_of(places)
    return Panel(places, deaths.first_month, deaths.values, kinds, *around, signals)


def quiet(deaths: Floats, definition: Definition) -> Flags:
    """Places by months: quiet with this month as the last one known."""
    span = definition.quiet_months
    silent = deaths < definition.quiet_below  # unknown is not silent
    found = np.zeros(deaths.shape, dtype=np.bool_)
    if deaths.shape[1] >= span:
        found[:, span - 1 :] = np.lib.stride_tricks.sliding_window_view(silent, span, axis=1).all(axis=2)
    return found


def peaks(deaths: Floats, definition: Definition) -> Floats:
    """Places by origins: the most deaths of a month in the window, NaN where it is not known to its end.

    As many columns as months; the last ones, whose window has not ended, are NaN.
    """
    ahead = definition.gap + 1
    found = np.full(deaths.shape, np.nan)
    usable = deaths.shape[1] - ahead - definition.window + 1
    if usable > 0:
        windows = np.lib.stride_tricks.sliding_window_view(deaths[:, ahead:], definition.window, axis=1)
        found[:, :usable] = windows.max(axis=2)  # NaN if any month is
    return found


def _aligned(given: History, grid: History) -> Floats:
    values = _unknown(grid)
    at = {place: row for row, place in enumerate(given.places)}
    both = [(row, at[place]) for row, place in enumerate(grid.places) if place in at]
    first = max(grid.first_month, given.first_month)
    end = min(grid.last_month, given.last_month) + 1
    if both and end > first:
        ours, theirs = (np.array(rows) for rows in zip(*both, strict=True))
        cut = given.values[:, first - given.first_month : end - given.first_month]
        values[ours, first - grid.first_month : end - grid.first_month] = cut[theirs]
    return values


def _unknown(grid: History) -> Floats:
    return np.full(grid.values.shape, np.nan)
