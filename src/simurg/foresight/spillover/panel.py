"""Country-months laid out for one question: does a war next door make one here likelier, or deadlier?

A month counts as *fighting* where at least `least` people died (5: chosen on the exercise world, docs/shifts.md). A
month is *beside a war* where a neighbour was fighting in one of the `lag` months before it. Neighbours are those of
foresight.onset.borders, or a matrix given. Two outcomes:

- *start*: fighting, where the country itself had none in the `quiet` months before (only such months are at risk);
- *deaths*: how many died, in every month whose year before is known.

What else moves both is held fixed by classes: the country, five years at a time, and the country's own past (of starts:
time since its last fighting and whether anybody died of late; of deaths: how many died in the year before).
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from simurg.foresight.history import Floats, History
from simurg.foresight.onset.borders import neighbours_of
from simurg.ontology.errors import CallerError

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
OUTCOMES = ("start", "deaths")
_SINCE = (18, 60)  # months since the last fighting
_DEATHS = (0.5, 24.5, 99.5, 999.5)  # in the year before
YEAR = 12
PERIOD_YEARS = 5


@dataclass(frozen=True, slots=True)
class Definition:
    """CallerError for settings that make no sense."""

    least: float = 5.0
    quiet: int = 6
    lag: int = 1

    def __post_init__(self) -> None:
        if self.least <= 0 or not 1 <= self.quiet <= 120 or not 1 <= self.lag <= 24:
            raise CallerError("That is no definition of a war's start.", hint="least > 0, quiet 1-120, lag 1-24.")


@dataclass(frozen=True, slots=True)
class Panel:
    """One row a country-month at risk. `place` and `past` are numbers of classes."""

    outcome: str
    places: tuple[str, ...]
    place: Ints
    month: Ints  # number as in History
    value: Floats
    beside: Flags
    year: Ints  # from 0
    past: Ints
    first_year: int

    def __len__(self) -> int:
        return len(self.value)

    @property
    def period(self) -> Ints:
        """Five years at a time, from 0."""
        return self.year // PERIOD_YEARS

    def only(self, rows: Flags) -> "Panel":
        """The rows chosen; places and numbers stay."""
        return replace(
            self,
            place=self.place[rows],
            month=self.month[rows],
            value=self.value[rows],
            beside=self.beside[rows],
            year=self.year[rows],
            past=self.past[rows],
        )


def borders_of(history: History) -> Flags:
    """Places by places: whether they share a land border."""
    return neighbours_of(history.places)


def panel_of(history: History, borders: Flags, outcome: str = "start", definition: Definition = Definition()) -> Panel:
    """Unknown months are left out, never taken for quiet; a start needs all of its quiet months known.

    CallerError for an unknown outcome, or borders that do not fit the history.
    """
    if outcome not in OUTCOMES:
        raise CallerError(f"There is no outcome {outcome[:20]!r}.", hint=f"Use {' or '.join(OUTCOMES)}.")
    shape = history.values.shape
    if borders.shape != (shape[0], shape[0]):
        raise CallerError("Borders are a matrix of the history's places by its places.")
    values, fighting = history.values, history.values >= definition.least
    beside = beside_war(fighting, borders, definition.lag)
    past = _last(np.where(np.isfinite(values), values, 0.0), YEAR)
    known = _last(np.isfinite(values).astype(np.float64), YEAR)
    if outcome == "start":
        calm = _last(fighting.astype(np.float64), definition.quiet) == 0
        risk = calm & (_last(np.isfinite(values).astype(np.float64), definition.quiet) == definition.quiet)
        kinds = np.digitize(_since(fighting), _SINCE) * 2 + (past > 0)
        told = np.where(np.isfinite(values), fighting, np.nan).astype(np.float64)
    else:
        risk, kinds, told = known == YEAR, np.digitize(past, _DEATHS), values
    at = np.argwhere(risk & np.isfinite(values))
    place, month = at[:, 0], at[:, 1]
    number = history.first_month + month
    first = history.first_month // YEAR
    cells = place, month
    return Panel(
        outcome, history.places, place, number, told[cells], beside[cells], number // YEAR - first, kinds[cells], first
    )


def beside_war(fighting: Flags, borders: Flags, lag: int) -> Flags:
    """Whether a neighbour was fighting in one of the `lag` months before each month; same shape."""
    near = (borders.astype(np.float64) @ fighting) > 0
    made: Flags = _last(near.astype(np.float64), lag) > 0
    return made


def _last(values: Floats, months: int) -> Floats:
    """Sums over the months before each, without it."""
    total = np.concatenate([np.zeros((len(values), 1)), np.cumsum(values, axis=1)], axis=1)
    first = np.maximum(np.arange(values.shape[1]) - months, 0)
    summed: Floats = total[:, :-1] - total[:, first]
    return summed


def _since(fighting: Flags) -> Ints:
    """Months since the last fighting before each month, large where there was none."""
    months = np.arange(fighting.shape[1])
    latest = np.maximum.accumulate(np.where(fighting, months, -10_000), axis=1)
    before = np.concatenate([np.full((len(fighting), 1), -10_000), latest[:, :-1]], axis=1)
    made: Ints = months - before
    return made
