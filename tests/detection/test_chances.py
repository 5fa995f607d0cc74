"""The numbers behind a surge: counting, p-values that hold what they promise, and their correction."""

from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import nbinom

from simurg.detection.chances import Chances, chances, truncated_fit
from simurg.detection.counts import Counts, by_type, count_cells, pairs, places, weeks_of
from simurg.detection.false_discovery import q_values

chance = st.floats(1e-12, 1.0)


def counted(table: np.ndarray) -> Counts:
    """From a table of subjects by weeks, the window first."""
    subject, week = np.nonzero(table)
    codes, weeks = (np.repeat(each, table[subject, week]) for each in (subject, week))
    return count_cells(codes, weeks, len(table), table.shape[1] - 1)


def drawn(seed: int, subjects: int = 400, weeks: int = 40, size: float | None = None) -> np.ndarray:
    """Weeks of subjects whose rates differ widely and do not change; bursty if a size is given."""
    random = np.random.default_rng(seed)
    rate = random.gamma(0.4, 2.0, subjects)[:, None] * random.uniform(0.5, 2.0, weeks)
    table: np.ndarray = random.poisson(rate if size is None else rate * random.gamma(size, 1 / size, rate.shape))
    return table


@pytest.mark.parametrize("size", [None, 1.0, 0.3])
def test_where_nothing_changes_small_p_values_are_as_rare_as_they_say(size: float | None) -> None:
    told = [chances(counted(drawn(seed, size=size))) for seed in range(30)]
    p_values = np.concatenate([one.p_value for one in told])
    assert len(p_values) > 8_000
    for level in (0.05, 0.01):
        assert (p_values <= level).mean() <= 1.5 * level
    assert (p_values <= 0.2).mean() > 0.02  # and it is not silent


def test_a_count_far_above_its_past_has_a_small_chance_and_others_do_not_change_much() -> None:
    table = drawn(3)
    plain = chances(counted(table))
    subject = int(plain.subject[np.argmin(np.abs(table[plain.subject, 1:].mean(axis=1) - 2.0))])
    table[subject, 0] += 30
    told = chances(counted(table))
    assert told.p_value[told.subject == subject][0] < 1e-6
    others = told.subject != subject
    assert np.median(np.abs(told.p_value[others] - plain.p_value[plain.subject != subject])) < 0.02


def test_a_new_subject_is_judged_by_how_others_began() -> None:
    table = drawn(4, subjects=200)
    table[0] = 0
    table[0, 0] = 1

    def p_of_new(count: int) -> float:
        table[0, 0] = count
        told: Chances = chances(counted(table))
        assert told.new[told.subject == 0][0]
        return float(told.p_value[told.subject == 0][0])

    assert p_of_new(1) == 1.0
    assert p_of_new(2) > p_of_new(5) > p_of_new(30)
    assert p_of_new(30) < 1e-4


def test_more_events_never_have_a_greater_chance() -> None:
    table = drawn(5, subjects=50)
    p_values = []
    for count in (0, 1, 3, 9, 27):
        table[7, 0] = count
        told = chances(counted(table))
        p_values.append(float(told.p_value[told.subject == 7][0]))
    assert p_values[0] == 1.0
    assert p_values == sorted(p_values, reverse=True)


@given(st.lists(st.integers(1, 60), min_size=1, max_size=30))
def test_the_truncated_fit_is_the_best_of_its_grid_and_finite(values: list[int]) -> None:
    size, odds = truncated_fit(np.array(values, dtype=float), np.ones(len(values)))

    def likelihood(size: float, odds: float) -> float:
        spread = nbinom(size, 1 / (1 + odds))
        return float(np.sum(spread.logpmf(values) - np.log(spread.sf(0))))

    assert np.isfinite(likelihood(size, odds))
    for other in ((size, odds * 1.21), (size, odds / 1.21), (size * 1.28, odds), (size / 1.28, odds)):
        if 0.01 <= other[0] <= 50 and 1e-3 <= other[1] <= 1e4:
            assert likelihood(size, odds) >= likelihood(*other) - 0.05 * len(values) - 0.05


@given(st.lists(chance, min_size=1, max_size=50))
def test_q_values_are_the_step_up_rule(p_values: list[float]) -> None:
    tests, ordered = len(p_values), sorted(p_values)
    q = q_values(np.array(p_values))
    for level in (0.01, 0.1, 0.5):
        kept = max((rank for rank in range(1, tests + 1) if ordered[rank - 1] <= level * rank / tests), default=0)
        assert np.count_nonzero(q <= level * (1 - 1e-12)) <= kept <= np.count_nonzero(q <= level * (1 + 1e-12))
    assert (q >= np.array(p_values) * (1 - 1e-12)).all()
    assert (q_values(np.array(p_values), any_dependence=True) >= q * (1 - 1e-12)).all()


def test_nothing_tested_has_no_q_values() -> None:
    assert len(q_values(np.zeros(0))) == 0


def test_weeks_are_counted_back_from_the_window() -> None:
    moment = pa.timestamp("us", tz="UTC")
    days = [datetime(2031, 3, day, tzinfo=UTC) for day in (15, 14, 8, 7, 1)]
    until = int(datetime(2031, 3, 15, tzinfo=UTC).timestamp()) * 1_000_000
    occurred = pa.chunked_array([pa.array([*days, None], moment)])
    assert weeks_of(occurred, until, 7).tolist() == [-1, 0, 0, 1, 1, -1]


def test_pairs_have_no_direction_and_nobody_pairs_with_himself() -> None:
    actors = ["Police_(Arda)", "Belen", "Arda", "Rebels_(Belen)", None, "Jane_Doe"]
    others = ["Belen", "Army_(Arda)", "Citizen_(Arda)", None, "Belen", "Arda"]
    columns = {"actor": actors, "recipient": others, "source_id": ["wire"] * 6}
    found = pairs(pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()}))
    assert found.names == ("Arda – Belen",)
    assert found.parts == (("Arda", "Belen"),)
    assert found.codes.tolist() == [0, 0, -1, -1, -1, -1]


def test_places_are_countries_else_places_and_split_by_type() -> None:
    columns = {"country": ["ARM", None, "ARM", None], "place": ["x", "Port", None, None]}
    table = pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})
    found = places(table)
    assert found.names == ("Armenia", "Port")
    assert found.codes.tolist() == [0, 1, 0, -1]
    split, types = by_type(found, pa.chunked_array([pa.array(["ASSAULT", None, "AID", "AID"])]))
    assert (split.names, types) == (("Armenia", "Armenia"), ("AID", "ASSAULT"))
    assert split.codes.tolist() == [1, -1, 0, -1]
