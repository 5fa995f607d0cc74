"""The logistic regression, beside scikit-learn's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from simurg.foresight.onset.ridge import FURTHEST, Cases, fitted, scaling_of


def drawn(seed: int, count: int = 300) -> Cases:
    random = np.random.default_rng(seed)
    scaled = random.normal(size=(count, 3))
    chance = 1 / (1 + np.exp(2 - scaled @ np.array([1.0, -0.5, 0.0])))
    came = (random.random(count) < chance).astype(float)
    came[:2] = 0, 1
    return Cases(scaled, came, random.integers(1, 4, size=count).astype(float), np.zeros(count))


@given(st.integers(0, 50), st.sampled_from([0.1, 1.0, 30.0]))
def test_it_is_the_regression_that_others_fit(seed: int, penalty: float) -> None:
    cases = drawn(seed)
    ours = fitted(cases, penalty)
    theirs = LogisticRegression(C=1 / penalty, tol=1e-10, max_iter=1000)
    theirs.fit(cases.scaled, cases.came, sample_weight=cases.weights)
    assert ours == pytest.approx(np.append(theirs.intercept_, theirs.coef_), abs=1e-4)


def test_the_start_does_not_matter() -> None:
    cases = drawn(7)
    far = fitted(cases, 3.0, np.array([-5.0, 4.0, 4.0, -4.0]))
    assert far == pytest.approx(fitted(cases, 3.0), abs=1e-5)


def test_the_mean_chance_is_the_base_rate() -> None:
    cases = drawn(3)
    beta = fitted(cases, 1e9)
    assert beta[1:] == pytest.approx(0, abs=1e-6)
    assert 1 / (1 + np.exp(-beta[0])) == pytest.approx(np.average(cases.came, weights=cases.weights))


def test_separable_cases_stay_finite() -> None:
    scaled = np.arange(-5.0, 5.0)[:, None] * 100
    beta = fitted(Cases.equal(scaled, (scaled[:, 0] >= 0).astype(float)), 0.01)
    assert np.isfinite(beta).all()


def test_scaling_passes_over_what_is_unknown() -> None:
    values = np.array([[1.0, np.nan, 4.0], [3.0, np.nan, 4.0]])
    scaling = scaling_of(values)
    assert scaling.applied(values).tolist() == [[-1, 0, 0], [1, 0, 0]]
    assert scaling.applied(np.array([[np.nan, 5.0, 1e9]])).tolist() == [[0, 5, FURTHEST]]
