"""Scores beside scikit-learn's, and what they say of the simplest cases."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.metrics import roc_auc_score

from simurg.foresight.onset.recalibration import recalibrated
from simurg.foresight.onset.skill import auc, brier_skill, caught, interval, reliability

CHANCES = arrays(np.float64, 25, elements=st.sampled_from([0.0, 0.01, 0.1, 0.3, 0.3001, 0.9, 1.0]))
CAME = arrays(np.bool_, 25)


@given(CHANCES, CAME)
def test_ranking_is_as_others_measure_it(chance: np.ndarray, came: np.ndarray) -> None:
    assume(came.any() and not came.all())
    assert auc(chance, came) == pytest.approx(roc_auc_score(came, chance))


@given(CHANCES, CAME)
def test_every_case_is_in_one_bin(chance: np.ndarray, came: np.ndarray) -> None:
    bins = reliability(chance, came)
    assert sum(one.cases for one in bins) == 25
    assert sum(one.came for one in bins) == came.sum()
    assert all(one.low <= one.mean_chance <= one.high + 1e-12 for one in bins)
    assert all(0 <= one.share <= 1 for one in bins)


def test_where_all_or_nothing_came_there_is_no_ranking() -> None:
    assert np.isnan(auc(np.array([0.1, 0.2]), np.array([True, True])))
    assert np.isnan(brier_skill(np.array([0.1, 0.2]), np.array([True, True])))


def test_brier_skill() -> None:
    came = np.array([True, False, False, False])
    assert brier_skill(came.astype(float), came) == 1
    assert brier_skill(np.full(4, 0.25), came) == 0
    assert brier_skill(np.full(4, 0.25), came, np.full(4, 0.5)) == pytest.approx(0.25)


def test_what_a_budget_catches() -> None:
    chance = np.array([0.9, 0.5, 0.1, 0.8, 0.3, 0.2])
    came = np.array([False, True, False, False, False, True])
    origin = np.array([1, 1, 1, 2, 2, 2])
    lead = np.array([np.nan, 4, np.nan, np.nan, np.nan, 9])
    assert caught(chance, came, origin, lead, 1).recall == 0
    two = caught(chance, came, origin, lead, 2)
    assert (two.recall, two.precision, two.leads) == (0.5, 0.25, (4.0,))
    assert caught(chance, came, origin, lead, 9).leads == (4.0, 9.0)


def test_an_interval_resamples_groups_whole() -> None:
    groups = np.repeat(np.arange(20), 50)
    values = np.repeat(np.random.default_rng(1).normal(size=20), 50)
    low, high = interval(lambda rows: float(values[rows].mean()), groups, 400, seed=1)
    assert low < values.mean() < high
    alone, together = interval(lambda rows: float(values[rows].mean()), np.arange(1000), 400, seed=1)
    assert high - low > 3 * (together - alone)
    assert (low, high) == interval(lambda rows: float(values[rows].mean()), groups, 400, seed=1)


def test_an_interval_of_nothing_is_unknown() -> None:
    assert np.isnan(interval(lambda rows: 1.0, np.zeros(0, dtype=np.int64), 10, seed=1)).all()
    assert np.isnan(interval(lambda rows: float("nan"), np.arange(3), 10, seed=1)).all()


def overstated(seed: int = 3) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Risks that are three times too great, by year."""
    random = np.random.default_rng(seed)
    true = random.beta(1, 30, size=3_000)
    return np.clip(3 * true, 0, 0.99), random.random(3_000) < true, np.repeat(np.arange(2000, 2015), 200)


def test_recalibrating_puts_the_level_right_and_keeps_the_order_within_a_year() -> None:
    risk, came, year = overstated()
    chance = recalibrated(risk, came, year)
    late = year >= 2005
    assert risk[late].mean() > 2.5 * came[late].mean()
    assert chance[late].mean() == pytest.approx(came[late].mean(), abs=0.01)
    assert brier_skill(chance[late], came[late]) > brier_skill(risk[late], came[late])
    one = year == 2010
    assert np.array_equal(np.argsort(chance[one], kind="stable"), np.argsort(risk[one], kind="stable"))


@pytest.mark.parametrize("lag", [1, 2])
def test_recalibrating_sees_earlier_years_alone(lag: int) -> None:
    risk, came, year = overstated()
    changed = came.copy()
    changed[year > 2008 - lag] = True
    now = year == 2008
    assert np.array_equal(recalibrated(risk, came, year, lag)[now], recalibrated(risk, changed, year, lag)[now])
    changed[year == 2008 - lag] = True
    assert not np.array_equal(recalibrated(risk, came, year, lag)[now], recalibrated(risk, changed, year, lag)[now])
    assert np.isnan(recalibrated(risk, came, year, lag)[year == 2000]).all()
