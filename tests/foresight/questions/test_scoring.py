"""Scores over time, leaderboards that luck does not lead, calibration, and the plain chance from the past."""

import math
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
import scoringrules
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import nbinom

from simurg.foresight.questions.calibration import calibration, wilson_90
from simurg.foresight.questions.exceedance import chance_above
from simurg.foresight.questions.leaderboard import interval_90, leaderboard, numbers, shrinkage
from simurg.foresight.questions.outcome import Outcome
from simurg.foresight.questions.question import Answer, Question, question_of
from simurg.foresight.questions.scoring import Scored, crps_of, log_score, scored, spread, standing
from simurg.ontology.errors import CallerError
from simurg.ontology.ids import id_of

OPENS, DEADLINE, END = (datetime(2026, 11, day, tzinfo=UTC) for day in (1, 11, 21))
RULE: dict[str, Any] = {
    "table": "measurements", "where": {"series": "deaths"}, "aggregate": "sum", "compare": "> 3",
    "from": OPENS, "to": END,
}  # fmt: skip
ASKED = question_of({"name": "q", "title": "t", "rule": RULE, "opens": OPENS, "deadline": DEADLINE, "prior": 0.2}, None)
NUMBER = question_of(
    {"name": "n", "title": "t", "rule": {**RULE, "compare": None}, "opens": OPENS, "deadline": DEADLINE}, None
)


def said(chance: float, day: float, **more: Any) -> Answer:
    return Answer(id_of("q"), "ann", "analyst", OPENS + timedelta(days=day), chance, **more)


def out(outcome: str = "yes", value: float = 5.0, decided_at: datetime = END) -> Outcome:
    return Outcome(outcome, "", value, decided_at=decided_at)


def done(question: Question, answers: list[Answer], found: Outcome) -> Scored:
    told = scored(question, answers, found)
    assert told is not None
    return told


def test_a_score_is_the_mean_over_time_with_the_prior_before_the_first_answer() -> None:
    told = done(ASKED, [said(0.5, 2), said(0.9, 7)], out())
    assert told.score == pytest.approx((2 * 0.8**2 + 5 * 0.5**2 + 3 * 0.1**2) / 10)
    assert told.baseline == pytest.approx(0.64)
    assert told.share == pytest.approx(0.8)
    assert told.last == pytest.approx(0.01)
    assert told.log_score == pytest.approx(-(2 * math.log2(0.2) + 5 * math.log2(0.5) + 3 * math.log2(0.9)) / 10)


def test_horizons_are_counted_back_from_the_close() -> None:
    told = done(ASKED, [said(0.5, 2), said(0.9, 7)], out())
    assert told.horizons == (
        (7, pytest.approx(0.25), pytest.approx(0.64)),
        (1, pytest.approx(0.01), pytest.approx(0.64)),
    )


def test_nobody_gains_by_an_answer_after_it_was_known() -> None:
    known = OPENS + timedelta(days=4)
    told = done(ASKED, [said(0.5, 2), said(1.0, 5)], out(decided_at=known))
    assert told.score == pytest.approx((2 * 0.64 + 2 * 0.25) / 4)
    assert scored(ASKED, [said(1.0, 5)], out(decided_at=known)) is None


def test_what_is_taken_back_leaves_the_prior() -> None:
    told = done(ASKED, [said(0.5, 0), said(0.5, 5, withdrawn=True)], out())
    assert told.score == pytest.approx((0.25 + 0.64) / 2)
    assert told.last is None
    assert standing([said(0.5, 0), said(0.5, 5, withdrawn=True)], END) is None


@pytest.mark.parametrize("outcome", ["void", "open"])
def test_what_is_not_decided_is_not_scored(outcome: str) -> None:
    assert scored(ASKED, [said(0.5, 1)], out(outcome)) is None


def test_without_a_prior_one_half_stands_before_the_first_answer() -> None:
    asked = question_of({"name": "q", "title": "t", "rule": RULE, "opens": OPENS, "deadline": DEADLINE}, None)
    assert done(asked, [said(1.0, 5)], out()).score == pytest.approx(0.125)


@given(st.floats(0, 1), st.floats(0.05, 0.95), st.floats(0, 9))
def test_to_say_the_prior_is_to_add_nothing_whenever_it_is_said(chance: float, prior: float, day: float) -> None:
    asked = Question("q", "t", ASKED.rule, OPENS, DEADLINE, prior)
    told = done(asked, [said(prior, day)], out("no"))
    assert told.score == pytest.approx(told.baseline)
    honest = prior * done(asked, [said(prior, day)], out()).score + (1 - prior) * told.score
    other = (
        prior * done(asked, [said(chance, day)], out()).score
        + (1 - prior) * done(asked, [said(chance, day)], out("no")).score
    )
    assert honest <= other + 1e-12  # proper: who believes the prior loses by saying anything else


@given(st.lists(st.floats(-50, 50), min_size=3, max_size=3).map(sorted), st.floats(-80, 80))
def test_crps_of_quantiles_is_that_of_their_spread(quantiles: list[float], value: float) -> None:
    answer = Answer(id_of("n"), "ann", "analyst", OPENS, levels=(0.1, 0.5, 0.9), quantiles=tuple(quantiles))
    ours = crps_of(answer, value)
    assert ours == pytest.approx(float(scoringrules.crps_ensemble(value, spread(answer), estimator="nrg")), abs=1e-6)


def test_a_number_is_scored_over_the_time_in_which_an_answer_stood() -> None:
    answer = Answer(
        id_of("n"), "ann", "analyst", OPENS + timedelta(days=5), levels=(0.1, 0.5, 0.9), quantiles=(4, 5, 6)
    )
    told = done(NUMBER, [answer], out("number"))
    assert (told.measure, told.share) == ("crps", pytest.approx(0.5))
    assert told.score == pytest.approx(crps_of(answer, 5.0))
    assert numbers([told])[0].scores == (("n", told.score),)
    assert leaderboard([told], 1) == []


