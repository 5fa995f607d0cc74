"""What the wars next door make of a country's chances now: with them, and as if there were none.

The chance that a war starts within twelve months, taking the neighbours' wars as lasting. The reasons are the latest
rows of the neighbours that are fighting; the interval is that of the factor alone.
"""

from dataclasses import dataclass
from uuid import UUID

import numpy as np

from simurg.foresight.history import History
from simurg.foresight.spillover.effect import Effect, Fit
from simurg.foresight.spillover.panel import Definition, Flags, panel_of
from simurg.ontology.errors import CallerError

AHEAD_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Neighbour:
    """One that was fighting in the last month known: deaths then, and the row and report that say so."""

    place: str
    deaths: float
    row: UUID | None
    report: UUID | None


@dataclass(frozen=True, slots=True)
class Outlook:
    """`chance` of a start within twelve months, as things are; `without` the neighbours' wars; `low` and `high` by
    the interval of the factor. None where the country is at war itself or its months are unknown."""

    place: str
    neighbours: tuple[str, ...]
    fighting: tuple[Neighbour, ...]
    at_risk: bool
    chance: float | None
    without: float | None
    low: float | None
    high: float | None


def outlook_of(history: History, borders: Flags, place: str, known: tuple[Fit, Effect]) -> Outlook:
    """CallerError for a place that the history does not have."""
    if place not in history.places:
        raise CallerError(f"Nothing is known of {place[:60]}.", hint="Use a country's name or alpha-3 code.")
    definition, at = Definition(), history.places.index(place)
    near = np.flatnonzero(borders[at])
    fighting = [one for one in near.tolist() if history.values[one, -1] >= definition.least]
    told = tuple(
        Neighbour(history.places[one], float(history.values[one, -1]), *_ids(history, one)) for one in fighting
    )
    names = tuple(history.places[one] for one in near.tolist())
    mean = _usual(history, borders, at, known[0])
    if mean is None:
        return Outlook(place, names, told, False, None, None, None, None)
    factors = (known[1].factor, 1.0, known[1].low, known[1].high) if told else (1.0, 1.0, 1.0, 1.0)
    chance, without, low, high = (float(-np.expm1(-mean * factor * AHEAD_MONTHS)) for factor in factors)
    return Outlook(place, names, told, True, chance, without, low, high)


def _usual(history: History, borders: Flags, at: int, found: Fit) -> float | None:
    """Starts to be expected a month without any war next door; None for a country that is not at risk now."""
    ahead = np.concatenate([history.values, np.zeros((len(history.values), 1))], axis=1)
    panel = panel_of(History(history.series, history.places, history.first_month, ahead), borders)
    row = (panel.place == at) & (panel.month == history.last_month + 1)
    if not row.any():
        return None
    return float(found.expected(panel.only(row), spillover=False)[0])


def _ids(history: History, place: int) -> tuple[UUID | None, UUID | None]:
    def one(ids: object) -> UUID | None:
        if not isinstance(ids, np.ndarray):
            return None
        raw = bytes(ids[place, -1])
        return UUID(bytes=raw) if any(raw) else None

    return one(history.rows), one(history.reports)
