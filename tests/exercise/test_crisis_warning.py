"""The task: its score, its baselines, and an oracle that beats them without having seen the truth."""

from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest

from simurg.exercise import Scene, World, known_events, play
from simurg.exercise.rates import parameters
from simurg.exercise.tasks.baselines import BASELINES
from simurg.exercise.tasks.crisis_warning import mean_scores, scored
from simurg.exercise.tasks.oracle import ORACLE, distinct_counts, ranker_of


@pytest.fixture(scope="module")
def scene() -> Scene:
    return play(World(2, "normal"))


def _pair(scene: Scene) -> tuple[str, str]:
    pair = scene.parameters.pairs[scene.plot.crisis]
    return pair.one, pair.other


def test_a_ranker_that_always_names_the_crisis_first_scores_almost_one(scene: Scene) -> None:
    score = scored(scene, lambda events, now: [_pair(scene)[::-1]])
    assert score.rank == 1.0
    assert score.early == pytest.approx(1 - 1 / scene.world.build_up_weeks)


def test_a_ranker_that_never_names_it_scores_nothing(scene: Scene) -> None:
    assert scored(scene, lambda events, now: [("Nowhere", "Elsewhere")]).total == 0.0
    assert scored(scene, lambda events, now: []).total == 0.0


def test_one_week_among_the_alarms_is_not_yet_early_warning(scene: Scene) -> None:
    lone = scene.world.moment(scene.plot.onset + 3)
    score = scored(scene, lambda events, now: [_pair(scene)] if now == lone else [])
    assert score.early == 0.0
    assert score.rank == pytest.approx(1 / scene.world.build_up_weeks)


def test_a_ranker_sees_only_what_was_known_by_then(scene: Scene) -> None:
    def watching(events: pa.Table, now: datetime) -> list[tuple[str, str]]:
        assert max(events["known_at"].to_pylist()[-5:]) <= now
        seen.append(events.num_rows)
        return []

    seen: list[int] = []
    scored(scene, watching)
    assert seen == sorted(seen)
    assert seen[0] < seen[-1] < known_events(scene).num_rows


@pytest.mark.parametrize("name", sorted(BASELINES))
def test_baselines_rank_real_pairs_once_each_and_always_alike(scene: Scene, name: str) -> None:
    table, now = known_events(scene), scene.world.end
    ranked = BASELINES[name](scene)(table, now)
    assert ranked == BASELINES[name](scene)(table, now)
    assert len({frozenset(pair) for pair in ranked}) == len(ranked) > 0
    assert {frozenset(pair) for pair in ranked} <= {frozenset((p.one, p.other)) for p in scene.parameters.pairs}


def test_the_oracle_needs_the_parameters_only(scene: Scene) -> None:
    now = scene.world.moment(scene.plot.outbreak)
    table = known_events(scene)
    table = table.filter(pa.array(np.array(table["known_at"].to_numpy()) <= np.datetime64(now.replace(tzinfo=None))))
    ranked = ranker_of(parameters(World(2, "normal")))(table, now)
    assert ranked[0] == _pair(scene)


def test_copies_do_not_move_the_oracle(scene: Scene) -> None:
    table = known_events(scene)
    doubled = pa.concat_tables([table, table])
    order = np.argsort(doubled["known_at"].to_numpy(), kind="stable")
    one = distinct_counts(scene.parameters, table, scene.world.weeks, 26)
    two = distinct_counts(scene.parameters, doubled.take(pa.array(order)), scene.world.weeks, 26)
    assert one.sum() > 100
    assert np.array_equal(one, two)


def test_what_the_false_paper_told_first_does_not_move_the_oracle(scene: Scene) -> None:
    week = scene.plot.rumour_weeks[1]
    table = known_events(scene)
    false = known_events(replace(scene, events=replace(scene.events, invented=np.zeros(len(scene.events), dtype=bool))))
    assert false.equals(table)  # what is invented cannot be seen in what is known
    counts = distinct_counts(scene.parameters, table, week, 12)[scene.plot.rumour].sum()
    heard = scene.events.invented & (scene.events.second > (week - 12) * 7 * 86400)
    usual = scene.parameters.base[scene.plot.rumour] * 84 * 2
    assert heard.sum() > 10
    assert counts < usual + 5 * np.sqrt(usual)


def test_on_hard_worlds_no_baseline_comes_near_the_oracle() -> None:
    """A quick form of the rule on four development seeds; `python -m bench exercise` tells it for twelve others."""
    scores = mean_scores(range(4), "hard", {**BASELINES, **ORACLE})
    oracle = scores.pop("oracle").total
    assert oracle > 0.3
    assert max(score.total for score in scores.values()) < 0.7 * oracle


def test_an_easy_crisis_is_found_earlier_than_a_hard_one() -> None:
    easy, hard = (mean_scores(range(4), difficulty, ORACLE)["oracle"].total for difficulty in ("easy", "hard"))
    assert easy > hard
    assert timedelta(weeks=World().build_up_weeks) == timedelta(weeks=26)
