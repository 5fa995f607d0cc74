"""Forecasts as values: a model applied to a history, one value a place and month to come.

Each names the data it rests on: the rows it cites, the part of the view, and the vintage (a digest of the rows
that the model saw of that place), because publishers revise, and a forecast is scored again when they do.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np
import numpy.typing as npt

from simurg.foresight.history import History, month_start
from simurg.foresight.model import ModelModule, Parameters, Samples
from simurg.ontology.errors import CallerError
from simurg.ontology.ids import id_of
from simurg.ontology.times import text_of

HORIZONS = tuple(range(1, 15))
"""Months ahead of the last one known."""
PLACES_AT_ONCE = 500
"""28 MB of samples at 14 horizons."""


@dataclass(frozen=True, slots=True, eq=False)
class Forecast:
    """`samples` are equally likely and sorted. `basis` are the ids of the measurements and their reports."""

    model: str
    version: str
    series: str
    place: str
    target_from: datetime
    target_to: datetime  # exclusive
    horizon: int
    samples: npt.NDArray[np.float32]
    vintage: str
    basis: tuple[UUID, ...]
    basis_view: tuple[Mapping[str, Any], ...]


def forecasts(
    module: ModelModule, history: History, known_at: datetime, horizons: Sequence[int] = HORIZONS
) -> Iterator[Forecast]:
    """By place, then horizon; places of which the model knows too little are left out.

    CallerError for a horizon below 1.
    """
    if any(horizon < 1 for horizon in horizons):
        raise CallerError("A forecast looks at least one month ahead.")
    if not history.places or not history.months:
        return
    parameters = module.fit(history)
    view = (basis_view_of(history.series, known_at),)
    for number, samples in enumerate(_one_by_one(module, parameters, horizons)):
        if np.isnan(samples[0, 0]):
            continue
        place = history.places[number]
        rows, basis = _seen(history, number, parameters.looked_back)
        vintage = id_of("vintage", history.series, place, rows).hex
        for ahead, horizon in enumerate(horizons):
            target = history.last_month + horizon
            yield Forecast(
                model=module.MODEL.name,
                version=module.MODEL.version,
                series=history.series,
                place=place,
                target_from=month_start(target),
                target_to=month_start(target + 1),
                horizon=horizon,
                samples=samples[ahead],
                vintage=vintage,
                basis=basis,
                basis_view=view,
            )


def in_parts(
    module: ModelModule, parameters: Parameters, horizons: Sequence[int], size: int = PLACES_AT_ONCE
) -> Iterator[Samples]:
    """Samples of at most `size` places at a time, in the order of the places: the memory of one part, whatever their
    number. A model that names no arrays by place (Parameters.by_place) is asked for all at once."""
    for part in parameters.parts(size):
        yield module.predict(part, horizons)


def _one_by_one(module: ModelModule, parameters: Parameters, horizons: Sequence[int]) -> Iterator[Samples]:
    for samples in in_parts(module, parameters, horizons):
        yield from samples


def basis_view_of(series: str, known_at: datetime) -> Mapping[str, Any]:
    """The part of a view that a history of a series is read from."""
    known = text_of(known_at + timedelta(microseconds=1))
    return {"table": "measurements", "where": {"series": series, "known_at": [None, known], "period_to": [None, known]}}


def _seen(history: History, place: int, looked_back: int) -> tuple[bytes, tuple[UUID, ...]]:
    """What names the data the model saw of a place, and the ids to cite: rows, newest first, then their reports."""
    recent = slice(max(history.months - looked_back, 0), None)
    if history.rows is None or history.reports is None:
        return history.values[place, recent].tobytes(), ()
    told = np.isfinite(history.values[place, recent])
    rows = [bytes(one) for one in history.rows[place, recent][told][::-1]]
    reports = [bytes(one) for one in history.reports[place, recent][told][::-1] if any(bytes(one))]
    return b"".join(rows), tuple(UUID(bytes=one) for one in dict.fromkeys(rows + reports))
