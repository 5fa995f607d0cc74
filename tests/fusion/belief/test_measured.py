"""The figures that the documentation states, on made claims and on the real sets."""

from collections import Counter
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from bench._exercise_belief import result
from bench._made_claims import World, make
from bench.belief import made_once, populations, words

from simurg.fusion.belief import believe, fit, gather, parse_hierarchy
from simurg.fusion.belief.scoring import realised_rates, sharpest, word_accuracy


def test_made_claims_err_at_most_half_as_often_as_the_vote_and_intervals_hold() -> None:
    rows = np.array([made_once(World(objects=800), seed) for seed in range(200, 204)])
    coverage, ours, votes = rows.mean(axis=0)
    assert 1 - ours <= 0.5 * (1 - votes)
    assert 0.6 <= coverage <= 0.95


def test_on_the_hard_exercise_world_errors_are_halved_intervals_hold_and_copies_mislead_nobody() -> None:
    rows = [result(seed) for seed in range(300, 304)]
    assert np.mean([row.error for row in rows]) <= 0.5 * np.mean([row.vote_error for row in rows])
    assert 0.65 <= np.mean([row.coverage for row in rows]) <= 0.95
    assert np.mean([row.misled for row in rows]) <= np.mean([row.misled_without_copies for row in rows]) + 0.01


def test_planted_copies_do_not_raise_belief_in_what_they_copy() -> None:
    plain, copied = make(World(objects=800, copiers=0, seed=11)), make(World(objects=800, copiers=6, seed=11))
    hierarchy = parse_hierarchy(plain.hierarchy)
    scores = []
    for world in (plain, copied):
        claims = gather(world.table)
        beliefs = believe(claims, fit(claims, None, hierarchy), hierarchy)
        truth = {(name, ""): words for name, words in world.truth.items()}
        aim = sharpest(claims, truth)
        wrong = np.array(
            [aim.get(q) != beliefs.answer_name(int(b)) for q, b in zip(claims.questions, beliefs.best, strict=True)]
        )
        scores.append((wrong.mean(), float((beliefs.probability * wrong).sum() / len(wrong))))
    assert scores[1][0] <= scores[0][0] + 0.02
    assert scores[1][1] <= scores[0][1] + 0.02


def test_three_copies_of_a_busy_source_do_not_become_the_truth() -> None:
    """Asked too late, copying hides: the four agree always, so they are "always right", so agreement is no surprise."""
    world = make(World(objects=800, copiers=0, seed=6))
    rows = world.table.to_pylist()
    busiest, _ = Counter(row["source"] for row in rows).most_common(1)[0]
    told = [{**row, "source": f"copy {k}"} for k in range(3) for row in rows if row["source"] == busiest]
    hierarchy = parse_hierarchy(world.hierarchy)
    truth = {(name, ""): words for name, words in world.truth.items()}
    alone, copied = gather(world.table), gather(pa.Table.from_pylist(rows + told))
    scores = [word_accuracy(believe(c, fit(c, None, hierarchy), hierarchy), truth) for c in (alone, copied)]
    assert scores[1] >= scores[0] - 0.02


def test_scores_know_right_from_wrong() -> None:
    world = make(World(objects=50, seed=3))
    claims = gather(world.table)
    truth = {(name, ""): words for name, words in world.truth.items()}
    beliefs = believe(claims, fit(claims))
    nothing = {q: ["no such place"] for q in claims.questions}
    assert word_accuracy(beliefs, nothing) == 0.0
    assert 0.0 < word_accuracy(beliefs, truth) <= 1.0
    assert set(realised_rates(claims, nothing).values()) == {0.0}


@pytest.mark.data
def test_birthplaces_are_found_better_than_by_the_best_published_method(data: Path) -> None:
    found = words(data / "osint" / "truth" / "birthplaces")
    assert found["vote_accuracy"] == pytest.approx(0.8476, abs=1e-4)
    assert found["accuracy"] is not None
    assert found["accuracy"] >= 0.895


@pytest.mark.data
def test_populations_are_off_less_often_than_the_mode(data: Path) -> None:
    found = populations(data / "osint" / "truth" / "population")
    assert found["population_mode_error_rate"] == pytest.approx(0.2274, abs=1e-4)
    assert found["population_error_rate"] <= 0.22
