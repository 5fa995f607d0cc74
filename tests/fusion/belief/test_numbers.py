"""Numbers: the same within a tolerance, held by intervals, a unit slip apart."""

import numpy as np
import pytest

from simurg.fusion.belief.numbers import centres, holding, rounded, slips


def test_near_numbers_are_one_answer_centred_on_the_one_most_given() -> None:
    numbers = np.array([1000.0, 1004.0, 1004.0, 1100.0])
    assert centres(numbers, np.ones(4), 0.01).tolist() == [1004.0, 1004.0, 1004.0, 1100.0]


def test_a_centre_is_always_a_number_that_somebody_gave() -> None:
    numbers = np.random.default_rng(1).lognormal(8, 0.05, 500)
    found = centres(numbers, np.ones(500), 0.01)
    assert set(found) <= set(numbers)
    assert np.all(np.abs(found - numbers) <= 0.01 * np.abs(found) + 1e-9)


def test_an_interval_holds_its_ends_and_smaller_intervals_but_not_itself() -> None:
    low, high = np.array([5.0, 1.0, 3.0, 1.0, 1.0]), np.array([5.0, 1.0, 3.0, 3.0, 2.0])
    outer, inner = holding(low, high, np.array([3, 4]), np.ones(5))
    assert sorted(zip(outer.tolist(), inner.tolist(), strict=True)) == [(3, 1), (3, 2), (3, 4), (4, 1)]


def test_a_round_number_is_vaguer_than_what_rounds_to_it() -> None:
    points = np.array([40_000.0, 43_000.0, 42_713.0, 46_000.0, 7.0, 7.2])
    upper, lower = rounded(points, np.ones(6))
    assert sorted(zip(upper.tolist(), lower.tolist(), strict=True)) == [(0, 1), (0, 2), (1, 2)]


@pytest.mark.parametrize("factor", [10.0, 100.0, 1000.0, 1_000_000.0])
def test_unit_slips_are_seen_in_both_directions(factor: float) -> None:
    slipped, original = slips(np.array([12.0, 12.0 * factor, 55.0]), 0.01)
    assert set(zip(slipped.tolist(), original.tolist(), strict=True)) == {(0, 1), (1, 0)}


def test_zero_and_a_change_of_sign_are_no_slips() -> None:
    slipped, _ = slips(np.array([0.0, 10.0, -100.0]), 0.01)
    assert len(slipped) == 0
