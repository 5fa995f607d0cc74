"""The tasks: what they reward and refuse, and oracles that beat the baselines without having seen the truth."""

import numpy as np
import pyarrow as pa
import pytest

from simurg.exercise.parts.foresight import ForesightPart, Relations, Wars, relations, wars
from simurg.exercise.parts.foresight.settings import DAYS, LEARNING_DAYS
from simurg.exercise.tasks import foresight, shift_oracle, wars_spillover
from simurg.exercise.tasks import wars as wars_task
from simurg.exercise.tasks.shift_methods import BASELINES, alarms_of, either_score, share_score, threshold_of
from simurg.exercise.tasks.shifts import Alarm, score_of, scored, scored_pass
from simurg.foresight.models import all_history, last_18_months
from simurg.ontology.errors import CallerError

METHODS = {**BASELINES, "oracle": shift_oracle.oracle}


@pytest.fixture(scope="module")
def told() -> Relations:
    return relations(ForesightPart(13, "hard", 10))


@pytest.fixture(scope="module")
def fought() -> Wars:
    return wars(ForesightPart(13, "hard"))


def test_the_truth_itself_scores_one_and_silence_nothing(told: Relations) -> None:
    names = told.pairs.names()
    score = score_of(told, [Alarm(names[shift.pair][::-1], shift.day + 5) for shift in told.shifts])
    assert (score.total, score.recall, score.false) == (1.0, 1.0, 0)
    assert score.delay == pytest.approx(5.0)
    silent = score_of(told, [])
    assert silent.total == 0.0
    assert silent.delay is None


def test_alarms_too_early_are_false_and_late_ones_count_neither_way(told: Relations) -> None:
    names, shift = told.pairs.names(), told.shifts[0]
    early = score_of(told, [Alarm(names[shift.pair], shift.begins)])
    assert (early.found, early.false) == (0, 1)
    late = score_of(told, [Alarm(names[shift.pair], shift.day + 15)])
    assert (late.found, late.false) == (0, 0)
    just = score_of(told, [Alarm(names[shift.pair], shift.day + 14)])
    assert (just.found, just.false) == (1, 0)


def test_alarms_in_a_row_are_one_and_its_first_day_counts(told: Relations) -> None:
    names = told.pairs.names()
    quiet = next(pair for pair in range(len(names)) if all(shift.pair != pair for shift in told.shifts))
    one = score_of(told, [Alarm(names[quiet], day) for day in range(600, 900, 28)])
    assert one.false == 1
    apart = score_of(told, [Alarm(names[quiet], day) for day in range(600, 900, 29)])
    assert apart.false == 11
    shift = told.shifts[0]
    stuck = score_of(told, [Alarm(names[shift.pair], day) for day in range(LEARNING_DAYS + 1, DAYS)])
    assert shift.begins > LEARNING_DAYS
    assert (stuck.found, stuck.false) == (0, 1)


def test_the_first_year_is_for_learning(told: Relations) -> None:
    assert score_of(told, [Alarm(told.pairs.names()[0], day) for day in (50, 200, LEARNING_DAYS)]).false == 0


def test_whoever_exceeds_the_budget_is_scaled_down(told: Relations) -> None:
    names = told.pairs.names()
    always = score_of(told, [Alarm(pair, day) for pair in names for day in range(LEARNING_DAYS + 1, DAYS, 29)])
    assert always.false_a_pair_year > 5
    assert always.total == pytest.approx(always.recall / always.false_a_pair_year)


def test_an_alarm_for_an_unknown_pair_is_refused(told: Relations) -> None:
    with pytest.raises(CallerError):
        score_of(told, [Alarm(("Nowhere", "Elsewhere"), 700)])


def test_a_detector_is_shown_the_past_alone(told: Relations) -> None:
    shown = []

    def detector(events: pa.Table, days: int) -> list[tuple[str, str]]:
        shown.append((events.num_rows, told.known(days).num_rows))
        return [told.pairs.names()[0]] if days > 900 else []

    score = scored(told, detector, every=120)
    assert len(shown) > 10
    assert all(one == other for one, other in shown)
    assert score.false + score.found > 0


def _pass(events: pa.Table, days: int) -> list[Alarm]:
    """All pairs on each day until now with more than 60 rows."""
    day = events["occurred_from"].cast(pa.int64()).to_numpy() // 86_400_000_000
    first = day.min()
    alarms = []
    for number, rows in enumerate(np.bincount(day - first, minlength=days)):
        if rows > 60:
            alarms.append(Alarm((events["actor"][0].as_py(), events["recipient"][0].as_py()), number + 1))
    return alarms


def test_a_pass_is_scored_like_the_alarms_it_raises(told: Relations) -> None:
    assert scored_pass(told, _pass) == score_of(told, _pass(told.events, DAYS))


def test_a_pass_that_uses_the_future_is_refused(told: Relations) -> None:
    names = told.pairs.names()

    def by_the_last_day(events: pa.Table, days: int) -> list[Alarm]:
        return [Alarm(names[0], 500)] if events.num_rows % 2 == told.events.num_rows % 2 else [Alarm(names[1], 500)]

    def for_tomorrow(events: pa.Table, days: int) -> list[Alarm]:
        return [Alarm(names[0], days + 1)]

    sizes = [told.known(day).num_rows % 2 for day in range(700, 800)]
    other = 700 + sizes.index(1 - told.events.num_rows % 2)
    with pytest.raises(CallerError, match="other alarms"):
        scored_pass(told, by_the_last_day, checked=[other])
    with pytest.raises(CallerError, match="other alarms"):
        scored_pass(told, for_tomorrow, checked=[])


