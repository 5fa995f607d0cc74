"""Wars: how many die in each state and month of the coming year? Scored by CRPS, as the real bench does it.

For each year from 2010 on a forecaster is shown, on 25 November of the year before, what is known by then: deaths up to
October with the figures of that day, hostile reports, borders. It gives samples for January to December (3 to 14
months ahead). Truth are the final figures. The score is the share by which it improves on forecasting zero, with CRPS
of log(1 + deaths), so that one large war is not all that counts; the plain CRPS stands beside it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from simurg.exercise.parts.foresight.pairs import Floats
from simurg.exercise.parts.foresight.regimes import Flags, next_month
from simurg.exercise.parts.foresight.settings import FIRST_YEAR, YEARS
from simurg.exercise.parts.foresight.wars import FIRST_MONTH, Wars
from simurg.foresight.history import History
from simurg.foresight.model import SAMPLES, ModelModule, Samples, spread
from simurg.foresight.scores.crps import crps
from simurg.ontology.errors import CallerError

HORIZONS = tuple(range(3, 15))
SCORED_YEARS = tuple(range(2010, FIRST_YEAR + YEARS))


@dataclass(frozen=True, slots=True)
class Shown:
    """What a forecaster sees. Places are the same in all three; `borders` is symmetric."""

    deaths: History
    hostile: History
    borders: Flags


Forecaster = Callable[[Shown, Sequence[int]], Samples]
"""(what is known, months ahead of the last one of `deaths`) -> places by horizons by 1,000."""


@dataclass(frozen=True, slots=True)
class Score:
    """Means over all states and months. `total`: 1 - log_crps / that of zero."""

    crps: float
    log_crps: float
    total: float


def shown(told: Wars, year: int) -> Shown:
    """What was known on 25 November of the year before."""
    moment = datetime(year - 1, 11, 25, tzinfo=UTC)
    return Shown(told.known(moment), told.reports(moment), told.chances.borders)


def scored(told: Wars, forecaster: Forecaster) -> Score:
    """CallerError if the samples have another shape, are not sorted or not numbers from 0 on."""
    plain, logged, zero = [], [], []
    for year in SCORED_YEARS:
        samples = np.asarray(forecaster(shown(told, year), HORIZONS))
        shape = len(told.deaths), len(HORIZONS), SAMPLES
        if samples.shape != shape or not (np.diff(samples, axis=-1) >= 0).all() or not (samples[..., 0] >= 0).all():
            raise CallerError(
                f"A forecast of {year} is not of {SAMPLES} sorted samples, from 0 on, for each place and horizon.",
                hint="Sort the samples along the last axis and leave no NaN.",
            )
        truth = _truth(told, year)
        plain.append(crps(samples, truth))
        logged.append(crps(np.log1p(samples.astype(np.float64)), np.log1p(truth)))
        zero.append(np.log1p(truth))
    log_crps = float(np.mean(logged))
    return Score(float(np.mean(plain)), log_crps, 1 - log_crps / float(np.mean(zero)))


def of_model(module: ModelModule) -> Forecaster:
    """A model of `foresight` as a forecaster; where it says nothing it forecasts zero."""

    def forecast(given: Shown, horizons: Sequence[int]) -> Samples:
        samples = module.predict(module.fit(given.deaths), horizons)
        return np.asarray(np.nan_to_num(samples, nan=0.0), dtype=np.float32)

    return forecast


def zero(given: Shown, horizons: Sequence[int]) -> Samples:
    """Nobody dies."""
    return np.zeros((len(given.deaths.places), len(horizons), SAMPLES), dtype=np.float32)


def last_12_months(given: Shown, horizons: Sequence[int]) -> Samples:
    """The last twelve months, equally likely."""
    return _window(given.deaths.values[:, -12:], horizons)


def all_history(given: Shown, horizons: Sequence[int]) -> Samples:
    """All earlier months, equally likely."""
    return _window(given.deaths.values, horizons)


BASELINES: dict[str, Forecaster] = {"zero": zero, "all history": all_history, "last 12 months": last_12_months}


def oracle(told: Wars) -> Forecaster:
    """It knows the part's chances and where each state stands at the end of the last month known (regime, level, wave),
    plays 1,000 futures on, and knows nothing of what was drawn."""

    def forecast(given: Shown, horizons: Sequence[int]) -> Samples:
        last = given.deaths.last_month - FIRST_MONTH
        state, dice = told.states[last].copies(SAMPLES), told.part.dice(f"oracle {last}")
        played = []
        for _ in range(max(horizons)):
            month = next_month(told.chances, state, dice)
            state = month.state
            played.append(month.deaths)
        ahead = np.stack(played)[np.array(horizons) - 1]  # horizons, copies, states
        return np.asarray(np.sort(ahead.transpose(2, 0, 1), axis=-1), dtype=np.float32)

    return forecast


def scores(told: Wars) -> dict[str, Score]:
    """Every baseline and the oracle on one part."""
    return {name: scored(told, method) for name, method in {**BASELINES, "oracle": oracle(told)}.items()}


def _window(values: Floats, horizons: Sequence[int]) -> Samples:
    samples = spread(values)
    return np.broadcast_to(samples[:, None, :], (len(samples), len(horizons), samples.shape[1]))


def _truth(told: Wars, year: int) -> Floats:
    """(S, 12) final figures of a year."""
    begin = (year - FIRST_YEAR) * 12
    return told.deaths[:, begin : begin + 12].astype(np.float64)
