"""Regression, trees and weights find what was planted."""

import numpy as np
import pytest

from simurg.foresight.pool import lines, trees
from simurg.foresight.pool.weights import Hold, fit_weights, joined, record_of
from simurg.foresight.scores.crps import crps

FREE = Hold(pull=0.0, cases=0.0)


def planted(cases: int = 4_000) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    random = np.random.default_rng(4)
    seen = random.normal(size=(cases, 3)) * [1, 50, 1] + [0, 7, 0]
    slopes = np.array([[0.0, 1.5, -1.0], [0.0, 0.02, 0.0], [0.0, 0.0, 0.0]])
    chance = lines.softmax(seen @ slopes + [0.0, -0.5, 0.3])
    return seen, (random.random((cases, 1)) > chance.cumsum(axis=1)).sum(axis=1), chance


def test_regression_finds_the_chances_that_were_planted() -> None:
    seen, classes, chance = planted()
    slopes = lines.fit_lines(seen, classes, np.ones(len(seen)), 3, 1.0)
    assert np.abs(lines.chances_of(slopes, seen) - chance).mean() < 0.02


def test_a_signal_that_never_moves_does_no_harm() -> None:
    seen, classes, _ = planted(500)
    seen[:, 2] = 4
    slopes = lines.fit_lines(seen, classes, np.ones(len(seen)), 3, 1.0)
    assert (slopes[3] == 0).all()
    assert np.isfinite(slopes).all()


def test_weights_of_cases_count_as_so_many_cases() -> None:
    seen, classes, _ = planted(600)
    twice = lines.fit_lines(np.tile(seen, (2, 1)), np.tile(classes, 2), np.ones(1_200), 3, 1.0)
    heavy = lines.fit_lines(seen, classes, np.full(600, 2.0), 3, 1.0)
    assert heavy == pytest.approx(twice, abs=1e-2)


def test_trees_learn_and_come_back_from_their_text() -> None:
    seen, classes, chance = planted()
    growth = trees.Growth(rounds=40, least_cases=50)
    text = trees.grow(seen, classes, np.ones(len(seen)), 3, growth)
    assert text.dtype == np.uint8
    assert (text == trees.grow(seen, classes, np.ones(len(seen)), 3, growth)).all()
    said = trees.chances_of(text, seen)
    assert np.abs(said - chance).mean() < np.abs(chance.mean(axis=0) - chance).mean() / 2


def drawn(seed: int = 5, cases: int = 400) -> tuple[np.ndarray, np.ndarray]:
    """Two parts of which the first is right."""
    random = np.random.default_rng(seed)
    rates = random.gamma(2, 30, cases)
    right = np.sort(random.poisson(rates[:, None], (cases, 1_000)), axis=1)
    wrong = np.sort(random.poisson(3 * rates[:, None] + 5, (cases, 1_000)), axis=1)
    return np.stack([right, wrong], axis=1).astype(np.float32), random.poisson(rates).astype(float)


def test_the_record_is_made_of_the_scores() -> None:
    samples, came = drawn(cases=20)
    record = record_of(samples, came)
    thin = np.log1p(samples[:, :, 2::5].astype(float))
    for part in (0, 1):
        score = crps(thin[:, part], np.log1p(came))
        assert record.away[:, part] - record.apart[:, part, part] / 2 == pytest.approx(score, abs=1e-6)
    apart = np.abs(thin[0, 0][:, None] - thin[0, 1][None, :]).mean()
    assert record.apart[0, 0, 1] == pytest.approx(apart, rel=1e-6)


def test_weights_go_to_the_part_that_did_better() -> None:
    record = record_of(*drawn())
    even = np.array([0.5, 0.5])
    assert fit_weights(record, even, FREE)[0] > 0.9
    assert fit_weights(record, even, FREE).sum() == pytest.approx(1)


def test_few_cases_leave_the_weights_where_they_were_held() -> None:
    samples, came = drawn(cases=10)
    record = record_of(samples, came)
    held = np.array([0.3, 0.7])
    few = fit_weights(record, held, Hold(pull=0.0, cases=10_000.0))
    assert few == pytest.approx(held, abs=0.01)
    assert fit_weights(joined([record] * 2), held, FREE)[0] > few[0]
    nothing = record_of(samples[:0], came[:0])
    assert (fit_weights(nothing, held, FREE) == held).all()
