"""What is seen of a past is computed from that past alone, and passes over what is unknown."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.foresight.history import History
from simurg.foresight.pool import signals

counts = st.lists(st.one_of(st.just(np.nan), st.integers(0, 500).map(float)), min_size=3, max_size=40)


def past(rows: list[list[float]], **others: np.ndarray) -> History:
    values = np.array(rows, dtype=float)
    return History("deaths", tuple(f"place {n}" for n in range(len(values))), 0, values, covariates=others)


@given(counts, st.sampled_from([1, 3, 12]))
def test_a_windowed_mean_is_the_mean_of_what_is_known(row: list[float], months: int) -> None:
    mean = signals.windowed(np.array([row]), months)[0]
    for month in range(len(row)):
        known = [one for one in row[max(0, month + 1 - months) : month + 1] if not np.isnan(one)]
        expected = np.mean(known) if known else np.nan
        assert mean[month] == pytest.approx(expected, nan_ok=True)


@given(counts, st.sampled_from([0.5, 4.0, 60.0]))
def test_a_decayed_mean_halves_the_weight_of_what_is_older(row: list[float], half_life: float) -> None:
    mean = signals.decayed(np.array([row]), half_life)[0]
    weights = 0.5 ** (np.arange(len(row))[::-1] / half_life)
    known = ~np.isnan(row)
    expected = np.nan if not known.any() else (np.array(row)[known] @ weights[known]) / weights[known].sum()
    assert mean[-1] == pytest.approx(expected, nan_ok=True)


def test_months_since_counts_from_the_last_time_and_ends_at_the_longest() -> None:
    happened = np.array([[False, True, False, False], [False] * 4])
    since = signals.months_since(happened)
    assert since[0].tolist()[1:] == [0, 1, 2]
    assert (since[1] == signals.LONGEST).all()


@pytest.mark.parametrize("make", [signals.for_trees, signals.for_lines, signals.for_likeness])
@given(first=counts, later=st.lists(st.integers(0, 500).map(float), min_size=1, max_size=5))
def test_later_months_change_nothing_before(make: object, first: list[float], later: list[float]) -> None:
    short = make(past([first], other=np.array([first]) + 1))  # type: ignore[operator]
    long = make(past([first + later], other=np.array([first + later]) + 1))  # type: ignore[operator]
    assert np.array_equal(short, long[:, : len(first)], equal_nan=True)


def test_a_covariate_brings_signals_of_its_own_in_the_order_of_names() -> None:
    rows = [[0.0, 1.0, 2.0, 3.0]]
    plain = signals.for_trees(past(rows))
    one, two = np.array(rows) * 10, np.array(rows) * 100
    beside = signals.for_trees(past(rows, b=two, a=one))
    assert beside.shape[-1] == plain.shape[-1] + 4
    assert beside[0, -1, -4] == pytest.approx(np.log1p([10, 20, 30]).mean())
