"""Choosing how to pool: skill that is there is found, and what is not there is not."""

import numpy as np
import pytest

from simurg.foresight.opinions.fitting import FEWEST, PLAIN, Recipe, fit, held_out, pooled, recipes
from simurg.foresight.opinions.weights import Panel, recency, shrunken, track_weights, track_weights_without
from simurg.ontology.errors import CallerError


def made(seed: int, questions: int, noise: list[float], sharp: float = 1.0) -> Panel:
    """Forecasters whose log odds are the true ones times `sharp`, with noise of their own."""
    rng = np.random.default_rng(seed)
    odds = rng.normal(0, 1.5, questions)
    outcomes = (rng.random(questions) < 1 / (1 + np.exp(-odds))).astype(float)
    said = sharp * odds[:, None] + rng.normal(0, 1, (questions, len(noise))) * np.array(noise)
    return Panel(1 / (1 + np.exp(-said)), outcomes)


def brier(panel: Panel, values: np.ndarray) -> float:
    return float(((values - panel.outcomes) ** 2).mean())


def test_a_forecaster_who_knows_more_weighs_more_and_helps() -> None:
    panel = made(1, 150, [0.2, 0.2, 3.0, 3.0, 3.0, 3.0, 3.0])
    weights = track_weights(panel)
    assert weights[:2].min() > 1.3 * weights[2:].max()
    fitted = fit(panel)
    assert fitted.recipe.weighing == "track"
    later = made(2, 2000, [0.2, 0.2, 3.0, 3.0, 3.0, 3.0, 3.0])
    ours = pooled(fitted.recipe, later.probabilities, fitted.weights)
    assert brier(later, ours) < brier(later, pooled(PLAIN, later.probabilities)) - 0.005


def test_who_are_all_alike_weigh_the_same_and_keep_the_plain_mean() -> None:
    kept = [fit(made(seed, 60, [0.3] * 8)) for seed in range(8)]
    assert sum(one.recipe.weighing == "equal" for one in kept) >= 7
    assert np.median([np.ptp(one.weights) for one in kept]) < 0.1


def test_timid_forecasters_are_extremised_and_bold_ones_drawn_in() -> None:
    timid, bold = (fit(made(3, 300, [0.2] * 5, sharp)).recipe.exponent for sharp in (0.4, 2.5))
    assert timid > 1.2
    assert bold < 0.8


def test_extremising_is_never_a_default() -> None:
    assert Recipe().exponent == 1.0
    few = made(4, FEWEST - 1, [0.2] * 5, 0.3)
    assert fit(few).recipe == PLAIN
    none = Panel(np.full((0, 3), np.nan), np.zeros(0))
    assert (fit(none).recipe, fit(none).questions) == (PLAIN, 0)


def test_a_question_is_never_pooled_by_what_its_own_outcome_told() -> None:
    panel = made(5, 40, [0.2, 0.2, 3.0, 3.0])
    turned = panel.outcomes.copy()
    turned[7] = 1 - turned[7]
    other = Panel(panel.probabilities, turned)
    assert held_out(panel)[0][7] == held_out(other)[0][7]
    assert (track_weights_without(panel)[7] == track_weights_without(other)[7]).all()


def test_one_lucky_answer_does_not_weigh_much() -> None:
    panel = made(6, 60, [0.3] * 6)
    lucky = np.full((60, 1), np.nan)
    lucky[0] = panel.outcomes[0]
    weights = track_weights(Panel(np.hstack([panel.probabilities, lucky]), panel.outcomes))
    assert weights[-1] < 1.4


def test_who_answers_only_easy_questions_gains_nothing_by_it() -> None:
    rng = np.random.default_rng(7)
    easy = np.repeat([True, False], 60)
    outcomes = (rng.random(120) < np.where(easy, 0.02, 0.5)).astype(float)
    said = np.where(easy, 0.02, 0.5)[:, None] + np.zeros((120, 6))
    said[~easy, 0] = np.nan
    weights = track_weights(Panel(said, outcomes))
    assert np.ptp(weights) == pytest.approx(0.0, abs=1e-9)


def test_ages_open_recipes_that_forget() -> None:
    panel = made(8, 30, [0.3] * 4)
    aged = Panel(panel.probabilities, panel.outcomes, np.ones_like(panel.probabilities))
    assert len(recipes(aged)) == 3 * len(recipes(panel))
    assert recency(np.array([0.0, 30.0, 60.0]), 30.0) == pytest.approx([1.0, 0.5, 0.25])
    old_and_new = pooled(Recipe(half_life_days=7.0), np.array([[0.1, 0.9]]), None, np.array([[70.0, 0.0]]))
    assert old_and_new[0] == pytest.approx(0.9, abs=0.01)


def test_shrinking_goes_to_nothing_where_chance_explains_it() -> None:
    excess, counts = np.array([0.1, -0.1, 0.1, -0.1]), np.array([5.0] * 4)
    assert shrunken(excess, counts, within=1.0) == pytest.approx(np.zeros(4))
    many = np.array([200.0] * 4)
    assert (np.abs(shrunken(excess, many, within=0.001)) > 0.09).all()
    assert (np.abs(shrunken(excess, np.array([200.0, 200.0, 200.0, 1.0]), within=0.001)) < 0.1)[3]


def test_silent_questions_and_silent_forecasters_are_no_fault() -> None:
    panel = made(9, 30, [0.3] * 4)
    said = panel.probabilities.copy()
    said[3], said[:, 2] = np.nan, np.nan
    fitted = fit(Panel(said, panel.outcomes))
    assert (fitted.questions, fitted.weights[2]) == (29, 1.0)
    assert np.isfinite(fitted.weights).all()


def test_a_panel_that_does_not_fit_is_refused() -> None:
    with pytest.raises(CallerError, match="outcome for each"):
        Panel(np.zeros((2, 3)), np.zeros(3))
    with pytest.raises(CallerError, match="0 or 1"):
        Panel(np.zeros((2, 3)), np.array([0.0, 0.5]))


def test_a_recipe_says_what_it_is() -> None:
    told = Recipe("geometric_odds", "track", 7.0, 1.2).in_words()
    assert told == "geometric odds, weighted by track record, half weight after 7 days, exponent 1.20"
