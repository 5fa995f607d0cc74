"""Spillover on made wars whose effect is known, and on shapes that are not clean."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from simurg.foresight.history import History
from simurg.foresight.onset.borders import BORDERS
from simurg.foresight.spillover import Definition, borders_of, chance, effect, fit, gain, outlook_of, panel_of
from simurg.ontology.countries import COUNTRIES
from simurg.ontology.errors import CallerError

Floats = npt.NDArray[np.float64]
MONTHS = 600
RING = np.roll(np.eye(40, dtype=bool), 1, axis=0) | np.roll(np.eye(40, dtype=bool), -1, axis=0)


def wars(factor: float, seed: int, months: int = MONTHS) -> History:
    """Forty countries in a ring; a war starts at a chance of 0.8 % a month, `factor` times that beside a war, and ends
    at one of 10 %."""
    dice = np.random.default_rng(seed)
    at_war, told = np.zeros(40, dtype=bool), np.zeros((40, months))
    for month in range(months):
        beside = (RING @ at_war.astype(float)) > 0
        starts = ~at_war & (dice.random(40) < 0.008 * np.where(beside, factor, 1.0))
        at_war = (at_war & (dice.random(40) >= 0.1)) | starts
        told[:, month] = np.where(at_war, 20 + dice.poisson(30, 40), 0)
    return History("deaths", tuple(f"land {n}" for n in range(40)), 2000 * 12, told)


# --- borders ---------------------------------------------------------------------------------------------------------


def test_borders_are_symmetric_between_states_and_nobody_is_his_own_neighbour() -> None:
    assert {(right, left) for left, right in BORDERS} == BORDERS
    assert all(left != right for left, right in BORDERS)
    assert {code for pair in BORDERS for code in pair} <= set(COUNTRIES)


@pytest.mark.parametrize(
    ("code", "count"),
    [("CHN", 14), ("RUS", 14), ("BRA", 10), ("COD", 9), ("DEU", 9), ("PRT", 1), ("LSO", 1), ("JPN", 0)],
)
def test_well_known_numbers_of_neighbours(code: str, count: int) -> None:
    assert sum(left == code for left, _ in BORDERS) == count


def test_names_of_publishers_find_their_borders() -> None:
    history = History("deaths", ("DR Congo (Zaire)", "Rwanda", "Iceland"), 0, np.zeros((3, 1)))
    assert borders_of(history).tolist() == [[False, True, False], [True, False, False], [False, False, False]]


# --- panels ----------------------------------------------------------------------------------------------------------


def line(values: list[list[float]]) -> History:
    return History("deaths", tuple("ABCDE"[: len(values)]), 2000 * 12, np.array(values, dtype=float))


def test_a_start_is_the_first_month_of_fighting_after_quiet_ones() -> None:
    history = line([[0, 0, 9, 9, 0, 0, 0, 9]])
    panel = panel_of(history, np.zeros((1, 1), bool), definition=Definition(quiet=2))
    assert (panel.month - history.first_month).tolist() == [2, 6, 7]
    assert panel.value.tolist() == [1, 0, 1]


def test_unknown_months_are_not_taken_for_quiet() -> None:
    history = line([[0, np.nan, 0, 9, 0, 0, np.nan, 0]])
    panel = panel_of(history, np.zeros((1, 1), bool), definition=Definition(quiet=2))
    assert (panel.month - history.first_month).tolist() == []


def test_only_a_neighbours_earlier_months_count() -> None:
    history = line([[0, 0, 0, 0, 0], [0, 0, 9, 0, 0], [0, 0, 9, 9, 9]])
    borders = np.array([[0, 1, 0], [1, 0, 0], [0, 0, 0]], dtype=bool)
    panel = panel_of(history, borders, definition=Definition(quiet=1))
    ours = panel.place == 0
    assert panel.beside[ours].tolist() == [False, False, True, False]


@pytest.mark.parametrize("wrong", [{"least": 0.0}, {"quiet": 0}, {"lag": 25}])
def test_impossible_definitions_cannot_be_built(wrong: dict[str, float]) -> None:
    with pytest.raises(CallerError):
        Definition(**wrong)  # type: ignore[arg-type]


def test_what_cannot_be_answered_is_refused() -> None:
    history = line([[0, 0, 0], [0, 0, 0]])
    with pytest.raises(CallerError, match="no outcome"):
        panel_of(history, np.zeros((2, 2), bool), "peace")
    with pytest.raises(CallerError, match="matrix"):
        panel_of(history, np.zeros((3, 3), bool))
    with pytest.raises(CallerError, match="ever begun"):
        fit(panel_of(history, np.zeros((2, 2), bool), definition=Definition(quiet=1)))
    with pytest.raises(CallerError, match="Only starts"):
        gain(panel_of(wars(1.0, 1), RING, "deaths"))


# --- effects ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("planted", [1.0, 4.0])
def test_a_planted_factor_is_found(planted: float) -> None:
    factors = [fit(panel_of(wars(planted, seed), RING)).factor for seed in range(8)]
    assert np.exp(np.mean(np.log(factors))) == pytest.approx(planted, rel=0.2)


def test_intervals_and_placebo_tell_something_from_nothing() -> None:
    something, nothing = (effect(wars(factor, 5), RING, drawn=60) for factor in (5.0, 1.0))
    assert not something.small
    assert something.low < 5.5
    assert something.high > 4.0
    assert something.p_value < 0.05 < nothing.p_value
    assert nothing.small
    assert nothing.low < 1.0 < nothing.high


def test_the_same_seed_gives_the_same_effect() -> None:
    assert effect(wars(3.0, 2), RING, drawn=20) == effect(wars(3.0, 2), RING, drawn=20)


def test_knowing_the_neighbours_helps_forecasts_where_they_matter() -> None:
    helped = gain(panel_of(wars(6.0, 3, 480), RING))
    assert helped.log_low > 0
    assert helped.starts > 50
    useless = gain(panel_of(wars(1.0, 3, 480), RING))
    assert useless.log_low < 0.02
    assert useless.log_gain < helped.log_gain / 3


def test_no_forecast_rests_on_its_own_year_or_a_later_one() -> None:
    """Other last years: chances of the years before stay as they are."""
    history = wars(3.0, 4)
    changed = history.values.copy()
    changed[:, 480:] = 50.0 - changed[:, 480:]
    before = [fit(panel_of(one, RING).only(panel_of(one, RING).year < 40)) for one in
              (history, History("deaths", history.places, history.first_month, changed))]  # fmt: skip
    panel = panel_of(history, RING)
    now = panel.only(panel.year == 39)
    assert np.array_equal(chance(before[0], now), chance(before[1], now))


def test_an_outlook_names_the_fighting_neighbours_and_what_they_change() -> None:
    history = wars(4.0, 6)
    at = int(np.flatnonzero(history.values[:, -1] >= 5)[0])
    calm = next(n for n in np.flatnonzero(RING[at]).tolist() if history.values[n, -7:].max() < 5)
    known = fit(panel_of(history, RING)), effect(history, RING, drawn=20)
    one = outlook_of(history, RING, history.places[calm], known)
    assert history.places[at] in [each.place for each in one.fighting]
    told = [np.nan if each is None else each for each in (one.without, one.low, one.chance, one.high)]
    assert told[0] < told[2]
    assert told[1] <= told[2] <= told[3]
    assert not outlook_of(history, RING, history.places[at], known).at_risk
    with pytest.raises(CallerError, match="Nothing is known"):
        outlook_of(history, RING, "Atlantis", known)


def test_an_effect_that_shuffled_maps_show_as_well_is_small() -> None:
    found = effect(wars(5.0, 5), RING, drawn=20)
    assert replace(found, p_value=0.5).small
    assert replace(found, low=0.9).small
    assert not replace(found, p_value=0.01).small
