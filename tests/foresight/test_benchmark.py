"""The published figures of the VIEWS prediction challenge, reproduced from the deaths by country and month.

Data up to October of the year before predict January to December (steps 3 to 14). The reference *conflictology* is
the last 12 months; its published CRPS and MIS are those of the 12 values as they are, and its IGN that of the 12
values resampled to 1,000 by Fourier's method and cut at zero, as the challenge's script does.
"""

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from scipy.signal import resample

from simurg.foresight.history import History
from simurg.foresight.models import all_history, last_18_months, pooled
from simurg.foresight.scores.crps import crps
from simurg.foresight.scores.ignorance import ignorance
from simurg.foresight.scores.interval import interval_score
from simurg.foresight.track_record import Plan, track_record

STEPS = tuple(range(3, 15))


@pytest.fixture(scope="module")
def deaths(data: Path) -> History:
    table = pq.read_table(data / "forecast" / "country_month_deaths.parquet")
    months, countries = (table[name].to_numpy() for name in ("month_id", "country_id"))
    names = np.unique(countries)
    values = np.full((len(names), months.max() - months.min() + 1), np.nan)
    values[np.searchsorted(names, countries), months - months.min()] = table["ged_sb"].to_numpy()
    return History("state_based_deaths", tuple(map(str, names)), 1980 * 12 + int(months.min()) - 1, values)


@pytest.fixture(scope="module")
def published(data: Path) -> dict[tuple[str, int], float]:
    with (data / "forecast" / "views_benchmark_scores.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if row["model"] == "bm_conflictology"]
    return {(row["metric"], int(row["window"])): float(row["value"]) for row in rows}


def known_in_october(deaths: History, year: int) -> tuple[History, np.ndarray]:
    """What the forecast for a year may see, and the 12 months it is scored on."""
    known = (year - 1) * 12 + 9 - deaths.first_month + 1
    return deaths.until(known), deaths.values[:, known + 2 : known + 14]


@pytest.mark.parametrize("year", [2018, 2019, 2020, 2021])
def test_the_reference_scores_as_published(deaths: History, published: dict[tuple[str, int], float], year: int) -> None:
    past, observed = known_in_october(deaths, year)
    twelve = np.repeat(np.sort(past.values[:, None, -12:], axis=2), 12, axis=1)
    assert crps(twelve, observed).mean() == pytest.approx(published["crps", year], rel=1e-9)
    assert interval_score(twelve, observed).mean() == pytest.approx(published["mis", year], rel=1e-9)
    drawn = np.clip(resample(past.values[:, -12:], 1000, axis=1), 0, None)
    drawn = np.repeat(np.sort(drawn, axis=1)[:, None], 12, axis=1)
    assert ignorance(drawn, observed).mean() == pytest.approx(published["ign", year], rel=1e-6)


def test_the_last_18_months_score_as_well_as_the_reference(
    deaths: History, published: dict[tuple[str, int], float]
) -> None:
    ours = []
    for year in (2018, 2019, 2020, 2021):
        past, observed = known_in_october(deaths, year)
        samples = last_18_months.predict(last_18_months.fit(past), STEPS)
        assert not np.isnan(samples).any()
        ours.append(crps(samples, observed).mean())
    assert ours == pytest.approx([13.155, 10.057, 21.065, 76.775], abs=0.001)
    assert np.mean(ours) < np.mean([published["crps", year] for year in (2018, 2019, 2020, 2021)])


@pytest.mark.slow
def test_its_track_record_beats_climatology(deaths: History) -> None:
    scores = {(one.measure, one.horizon): one for one in track_record(last_18_months, all_history, deaths, Plan())}
    for horizon in (1, 3, 6, 12):
        for measure in ("crps", "log_score", "brier_25"):
            one = scores[measure, horizon]
            assert one.baseline is not None
            assert one.value < one.baseline
            assert one.low <= one.value <= one.high
        assert scores["coverage_80", horizon].value >= 0.8
        assert scores["crps", horizon].cases > 20_000


@pytest.mark.slow
def test_the_pool_beats_the_reference_in_a_window_it_was_not_chosen_on(
    deaths: History, published: dict[tuple[str, int], float]
) -> None:
    whole, observed = known_in_october(deaths, 2019)
    past = replace(whole, values=whole.values[:, -150:], first_month=whole.last_month - 149)  # for the test's time
    samples = pooled.predict(pooled.fit(past), STEPS)
    assert ignorance(samples, observed).mean() < 0.9 * published["ign", 2019]
    assert crps(samples, observed).mean() < 0.95 * published["crps", 2019]
    assert interval_score(samples, observed).mean() < published["mis", 2019]
