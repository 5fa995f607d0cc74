"""Thresholds from costs, checked against simulated futures and against every other threshold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.foresight.warning.budget import budget_of
from simurg.foresight.warning.thresholds import MOST_EXACT, Costs, count_of, distribution_of, expected
from simurg.ontology.errors import CallerError

CHANCES = st.lists(st.floats(0, 1), min_size=1, max_size=12)
COST = st.floats(0.01, 100)


def cost_at(chances: np.ndarray, came: np.ndarray, costs: Costs, threshold: float) -> float:
    """What alarms at a threshold cost on average over simulated futures (draws by cases)."""
    alarm = chances >= threshold
    return float(((came & ~alarm) * costs.miss + (~came & alarm) * costs.false_alarm).sum(axis=1).mean())


def test_the_threshold_is_where_both_mistakes_cost_the_same() -> None:
    costs = Costs(miss=19, false_alarm=1)
    assert costs.threshold == pytest.approx(0.05)
    assert costs.ratio == 19


def test_simulated_futures_cost_what_was_expected_and_no_other_threshold_costs_less() -> None:
    draw = np.random.default_rng(3)
    chances = draw.beta(0.4, 2.0, size=150)
    came = draw.random((20_000, 150)) < chances
    costs = Costs(miss=8, false_alarm=1)
    told = expected(chances.tolist(), costs)
    assert cost_at(chances, came, costs, costs.threshold) == pytest.approx(told.cost, rel=0.01)
    others = [cost_at(chances, came, costs, other) for other in (0.0, 0.03, 0.3, 0.5, 1.1)]
    assert min(others) > told.cost
    assert cost_at(chances, came, costs, 1.1) == pytest.approx(told.silent, rel=0.01)
    assert cost_at(chances, came, costs, 0.0) == pytest.approx(told.always, rel=0.01)
    missed = (came & (chances < costs.threshold)).sum(axis=1)
    assert np.mean((missed >= told.misses.low) & (missed <= told.misses.high)) >= 0.8
    false = (~came & (chances >= costs.threshold)).sum(axis=1)
    assert false.mean() == pytest.approx(told.false_alarms.mean, rel=0.02)
    assert np.mean((false >= told.false_alarms.low) & (false <= told.false_alarms.high)) >= 0.8


@given(CHANCES)
def test_the_distribution_of_counts_has_the_right_mean_and_spread(chances: list[float]) -> None:
    given_ = np.array(chances)
    made = distribution_of(given_)
    counts = np.arange(len(made))
    assert made.sum() == pytest.approx(1)
    assert (made * counts).sum() == pytest.approx(given_.sum(), abs=1e-9)
    variance = (made * counts**2).sum() - (made * counts).sum() ** 2
    assert variance == pytest.approx((given_ * (1 - given_)).sum(), abs=1e-9)


@given(CHANCES, COST, COST)
def test_alarms_hits_and_misses_add_up(chances: list[float], miss: float, false_alarm: float) -> None:
    told = expected(chances, Costs(miss, false_alarm))
    assert told.hits.mean + told.false_alarms.mean == pytest.approx(told.alarms)
    assert told.hits.mean + told.misses.mean == pytest.approx(sum(chances))
    assert told.cost <= min(told.silent, told.always) + 1e-9
    assert 0 <= told.false_alarms.low <= told.false_alarms.high <= told.alarms


def test_long_lists_are_counted_nearly_as_well() -> None:
    chances = np.linspace(0.01, 0.4, MOST_EXACT + 1)
    exact = np.cumsum(distribution_of(chances))
    near = count_of(chances)
    assert abs(near.low - int(np.searchsorted(exact, 0.1))) <= 2
    assert abs(near.high - int(np.searchsorted(exact, 0.9))) <= 2


@pytest.mark.parametrize("wrong", [0.0, -1.0, float("nan"), float("inf")])
def test_costs_are_positive_numbers(wrong: float) -> None:
    with pytest.raises(CallerError, match="cost"):
        Costs(wrong, 1)
    with pytest.raises(CallerError, match="cost"):
        Costs(1, wrong)


@pytest.mark.parametrize("wrong", [1.2, -0.1, float("nan")])
def test_what_is_no_probability_is_refused(wrong: float) -> None:
    with pytest.raises(CallerError, match="probability"):
        expected([0.5, wrong], Costs(1, 1))


@given(CHANCES, st.integers(0, 15))
def test_a_budget_leads_to_costs_that_lead_back_to_it(chances: list[float], room: int) -> None:
    told = budget_of(chances, room)
    assert told.alarms <= room
    if told.threshold and told.ratio_low and told.threshold < 1 and told.threshold > 1e-6:
        inside = told.ratio_low * (1 + 1e-9)  # of the least ratio: the threshold lies just below its probability
        assert sum(one >= Costs(inside, 1).threshold for one in chances) == told.alarms


def test_a_budget_is_not_split_between_equals() -> None:
    told = budget_of([0.5, 0.2, 0.2, 0.1], 2)
    assert (told.alarms, told.threshold, told.next_below) == (1, 0.5, 0.2)
    assert (told.ratio_low, told.ratio_high) == (1.0, 4.0)
    everything = budget_of([0.5, 0.2], 5)
    assert (everything.alarms, everything.ratio_high) == (2, float("inf"))
    assert budget_of([0.5], 0).ratio_low is None
    with pytest.raises(CallerError, match="budget"):
        budget_of([0.5], -1)
