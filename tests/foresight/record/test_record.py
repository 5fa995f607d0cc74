"""Scores with intervals, the probability integral transform, chances over months: by hand and at their ends."""

import numpy as np
import pytest

from simurg.foresight.record.chances import LEVELS, said, within
from simurg.foresight.record.issued import Issued
from simurg.foresight.record.pit import BINS, departure, pit_shares
from simurg.foresight.record.scoring import mean_by_group, mean_of, measured, weights
from simurg.ontology.errors import InternalError


def test_the_pit_of_an_honest_forecast_is_even_and_of_a_wrong_one_is_not() -> None:
    random = np.random.default_rng(1)
    rates = random.gamma(2.0, 5.0, 3000)
    samples = np.sort(random.poisson(rates[:, None], (3000, 200)), axis=1)
    came = random.poisson(rates).astype(float)
    assert departure(pit_shares(samples, came)) < 0.02
    assert departure(pit_shares(samples, came * 2)) > 0.2


def test_the_pit_spreads_a_count_over_its_step() -> None:
    samples = np.array([[0.0] * 8 + [1.0, 9.0]])
    shares = pit_shares(samples, np.array([0.0]))
    assert shares[0] == pytest.approx([1 / 8] * 8 + [0, 0])
    assert pit_shares(samples, np.array([50.0]))[0, BINS - 1] == pytest.approx(1)
    assert pit_shares(samples, np.array([-1.0]))[0, 0] == pytest.approx(1)
    assert departure(shares) == pytest.approx(0.2)


def test_means_and_ratios_by_hand_and_intervals_that_hold_them() -> None:
    values, group = np.array([1.0, 3.0, 5.0, 7.0]), np.array([0, 0, 1, 2])
    found = mean_by_group(values, group, values * 2)
    assert (found.value, found.baseline, found.cases, found.groups) == (4.0, 8.0, 4, 3)
    assert found.ratio == pytest.approx((0.5, 0.5, 0.5))
    assert found.low < 4 < found.high
    assert found == mean_by_group(values, group, values * 2), "the draws are fixed"
    assert mean_by_group(values, group, np.array([1, 2, 3, np.nan])).baseline is None


def test_a_place_that_is_drawn_brings_all_its_cases() -> None:
    taken = weights(5)
    assert (taken.sum(axis=1) == 5).all()
    blocks = weights(10, block=5)
    assert (blocks.sum(axis=1) == 10).all()
    one = mean_of(np.array([6.0]), np.array([3.0]), weights(1))
    assert (one.value, one.low, one.high) == (2.0, 2.0, 2.0)


def test_every_measure_of_a_sure_forecast_that_was_right() -> None:
    samples = np.full((2, 1000), 30.0)
    found = measured(samples, np.array([30.0, 30.0]))
    assert found["crps"] == pytest.approx([0, 0])
    assert found["mis_90"] == pytest.approx([0, 0])
    assert found["coverage_80"].tolist() == [1, 1]
    assert found["brier_25"].tolist() == [0, 0]


def test_chances_over_months_lie_between_together_and_apart() -> None:
    months = [said(np.array([0.0] * 8 + [30.0, 2000.0])), said(np.array([0.0] * 9 + [150.0]))]
    assert months[0].at_least == (0.2, 0.2, 0.1, 0.1)
    ranges = dict(zip(LEVELS, within(months), strict=True))
    assert ranges[25] == pytest.approx((0.2, 1 - 0.8 * 0.9))
    assert ranges[1000] == pytest.approx((0.1, 0.1))


def test_a_replayed_forecast_cannot_be_among_issued_ones() -> None:
    one = np.zeros((2, 10), dtype=np.float32)
    flags = np.array([False, False])
    Issued(~flags, (("a", 1), ("b", 1)), one, one, flags, flags)
    with pytest.raises(InternalError):
        Issued(np.array([True, False]), (("a", 1), ("b", 1)), one, one, flags, flags)
