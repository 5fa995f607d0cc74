"""The filter against brute force: every segmentation of a short series, weighed by hand."""

import numpy as np
import pytest
from scipy.special import betaln

from simurg.detection.shifts.run_lengths import RATE, SHARE, Extent, RunLengths, rate_normaliser

HAZARD = 0.1
SERIES = np.array([[0, 2], [1, 1], [0, 3], [4, 0], [3, 1], [5, 0], [2, 0]], dtype=float)


def run(series: np.ndarray, young: int, old: int, memory: float = np.inf, hazard: float = HAZARD) -> RunLengths:  # type: ignore[type-arg]
    held = RunLengths(1, SHARE, Extent(hazard, young, old, memory))
    for day, told in enumerate(series):
        held.step(day, told[None, :], np.array([[1.0, 1.0]]))
    return held


def by_hand(series: np.ndarray) -> np.ndarray:  # type: ignore[type-arg]
    """Chance of each start of the present regime, over all 2^(n-1) segmentations."""
    days = len(series)
    weight = np.zeros(days)
    for cuts in range(2 ** (days - 1)):
        starts = [0, *(day for day in range(1, days) if cuts >> (day - 1) & 1)]
        logs = sum(
            betaln(*(1 + series[start:end].sum(axis=0))) for start, end in zip(starts, [*starts[1:], days], strict=True)
        )
        changes = len(starts) - 1
        weight[starts[-1]] += np.exp(logs) * HAZARD**changes * (1 - HAZARD) ** (days - 1 - changes)
    return weight / weight.sum()


@pytest.mark.parametrize(("young", "old"), [(7, 7), (10, 1), (3, 7)])
def test_it_is_exact_where_there_is_room_for_all_hypotheses(young: int, old: int) -> None:
    held = run(SERIES, young, old)
    found = np.zeros(len(SERIES))
    for start, weight in zip(held.start[0], held.weight[0], strict=True):
        if start >= 0 and np.isfinite(weight):
            found[start] += np.exp(weight)
    assert found == pytest.approx(by_hand(SERIES))


def test_with_little_room_the_heaviest_stay() -> None:
    dice = np.random.default_rng(3)
    hostile = np.repeat([0.1, 0.8, 0.2], 60)
    told = dice.binomial(4, hostile).astype(float)
    series = np.stack([told, 4 - told], axis=1)
    exact, small = (run(series, young, old, hazard=0.005) for young, old in ((180, 180), (30, 4)))

    def middle(held: RunLengths) -> float:
        return float((held.start[0] * np.exp(held.weight[0])).sum())

    assert middle(small) == pytest.approx(middle(exact), abs=3.0)
    assert abs(middle(exact) - 120) < 8


def test_fading_bounds_what_a_regime_holds() -> None:
    series = np.tile([[3.0, 1.0]], (200, 1))
    assert run(series, 10, 5, memory=50.0).state.sum(axis=2).max() <= 50 + 4 + 1e-6
    assert run(series, 10, 5).state.sum(axis=2).max() > 700


def test_rates_are_judged_against_their_exposure() -> None:
    """Twice the events on twice the exposure is no change; twice on the same is."""
    chances = []
    for exposure_grows in (True, False):
        held = RunLengths(1, RATE, Extent(HAZARD, 60, 2, np.inf))
        for day in range(60):
            more = 2.0 if day >= 40 else 1.0
            told = np.array([[4.0 * more, 20.0 * (more if exposure_grows else 1.0)]])
            held.step(day, told, np.array([[0.5, 2.5]]))
        chances.append(float(np.exp(held.weight[0][np.abs(held.start[0] - 40) <= 2]).sum()))
    assert chances[0] < 0.2 < 0.5 < chances[1]
    assert np.isfinite(rate_normaliser(np.array([0.5, 1e-6])))
