"""Scores with intervals, the probability integral transform, chances over months: by hand and at their ends."""

from datetime import UTC, datetime
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simurg.foresight.crossing import THRESHOLDS
from simurg.foresight.record.chances import said, within
from simurg.foresight.record.issued import Issued, joined, marked, verdict
from simurg.foresight.record.pit import BINS, departure, pit_shares
from simurg.foresight.record.scoring import MEASURES, mean_by_group, mean_of, measured, weights
from simurg.foresight.record.truths import Case, Told
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
    assert mean_by_group(values, group, np.full(4, np.nan)).baseline is None


def test_a_place_without_a_baseline_takes_the_ratio_from_no_other() -> None:
    values, group = np.array([1.0, 3.0, 5.0, 7.0]), np.array([0, 0, 2, 1])
    found = mean_by_group(values, group, np.array([1.0, 3.0, 2.0, np.nan]))
    assert (found.value, found.cases, found.groups) == (4.0, 4, 3)
    assert (found.baseline, found.both) == (2.0, 3)
    assert found.ratio is not None
    assert found.ratio[0] == pytest.approx(9 / 6)
    alone = mean_by_group(values[:3], np.array([0, 0, 1]), np.array([1.0, 3.0, 2.0]))
    assert (found.baseline, found.ratio, found.both) == (alone.baseline, alone.ratio, alone.both)
    assert (found.low, found.high) == (mean_by_group(values, group).low, mean_by_group(values, group).high)


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
    ranges = dict(zip(THRESHOLDS, within(months), strict=True))
    assert ranges[25] == pytest.approx((0.2, 1 - 0.8 * 0.9))
    assert ranges[1000] == pytest.approx((0.1, 0.1))


def test_a_replayed_forecast_cannot_be_among_issued_ones() -> None:
    one = np.zeros((2, 10), dtype=np.float32)
    flags = np.array([False, False])
    Issued(~flags, (("a", 1), ("b", 1)), one, one, flags, flags)
    with pytest.raises(InternalError):
        Issued(np.array([True, False]), (("a", 1), ("b", 1)), one, one, flags, flags)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.lists(st.integers(1, 30), max_size=3))
def test_scores_of_parts_are_those_of_the_whole(seed: int, cuts: list[int]) -> None:
    some, came = made(seed)
    whole = marked(some, came)
    ends = sorted({0, *cuts, len(some.cases)})
    parts = joined([marked(part_of(some, a, b), came) for a, b in pairwise(ends)])
    assert (parts.cases, parts.likely.tolist()) == (whole.cases, whole.likely.tolist())
    assert [(one.number, one.old, one.new) for one in parts.revisions] == [
        (one.number, one.old, one.new) for one in whole.revisions
    ]
    for name in ("ours", "theirs", "pit"):
        np.testing.assert_allclose(getattr(parts, name), getattr(whole, name), rtol=1e-9, atol=1e-9)
    for step, only in ((0, ""), (-1, ""), (-1, "standing")):
        one, other = verdict(parts, step, only), verdict(whole, step, only)
        assert (one is None) == (other is None)
        if one is not None and other is not None:
            assert (one.pit, one.likely) == (pytest.approx(other.pit), other.likely)
            for name in MEASURES:
                assert one.means[name].value == pytest.approx(other.means[name].value)
                assert one.means[name].ratio == pytest.approx(other.means[name].ratio)


def test_marks_are_the_measures_of_the_samples_themselves() -> None:
    some, came = made(5)
    found = marked(some, came)
    for step in (0, -1):
        told = [(number, came[case][step].value) for number, case in enumerate(some.cases) if case in came]
        known = [(number, value) for number, value in told if value is not None]
        by_hand = measured(some.samples[[number for number, _ in known]], np.array([value for _, value in known]))
        for at, name in enumerate(MEASURES):
            assert found.ours[step][[number for number, _ in known], at] == pytest.approx(by_hand[name])
    assert np.isnan(found.ours[0]).any(), "some were told nothing of"


def test_the_pit_of_few_cases_is_not_told() -> None:
    some, came = made(7)
    few, more = verdict(marked(part_of(some, 0, 10), came), 0), verdict(marked(some, came), 0)
    assert few is not None
    assert more is not None
    assert few.pit is None
    assert more.pit is not None


def made(seed: int) -> tuple[Issued, dict[Case, tuple[Told, ...]]]:
    """Thirty forecasts of seven places; of every ninth nothing was told, every fourth truth was revised."""
    draw = np.random.default_rng(seed)
    cases = tuple((f"place {number % 7}", 100 + number // 7) for number in range(30))
    samples, baseline = (np.sort(draw.poisson(4, (30, 50)), axis=1).astype(np.float32) for _ in range(2))
    baseline[::11] = np.nan
    some = Issued(np.full(30, True), cases, samples, baseline, draw.random(30) < 0.5, draw.random(30) < 0.2)
    came = {}
    for number, case in enumerate(cases):
        steps = [Told(datetime(2022, 1, 1, tzinfo=UTC), float(draw.poisson(4)))]
        if number % 4 == 0:
            steps.append(Told(datetime(2022, 2, 1, tzinfo=UTC), None if number % 8 else 9.0))
        if number % 9:
            came[case] = tuple(steps)
    return some, came


def part_of(some: Issued, a: int, b: int) -> Issued:
    return Issued(
        some.issued[a:b], some.cases[a:b], some.samples[a:b], some.baseline[a:b], some.replayed[a:b], some.stale[a:b]
    )
