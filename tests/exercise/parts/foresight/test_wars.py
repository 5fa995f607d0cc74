"""Wars: regimes by their chances, the planted spillover, and two vintages of each figure."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simurg.exercise.parts.foresight import ForesightPart, Wars, figures, months_table, war_table, wars
from simurg.exercise.parts.foresight.regimes import QUIET, TENSE, WANING, WAR, chances, next_month, peace
from simurg.exercise.parts.foresight.settings import MONTHS
from simurg.exercise.parts.foresight.wars import known_moments


@pytest.fixture(scope="module")
def told() -> Wars:
    return wars(ForesightPart(12, "hard"))


def test_wars_begin_spread_announce_themselves_and_end(told: Wars) -> None:
    table = war_table(told).to_pylist()
    assert len(table) > 20
    for what in ("announced", "spread"):
        assert {row[what] for row in table} == {True, False}
    ended = [row for row in table if row["ends"]]
    assert len(ended) > 10
    assert all(row["begins"] < row["ends"] for row in ended)
    assert sum(row["deaths"] for row in table) <= told.deaths.sum()
    assert (told.deaths == 0).mean() > 0.6


def test_spread_needs_a_neighbour_at_war(told: Wars) -> None:
    regime = told.regime
    for place, month in np.argwhere(told.spread).tolist():
        if month:
            assert (regime[told.chances.borders[place], month - 1] == WAR).any()


def test_regimes_follow_the_chart_of_passages(told: Wars) -> None:
    regime = told.regime
    before, after = regime[:, :-1].ravel(), regime[:, 1:].ravel()
    seen = set(zip(before.tolist(), after.tolist(), strict=True))
    assert (TENSE, WANING) not in seen
    assert (QUIET, WANING) not in seen
    assert (WANING, TENSE) not in seen
    assert (WANING, WAR) not in seen
    assert {(QUIET, TENSE), (QUIET, WAR), (TENSE, WAR), (WAR, QUIET), (WAR, WANING), (WANING, QUIET)} <= seen


def test_the_planted_factor_is_the_one_that_many_months_show() -> None:
    """One state at war, its neighbours quiet: they begin `spill` times as often as the same states alone."""
    given = chances(ForesightPart(0, "easy"))
    given = replace(given, hazard=np.full_like(given.hazard, 0.02), tension=np.zeros_like(given.tension))
    alone = peace(given).copies(20_000)
    at_war = alone.regime.copy()
    at_war[:, 0] = WAR
    beside = next_month(given, replace(alone, regime=at_war), np.random.default_rng(1))
    without = next_month(given, alone, np.random.default_rng(2))
    near = given.borders[0]
    ratio = beside.begins[:, near].mean() / without.begins[:, near].mean()
    assert ratio == pytest.approx(given.spill, rel=0.06)
    assert beside.spread[:, ~near].sum() == 0
    assert beside.begins[:, ~near & (np.arange(len(near)) > 0)].mean() == pytest.approx(0.02, rel=0.05)


def test_what_war_brings_ends_with_it(told: Wars) -> None:
    regime = told.regime
    monthly = {which: told.deaths[regime == which].mean() for which in (QUIET, TENSE, WANING, WAR)}
    assert monthly[QUIET] < monthly[TENSE] < monthly[WANING] < monthly[WAR]
    assert monthly[QUIET] < 1


def test_tension_shows_in_hostile_reports() -> None:
    told = wars(ForesightPart(12, "easy"))
    grown = told.hostile / 3.0 ** (np.arange(MONTHS) / MONTHS)
    usual = [np.median(row[quiet]) for row, quiet in zip(grown, told.regime == QUIET, strict=True)]
    ratio = grown / np.array(usual)[:, None]
    assert np.median(ratio[told.regime == TENSE]) > 2
    assert np.median(ratio[told.regime == WAR]) > 3


def test_months_are_known_late_and_revised_later(told: Wars) -> None:
    assert 20 < told.revised.sum() < (told.deaths > 0).sum()
    moment = datetime(2015, 11, 25, tzinfo=UTC)
    history = told.known(moment)
    assert history.months == (2015 - 2004) * 12 + 10  # October is the last one
    assert np.array_equal(history.values[:, :132], told.deaths[:, :132])  # of 2014 all is revised
    first = history.values[:, 132:]
    assert np.array_equal(first, told.first[:, 132:142])
    assert not np.array_equal(first, told.deaths[:, 132:142])
    assert told.reports(moment).months == history.months


@given(st.integers(0, MONTHS * 31))
@settings(max_examples=20, deadline=None)
def test_what_is_known_never_shrinks_and_ends_with_the_truth(told: Wars, day: int) -> None:
    moment = datetime(2004, 1, 1, tzinfo=UTC) + timedelta(days=day)
    now, later = told.known(moment), told.known(moment + timedelta(days=40))
    assert now.months <= later.months
    final = told.known(datetime(2030, 1, 1, tzinfo=UTC))
    assert np.array_equal(final.values, told.deaths)


def test_the_registers_rows_are_what_is_known(told: Wars) -> None:
    rows = figures(told)
    assert rows.num_rows == told.deaths.size + told.revised.sum()
    moment = datetime(2013, 3, 9, tzinfo=UTC)
    latest: dict[tuple[str, object], int] = {}
    for row in rows.to_pylist():  # in order of `known`
        if row["known"] <= moment:
            latest[row["state"], row["month"]] = row["value"]
    history = told.known(moment)
    assert len(latest) == history.values.size
    assert sum(latest.values()) == history.values.sum()
    first, again = known_moments()
    assert all(one < other for one, other in zip(first, again, strict=True))


def test_the_truth_tells_every_month(told: Wars) -> None:
    table = months_table(told)
    assert table.num_rows == told.deaths.size
    assert sum(table["value"].to_pylist()) == told.deaths.sum()
    assert set(table["regime"].to_pylist()) == {"quiet", "tense", "war", "waning"}