@pytest.mark.parametrize("name", METHODS)
def test_the_future_does_not_move_what_a_method_says_of_the_past(told: Relations, name: str) -> None:
    cut = 7 * 170 + 3
    past = Relations(told.part, told.known(cut), told.pairs, told.shifts, told.press)
    assert np.array_equal(METHODS[name](past)[:, :cut], METHODS[name](told)[:, :cut])


def test_a_threshold_is_the_best_of_those_tried_on_its_parts(told: Relations) -> None:
    strength = either_score(told)
    best = score_of(told, alarms_of(told, strength, threshold_of(either_score, [told]))).total
    for level in (2.0, 3.0, 4.0, 6.0):
        assert score_of(told, alarms_of(told, strength, level)).total <= best + 0.08


def test_on_hard_parts_no_baseline_comes_near_the_oracle() -> None:
    """A quick form of the rule on development seeds; `python -m bench exercise --foresight` tells it for others."""
    means = foresight.means(range(4, 6), "hard", development=(0, 1), pairs=24)
    assert means["shifts"]["oracle"].score > 0.4
    for task in foresight.TASKS:
        assert foresight.best_share(means[task]) < foresight.LIMIT + 0.1  # of two small parts
    assert foresight.best_share(means["wars"]) < foresight.LIMIT


def test_an_easy_shift_is_found_more_often_than_a_hard_one() -> None:
    found = []
    for difficulty in ("easy", "hard"):
        parts = [relations(ForesightPart(seed, difficulty, 16)) for seed in (1, 2)]
        level = threshold_of(shift_oracle.oracle, parts)
        found.append(np.mean([score_of(one, alarms_of(one, shift_oracle.oracle(one), level)).total for one in parts]))
    assert found[0] > found[1]


def test_twice_the_press_moves_the_count_of_rows_and_not_the_share() -> None:
    """The trap: where a source doubles, counts cry and the share does not."""
    part = relations(ForesightPart(17, "easy", 12))
    louder = pa.concat_tables([part.known(1_000), *([part.events.slice(part.known(1_000).num_rows)] * 2)])
    doubled = Relations(part.part, louder, part.pairs, part.shifts, part.press)
    days = slice(1_010, 1_020)
    rise = METHODS["z-score of rows"](doubled)[:, days] - METHODS["z-score of rows"](part)[:, days]
    assert np.median(rise) > 2
    assert np.median(share_score(doubled)[:, days]) < 2


def test_zero_improves_nothing_on_zero_and_the_oracle_most(fought: Wars) -> None:
    scores = wars_task.scores(fought)
    assert scores["zero"].total == pytest.approx(0.0)
    assert scores["oracle"].total > max(score.total for name, score in scores.items() if name != "oracle") + 0.05
    assert scores["oracle"].crps < scores["zero"].crps


def test_a_model_of_foresight_can_be_scored(fought: Wars) -> None:
    one = wars_task.scored(fought, wars_task.of_model(all_history))
    assert one.total == pytest.approx(wars_task.scored(fought, wars_task.all_history).total, abs=1e-6)
    other = wars_task.scored(fought, wars_task.of_model(last_18_months)).total
    assert one.total != other < wars_task.scored(fought, wars_task.oracle(fought)).total


def test_a_forecaster_sees_the_vintage_of_its_day(fought: Wars) -> None:
    given = wars_task.shown(fought, 2016)
    assert given.deaths.months == given.hostile.months == (2015 - 2004) * 12 + 10
    assert not np.array_equal(given.deaths.values, fought.deaths[:, : given.deaths.months])


@pytest.mark.parametrize("broken", ["shape", "order", "negative", "nan"])
def test_samples_that_are_none_are_refused(fought: Wars, broken: str) -> None:
    def forecast(given: wars_task.Shown, horizons: object) -> np.ndarray:
        samples = np.zeros((48, 12, 1000), dtype=np.float32)
        if broken == "shape":
            return samples[:, :, :10]
        samples[0, 0, 3] = {"order": 5.0, "negative": -1.0, "nan": np.nan}[broken]
        return samples

    with pytest.raises(CallerError):
        wars_task.scored(fought, forecast)


def test_the_oracle_of_spillover_finds_the_planted_factor_and_the_crude_way_too_little() -> None:
    found = foresight.spillovers(range(12), "normal")
    assert abs(found["oracle"].bias) < 0.2
    assert found["oracle"].coverage >= 0.75
    assert found["crude"].bias < found["oracle"].bias
    assert found["crude"].error > found["oracle"].error


def test_an_effect_without_neighbours_is_found_to_be_none() -> None:
    """Independent draws at one rate: the crude ratio's interval holds 1 nearly always."""
    dice = np.random.default_rng(3)
    borders = np.roll(np.eye(40, dtype=np.bool_), 1, axis=1) | np.roll(np.eye(40, dtype=np.bool_), -1, axis=1)
    effects = [wars_spillover.crude((dice.random((40, 240)) < 0.02) * 50.0, borders) for _ in range(20)]
    assert sum(each.low <= 1 <= each.high for each in effects) >= 14
