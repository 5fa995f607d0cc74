"""Samples from weights and from chances of classes stand for what they were made of."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.foresight.pool import classes, mixture, quantiles
from simurg.foresight.scores.ignorance import EDGES

chances = st.lists(st.floats(0.0, 1.0), min_size=11, max_size=11).filter(lambda row: sum(row) > 0.1)


def test_weighted_values_get_samples_in_proportion() -> None:
    samples = quantiles.weighted(np.array([[5.0, 1.0, 3.0]]), np.array([[0.2, 0.3, 0.5]]))
    values, times = np.unique(samples, return_counts=True)
    assert values.tolist() == [1, 3, 5]
    assert times.tolist() == [300, 500, 200]
    assert np.isnan(quantiles.weighted(np.ones((1, 3)), np.zeros((1, 3)))).all()


def test_smears_have_a_median_of_one() -> None:
    assert np.median(quantiles.smears(0.5)) == pytest.approx(1)
    assert np.log(quantiles.smears(0.5, 2_001)).std() == pytest.approx(0.5, abs=0.01)


@given(chances, st.floats(0, 9_000))
def test_samples_by_deaths_fall_into_the_classes_by_their_chances(row: list[float], level: float) -> None:
    chance = np.array([row]) / sum(row)
    samples = classes.samples_by_deaths(chance, np.array([level]))
    assert (np.diff(samples) >= 0).all()
    assert (samples == np.round(samples)).all()
    share = np.bincount(classes.by_deaths(samples[0].astype(float)), minlength=11) / samples.shape[1]
    assert share == pytest.approx(chance[0], abs=0.002)


def test_samples_by_ratio_scale_with_the_level() -> None:
    chance = np.random.default_rng(1).dirichlet(np.ones(classes.RATIOS), 2)
    small, great = (classes.samples_by_ratio(chance, np.full(2, level)) for level in (1_000.0, 100_000.0))
    assert great[small > 200] / small[small > 200] == pytest.approx(100, rel=0.02)
    seen = classes.by_ratio(great[0].astype(float), np.full(1_000, 100_000.0))
    assert np.bincount(seen, minlength=classes.RATIOS) / 1_000 == pytest.approx(chance[0], abs=0.003)


def test_the_class_of_none_is_none() -> None:
    assert classes.by_ratio(np.array([0.0, 1.0]), np.array([50.0, 50.0])).tolist() == [0, 1]
    assert classes.by_deaths(EDGES).tolist() == list(range(11))


@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=7).filter(lambda row: sum(row) > 0.1))
def test_shares_are_whole_and_complete(weights: list[float]) -> None:
    shares = mixture.shares(np.array(weights))
    assert sum(shares) == 1_000
    assert np.array(shares) / 1_000 == pytest.approx(np.array(weights) / sum(weights), abs=0.001)


def test_a_mixture_holds_of_each_part_what_its_weight_says() -> None:
    low, high = np.full((2, 1_000), 1.0, dtype=np.float32), np.full((2, 1_000), 9.0, dtype=np.float32)
    mix = mixture.mixed([high, low], np.array([0.25, 0.75]))
    assert (mix[:, :750] == 1).all()
    assert (mix[:, 750:] == 9).all()
    same = np.sort(np.random.default_rng(2).gamma(1, 5, (3, 1_000)), axis=1).astype(np.float32)
    assert (mixture.mixed([same, same], np.array([1.0, 0.0])) == same).all()