def test_certain_mistakes_are_bounded() -> None:
    assert log_score(0.0, 1.0) == pytest.approx(-math.log2(0.001))


# --- leaderboards ----------------------------------------------------------------------------------------------------


def score(by: str, question: int, gain: float, live: bool = True) -> Scored:
    return Scored(by, "analyst", f"q{question:03}", "brier", 0.25 - gain, 0.25, 0.5, 1.0, 0.25 - gain, (), live)


def test_one_lucky_answer_does_not_lead() -> None:
    rng = np.random.default_rng(1)
    steady = [score("steady", n, 0.08 + float(rng.normal(0, 0.1))) for n in range(40)]
    others = [score(f"other{k}", n, float(rng.normal(0, 0.1))) for k in range(4) for n in range(20)]
    told = leaderboard([*steady, *others, score("lucky", 0, 0.25)], 1)
    assert told[0].by == "steady"
    lucky = next(one for one in told if one.by == "lucky")
    assert (lucky.interval_90, lucky.gain) == (None, 0.25)
    assert lucky.shrunken_gain < told[0].shrunken_gain


def test_live_answers_and_those_of_files_stand_apart() -> None:
    told = leaderboard([score("ann", 1, 0.1), score("ann", 2, 0.2, live=False)], 1)
    assert [(one.live, one.questions) for one in told] == [(True, 1), (False, 1)]


@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.integers(0, 9), st.floats(-0.7, 0.2)),
        max_size=20,
        unique_by=lambda t: t[:2],
    )
)
def test_the_order_of_scores_does_not_matter_and_shrinking_keeps_the_sign(told: list[tuple[str, int, float]]) -> None:
    scores = [score(*one) for one in told]
    board = leaderboard(scores, 1)
    assert board == leaderboard(scores[::-1], 1)
    assert sum(one.questions for one in board) == len(scores)
    assert all(abs(one.shrunken_gain) <= abs(one.gain) and one.shrunken_gain * one.gain >= 0 for one in board)


def test_few_forecasters_are_shrunken_by_assumption() -> None:
    assert shrinkage([np.array([0.1, 0.2])]) == 10.0
    assert shrinkage([np.array([0.1, 0.1001]) * sign for sign in (1, -1, 1, -1)]) == 5.0


def test_an_interval_holds_the_mean_and_needs_five() -> None:
    values = np.random.default_rng(2).normal(0.1, 0.2, 50)
    low, high = interval_90(values, 1) or (1.0, 0.0)
    assert low < values.mean() < high
    assert interval_90(values, 1) == interval_90(values, 1)
    assert interval_90(values[:4], 1) is None


# --- calibration -----------------------------------------------------------------------------------------------------


def test_who_is_calibrated_shows_the_error_of_chance_and_who_is_not_more() -> None:
    rng = np.random.default_rng(3)
    true = rng.random(4_000)
    happened = (rng.random(4_000) < true).astype(float)
    fair, bold = (calibration(np.clip(said_, 0, 1), happened, 1) for said_ in (true, 0.5 + 1.6 * (true - 0.5)))
    assert fair is not None
    assert bold is not None
    assert fair.error < 2 * fair.error_by_chance
    assert bold.error > 5 * bold.error_by_chance
    assert len(fair.bins) == 10
    assert sum(one.count for one in fair.bins) == 4_000


@given(st.lists(st.tuples(st.sampled_from([0.0, 0.1, 0.5, 0.5, 0.9, 1.0]), st.booleans()), min_size=1, max_size=60))
def test_equal_forecasts_share_a_bin(told: list[tuple[float, bool]]) -> None:
    found = calibration(np.array([one for one, _ in told]), np.array([float(hit) for _, hit in told]), 1)
    assert found is not None
    assert sum(one.count for one in found.bins) == len(told)
    assert all(low.high < high.low for low, high in zip(found.bins, found.bins[1:], strict=False))
    assert all(one.interval_90[0] <= one.share <= one.interval_90[1] for one in found.bins)


def test_nothing_said_is_no_calibration_and_wilson_is_never_outside() -> None:
    assert calibration(np.array([]), np.array([]), 1) is None
    assert wilson_90(0, 1)[0] == 0.0
    assert 0.6 < wilson_90(0, 1)[1] < 0.9


# --- from the past alone ---------------------------------------------------------------------------------------------


@given(st.integers(0, 500), st.integers(1, 36), st.integers(0, 200))
def test_the_chance_falls_with_the_bound_and_rises_with_the_past(total: int, periods: int, bound: int) -> None:
    chance = chance_above(total, periods, bound)
    assert 0 <= chance_above(total, periods, bound + 1) <= chance <= 1
    assert chance_above(total, periods, bound + 0.5) == chance
    assert chance_above(total, periods, -1) == 1.0


def test_the_chance_is_that_of_clumped_counts() -> None:
    assert chance_above(0, 12, 0) == pytest.approx(nbinom.sf(0, 0.125, 0.125 / (0.125 + 0.04)))
    assert 0.3 < chance_above(1200, 12, 100) < 0.5  # a skewed count is seldomer above its mean than below


@pytest.mark.parametrize("told", [(1, 0, 1), (-1, 12, 1), (float("nan"), 12, 1), (1, 12, float("inf"))])
def test_no_past_is_no_chance(told: tuple[float, float, float]) -> None:
    with pytest.raises(CallerError, match="past"):
        chance_above(*told)
