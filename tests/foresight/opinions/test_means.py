"""Pools: laws that hold for all of them, and what each does with an outlier."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.foresight.opinions.fitting import MEANS
from simurg.foresight.opinions.means import extremised, geometric_odds, mean, median, trimmed

chances = st.lists(st.floats(0, 1), min_size=1, max_size=12)
pools = st.sampled_from(sorted(MEANS))


def one(pool: Callable[..., np.ndarray], values: list[float], weights: list[float] | None = None) -> float:
    given_weights = None if weights is None else np.array(weights)
    return float(pool(np.array([values], dtype=np.float64), given_weights)[0])


@given(chances, pools)
def test_a_pool_lies_between_the_least_and_the_greatest(values: list[float], name: str) -> None:
    low, high = (
        np.clip([min(values), max(values)], 0.01, 0.99) if name == "geometric_odds" else (min(values), max(values))
    )
    assert low - 1e-9 <= one(MEANS[name], values) <= high + 1e-9


@given(chances, pools, st.randoms())
def test_the_order_does_not_matter_and_silence_says_nothing(values: list[float], name: str, random: st.randoms) -> None:  # type: ignore[valid-type]
    turned = [*values, float("nan"), float("nan")]
    random.shuffle(turned)  # type: ignore[attr-defined]
    assert one(MEANS[name], turned) == pytest.approx(one(MEANS[name], values))


@given(st.floats(0.01, 0.99), st.integers(1, 5), pools)
def test_who_agree_are_their_pool(value: float, count: int, name: str) -> None:
    assert one(MEANS[name], [value] * count) == pytest.approx(value)


@given(chances, pools)
def test_a_yes_pools_as_its_no_does(values: list[float], name: str) -> None:
    assert one(MEANS[name], [1 - value for value in values]) == pytest.approx(1 - one(MEANS[name], values))


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(1, 4)), min_size=1, max_size=6), pools)
def test_a_weight_of_three_is_three_opinions(told: list[tuple[float, int]], name: str) -> None:
    repeated = [value for value, count in told for _ in range(count)]
    weighed = one(MEANS[name], [value for value, _ in told], [float(count) for _, count in told])
    assert weighed == pytest.approx(one(MEANS[name], repeated), abs=1e-6)


def test_known_values() -> None:
    values = [0.1, 0.2, 0.3, 0.4, 0.9]
    assert one(mean, values) == pytest.approx(0.38)
    assert one(median, values) == pytest.approx(0.3)
    assert one(trimmed, values) == pytest.approx(0.3)
    assert one(median, [0.2, 0.4]) == pytest.approx(0.3)
    assert one(geometric_odds, [0.2, 0.5]) == pytest.approx(1 / 3)


@pytest.mark.parametrize("name", sorted(MEANS))
def test_nobody_is_no_pool(name: str) -> None:
    assert np.isnan(one(MEANS[name], [float("nan")] * 3))


def test_one_opinion_of_nought_does_not_decide_alone() -> None:
    assert one(geometric_odds, [0.0, 0.9, 0.9, 0.9]) > 0.6


def test_extremising_moves_away_from_one_half_and_back() -> None:
    values = np.array([0.2, 0.5, 0.8])
    further = extremised(values, 2.0)
    assert further[0] < 0.2
    assert further[1] == pytest.approx(0.5)
    assert further[2] > 0.8
    assert extremised(further, 0.5) == pytest.approx(values)
    assert extremised(values, 1.0) is values
