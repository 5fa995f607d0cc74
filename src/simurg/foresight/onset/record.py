"""How the model would have done: at each origin fitted to what was known then, scored on what then came.

The values are those the panel holds now; where a publisher has revised them since, the record is replayed on the
revision. Beside it stand the base rate of the same past, the time since the last death and the deaths so far.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from simurg.foresight.history import Floats
from simurg.foresight.onset.features import FEATURES, features
from simurg.foresight.onset.model import Settings, chances, fit, quiet_now
from simurg.foresight.onset.panel import Definition, Flags, Panel, peaks
from simurg.ontology.errors import CallerError

Ints = npt.NDArray[np.int64]
_SINCE = [feature.name for feature in FEATURES].index("since_death")


@dataclass(frozen=True, slots=True)
class Record:
    """One row a quiet place and origin whose window is known to its end."""

    place: Ints
    origin: Ints  # number of the last month known
    chance: Floats
    base_rate: Floats  # of the past known at the origin
    since_death: Floats  # months since the last death, a long time where there was none
    deaths_so_far: Floats
    onset: Flags
    lead: Floats  # months from the last month known to the first with an onset's deaths; NaN without one

    def __len__(self) -> int:
        return len(self.chance)

    def only(self, rows: npt.NDArray[np.bool_]) -> "Record":
        """Some rows."""
        return replace(self, **{name: getattr(self, name)[rows] for name in self.__slots__})


def record(panel: Panel, settings: Settings, origins: Iterable[int]) -> Record:
    """`origins` are months' numbers. Where too little was known to fit anything, there is no row; possibly none."""
    parts = [one for origin in origins if (one := _at(panel, settings, origin)) is not None]
    if not parts:
        none = np.zeros(0)
        return Record(*(none.astype(np.int64),) * 2, *(none,) * 4, none.astype(np.bool_), none)
    return Record(*(np.concatenate([getattr(one, name) for one in parts]) for name in Record.__slots__))


def yearly_origins(panel: Panel, definition: Definition) -> range:
    """Numbers of the months a year, two, ... before the panel's last, of which the outcome is known; oldest first."""
    newest = panel.last_month - 12 * -(-(definition.gap + definition.window) // 12)
    return range(newest, panel.first_month, -12)[::-1]


def _at(panel: Panel, settings: Settings, origin: int) -> Record | None:
    column, definition = origin - panel.first_month, settings.definition
    if not 0 <= column < panel.months:
        raise CallerError("An origin of the record lies outside the months known.")
    past = panel.until(column + 1)
    try:
        parameters = fit(past, replace(settings, draws=0))
    except CallerError:  # too little was known then
        return None
    peak = peaks(panel.deaths, definition)[:, column]
    rows = np.flatnonzero(quiet_now(past, definition) & np.isfinite(peak))
    if not len(rows):
        return None
    known = features(past)[rows, -1]
    onset = peak[rows] >= definition.deaths
    begin = column + definition.gap + 1
    reached = panel.deaths[rows, begin : begin + definition.window] >= definition.deaths
    return Record(
        rows,
        np.full(len(rows), origin, dtype=np.int64),
        chances(parameters, known),
        np.full(len(rows), float(parameters.arrays["base_rate"])),
        np.expm1(known[:, _SINCE]),
        np.nansum(past.deaths[rows], axis=1),
        onset,
        np.where(onset, reached.argmax(axis=1) + definition.gap + 1.0, np.nan),
    )
