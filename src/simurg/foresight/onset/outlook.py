"""The ranked list: each quiet place with its chance of an onset, why, and which past cases it is most like.

Two cases are near when the same features move their odds by the same amounts, so what the model takes for
irrelevant makes no distance; the nearest year of each place counts, its own past among them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from simurg.foresight.history import Floats, month_start
from simurg.foresight.model import Parameters
from simurg.foresight.onset.features import NEVER_MONTHS, Feature, features, features_in, raw
from simurg.foresight.onset.model import chances, definition_in, effects, quiet_now, spread_of
from simurg.foresight.onset.panel import Panel
from simurg.ontology.errors import CallerError

INTERVAL = 0.8


@dataclass(frozen=True, slots=True)
class Driver:
    """`value` in the feature's unit, None where nothing is known of it; `never`: not once since the data begin.

    `effect` is in log odds against an average quiet country-year.
    """

    feature: Feature
    value: float | None
    never: bool
    effect: float


@dataclass(frozen=True, slots=True)
class PastCase:
    """What came in the window after an earlier quiet spell: the most deaths in a month of it."""

    place: str
    window_from: datetime
    window_to: datetime  # exclusive
    peak: float
    onset: bool


@dataclass(frozen=True, slots=True)
class Risk:
    """`low` to `high` is the 80 % interval of the chance; NaN if the parameters have no draws."""

    place: str
    probability: float
    low: float
    high: float
    drivers: tuple[Driver, ...]  # strongest first
    cases: tuple[PastCase, ...]  # nearest first


@dataclass(frozen=True, slots=True)
class Told:
    """How much each risk is told of."""

    drivers: int = 100
    cases: int = 5


def predict(parameters: Parameters, panel: Panel, told: Told | None = None) -> tuple[Risk, ...]:
    """Places that are quiet at the panel's last month, the greatest chance first. CallerError if the panel's places
    are not those of the parameters."""
    told = told or Told()
    if panel.places != parameters.places:
        raise CallerError("These parameters were fitted to other places.", hint="Fit them to this panel.")
    listed = features_in(panel)
    if len(listed) != len(parameters.arrays["centre"]):
        raise CallerError("These parameters were fitted to other series.", hint="Fit them to this panel.")
    definition = definition_in(parameters)
    rows = np.flatnonzero(quiet_now(panel, definition))
    if not len(rows):
        return ()
    known = features(panel)[rows, -1]
    chance, moved = chances(parameters, known), effects(parameters, known)
    low, high = spread_of(parameters, known, INTERVAL)
    months = np.isfinite(panel.deaths).sum(axis=1)
    risks = [
        Risk(
            panel.places[row],
            float(chance[case]),
            float(low[case]),
            float(high[case]),
            _drivers(listed, known[case], moved[case], int(months[row]))[: told.drivers],
            _nearest(parameters, moved[case], told.cases),
        )
        for case, row in enumerate(rows)
    ]
    return tuple(sorted(risks, key=lambda one: (-one.probability, one.place)))


def _drivers(features_of: Sequence[Feature], known: Floats, moved: Floats, months: int) -> tuple[Driver, ...]:
    listed = []
    for feature, value, effect in zip(features_of, known.tolist(), moved.tolist(), strict=True):
        told = None if np.isnan(value) else raw(feature, value)
        never = feature.unit == "months ago" and told is not None and round(told) == months + NEVER_MONTHS
        listed.append(Driver(feature, None if never else told, never, effect))
    return tuple(sorted(listed, key=lambda one: -abs(one.effect)))


def _nearest(parameters: Parameters, moved: Floats, most: int) -> tuple[PastCase, ...]:
    arrays, definition = parameters.arrays, definition_in(parameters)
    away = ((effects(parameters, arrays["case_known"]) - moved) ** 2).sum(axis=1)
    cases: dict[str, PastCase] = {}
    for row in np.argsort(away, kind="stable").tolist():
        if len(cases) >= most:
            break
        place = parameters.places[arrays["case_place"][row]]
        begin = int(arrays["case_month"][row]) + definition.gap + 1
        peak = float(arrays["case_peak"][row])
        window = month_start(begin), month_start(begin + definition.window)
        cases.setdefault(place, PastCase(place, *window, peak, peak >= definition.deaths))
    return tuple(cases.values())
