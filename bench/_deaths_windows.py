"""The windows of the VIEWS challenge: deaths by country and month, known to October, scored on the next year."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from scipy.signal import resample

from simurg.foresight.history import History
from simurg.foresight.model import SAMPLES, ModelModule
from simurg.foresight.scores.crps import crps
from simurg.foresight.scores.ignorance import ignorance
from simurg.foresight.scores.interval import interval_score

FIRST_YEAR = 2018
STEPS = tuple(range(3, 15))
MEASURES = ("crps", "ign", "mis")
EPOCH = 1980 * 12 - 1
"""`month_id` 1 is January 1980."""


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """`past` ends in October of the year before; `came` is places by the 12 months of `year`."""

    year: int
    past: History
    came: np.ndarray


def read(folder: Path) -> History:
    """Countries named by number and name, so that names given twice stay apart."""
    table = pq.read_table(folder / "country_month_deaths.parquet")
    months, countries = (table[name].to_numpy() for name in ("month_id", "country_id"))
    numbers = np.unique(countries)
    named = {number: name or "" for number, name in zip(countries.tolist(), table["name"].to_pylist(), strict=True)}
    values = np.full((len(numbers), months.max() - months.min() + 1), np.nan)
    values[np.searchsorted(numbers, countries), months - months.min()] = table["ged_sb"].to_numpy()
    places = tuple(f"{number:03d} {named[number]}" for number in numbers.tolist())
    return History("state_based_deaths", places, EPOCH + int(months.min()), values)


def windows(deaths: History, first_year: int = FIRST_YEAR) -> Iterator[Window]:
    """Each year from the first whose December is known."""
    for year in range(first_year, (deaths.last_month + 1) // 12):
        known = (year - 1) * 12 + 9 - deaths.first_month + 1
        yield Window(year, deaths.until(known), deaths.values[:, known + 2 : known + 14])


def scores(samples: np.ndarray, came: np.ndarray) -> np.ndarray:
    """Measures by places by months."""
    return np.stack([measure(samples, came) for measure in (crps, ignorance, interval_score)])


def reference(window: Window) -> np.ndarray:
    """Conflictology: CRPS and MIS of its 12 values as they are, IGN of them resampled by Fourier's method to 1,000 and
    cut at zero, as the challenge's script does."""
    twelve = window.past.values[:, -12:]
    plain = np.repeat(np.sort(twelve, axis=1)[:, None], 12, axis=1)
    drawn = np.sort(np.clip(resample(twelve, SAMPLES, axis=1), 0, None), axis=1)
    own = scores(plain, window.came)
    own[1] = ignorance(np.repeat(drawn[:, None], 12, axis=1), window.came)
    return own


def zero(window: Window) -> np.ndarray:
    return np.zeros((*window.came.shape, SAMPLES), dtype=np.float32)


def by_model(module: ModelModule) -> Callable[[Window], np.ndarray]:
    """Fitted anew at each origin."""
    return lambda window: module.predict(module.fit(window.past), STEPS)
