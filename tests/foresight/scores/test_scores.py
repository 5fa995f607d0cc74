"""Scores against their definitions computed the slow way, and their laws."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.foresight.scores.brier import brier
from simurg.foresight.scores.crps import crps
from simurg.foresight.scores.ignorance import EDGES, ignorance
from simurg.foresight.scores.interval import bounds, covered, interval_score

deaths = st.integers(0, 3_000).map(float)
ensembles = st.lists(deaths, min_size=1, max_size=40).map(lambda values: np.array([sorted(values)]))


@given(ensembles, deaths)
def test_crps_is_the_double_sum(samples: np.ndarray, observed: float) -> None:
    own = samples[0].tolist()
    pairs = sum(abs(one - other) for one in own for other in own) / len(own) ** 2
    slow = sum(abs(one - observed) for one in own) / len(own) - pairs / 2
    assert crps(samples, np.array([observed]))[0] == pytest.approx(slow, abs=1e-6)


@given(ensembles, deaths)
def test_ignorance_counts_the_bin(samples: np.ndarray, observed: float) -> None:
    def bin_of(value: float) -> int:
        return max(number for number, edge in enumerate(EDGES) if edge <= value)

    inside = sum(bin_of(one) == bin_of(observed) for one in samples[0])
    slow = -math.log2((inside + 1) / (samples.shape[1] + 11))
    assert ignorance(samples, np.array([observed]))[0] == pytest.approx(slow)


@given(ensembles, deaths)
def test_interval_score_is_width_and_fine(samples: np.ndarray, observed: float) -> None:
    low, high = np.quantile(samples[0], [0.05, 0.95])
    slow = (high - low) + 20 * max(low - observed, 0) + 20 * max(observed - high, 0)
    assert interval_score(samples, np.array([observed]))[0] == pytest.approx(slow, abs=1e-6)
    ends = bounds(samples, 0.9)
    assert (ends[0][0], ends[1][0]) == (pytest.approx(low), pytest.approx(high))
    inside = float(ends[0][0] <= observed <= ends[1][0])
    assert covered(samples, np.array([observed]), 0.9)[0] == inside


@given(ensembles, deaths, st.sampled_from([1.0, 25.0, 100.0]))
def test_brier_is_the_squared_gap(samples: np.ndarray, observed: float, threshold: float) -> None:
    chance = sum(one >= threshold for one in samples[0]) / samples.shape[1]
    assert brier(samples, np.array([observed]), threshold)[0] == pytest.approx((chance - (observed >= threshold)) ** 2)


def test_a_sure_and_right_forecast_scores_best() -> None:
    samples, observed = np.full((1, 1000), 30.0, dtype=np.float32), np.array([30.0])
    assert crps(samples, observed)[0] == pytest.approx(0, abs=1e-6)
    assert interval_score(samples, observed)[0] == 0
    assert brier(samples, observed, 25)[0] == 0
    assert ignorance(samples, observed)[0] == pytest.approx(math.log2(1011 / 1001))
    assert covered(samples, observed, 0.8)[0] == 1


def test_the_unknown_stays_unknown() -> None:
    samples, observed = np.array([[1.0, 2.0], [np.nan, np.nan]]), np.array([np.nan, 1.0])
    for scores in (
        crps(samples, observed),
        ignorance(samples, observed),
        interval_score(samples, observed),
        covered(samples, observed, 0.8),
        brier(samples, observed, 25),
    ):
        assert np.isnan(scores).all()
