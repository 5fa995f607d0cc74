"""Numbers: the same within a tolerance, held by intervals, a unit slip apart."""

import numpy as np
import pytest

from simurg.fusion.belief.numbers import centres, holding, slips


def test_near_numbers_are_one_answer_centred_on_the_one_most_given() -> None:
    numbers = np.array([1000.0, 1004.0, 1004.0, 1100.0])
    assert centres(numbers, np.ones(4), 0.01).tolist() == [1004.0, 1004.0, 1004.0, 1100.0]


def test_a_centre_is_always_a_number_that_somebody_gave() -> None:
    numbers = np.random.default_rng(1).lognormal(8, 0.05, 500)
    found = centres(numbers, np.ones(500), 0.01)
    assert set(found) <= set(numbers)
    assert np.all(np.abs(found - numbers) <= 0.01 * np.abs(found) + 1e-9)


def test_an_interval_holds_its_ends() -> None:
    outer, inner = holding(np.array([5.0, 1.0, 3.0]), np.array([1.0, 9.0]), np.array([3.0, 9.5]), np.ones(2))
    assert sorted(zip(outer.tolist(), inner.tolist(), strict=True)) == [(0, 1), (0, 2)]


@pytest.mark.parametrize("factor", [10.0, 100.0, 1000.0, 1_000_000.0])
def test_unit_slips_are_seen_in_both_directions(factor: float) -> None:
    slipped, original = slips(np.array([12.0, 12.0 * factor, 55.0]), 0.01)
    assert set(zip(slipped.tolist(), original.tolist(), strict=True)) == {(0, 1), (1, 0)}


def test_zero_and_a_change_of_sign_are_no_slips() -> None:
    slipped, _ = slips(np.array([0.0, 10.0, -100.0]), 0.01)
    assert len(slipped) == 0
