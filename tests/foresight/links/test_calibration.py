import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.foresight.links.calibration import Curve, bins, curve, error


def test_chances_that_hold_are_learned():
    random = np.random.default_rng(5)
    score = random.normal(size=20_000).astype(np.float32)
    chance = 1 / (1 + np.exp(-2 * score))
    came = (random.random(20_000) < chance).astype(np.float32)
    fresh = random.normal(size=20_000).astype(np.float32)
    truth = (random.random(20_000) < 1 / (1 + np.exp(-2 * fresh))).astype(np.float32)
    assert error(bins(curve(score, came).at(fresh), truth)) < 0.02


@given(st.lists(st.tuples(st.floats(-5, 5, width=32), st.booleans()), min_size=1, max_size=60))
def test_a_higher_score_is_never_less_likely_and_nothing_is_certain(cases):
    score = np.array([one for one, _ in cases], np.float32)
    came = np.array([two for _, two in cases], np.float32)
    found = curve(score, came).at(np.linspace(-6, 6, 50, dtype=np.float32))
    assert np.all(np.diff(found) >= -1e-6)
    if 0 < came.mean() < 1:
        assert np.all((found > 0) & (found < 1))


def test_without_cases_no_probability_is_known():
    empty = np.zeros(0, np.float32)
    assert np.isnan(curve(empty, empty).at(np.array([1.0], np.float32))).all()
    assert math.isnan(error(bins(empty, empty)))


def test_error_is_the_mean_distance_of_stated_and_seen():
    chances, came = np.array([0.25] * 4 + [0.85] * 4, np.float32), np.array([1, 0, 0, 0, 1, 1, 1, 0], np.float32)
    assert error(bins(chances, came)) == pytest.approx((0.0 * 4 + 0.1 * 4) / 8, abs=1e-6)
    assert isinstance(curve(chances, came), Curve)
