"""What is quiet, what is an onset, and one grid for all kinds of violence."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.foresight.onset.conftest import panel

from simurg.foresight.history import History
from simurg.foresight.onset.borders import BORDERS, CONTINENTS, continents_of, neighbours_of
from simurg.foresight.onset.panel import Definition, panel_of, peaks, quiet
from simurg.ontology.countries import COUNTRIES
from simurg.ontology.errors import CallerError

SHORT = Definition(deaths=25, quiet_below=25, quiet_months=3, gap=1, window=2)


def test_quiet_needs_every_month_known_and_below_the_threshold() -> None:
    deaths = np.array([[0, 24, 0, 25, 0, 0, 0], [0, np.nan, 0, 0, 0, 0, 0]])
    assert quiet(deaths, SHORT)[0].tolist() == [False, False, True, False, False, False, True]
    assert quiet(deaths, SHORT)[1].tolist() == [False, False, False, False, True, True, True]


def test_a_peak_is_the_worst_month_of_the_window_after_the_gap() -> None:
    deaths = np.array([[9, 1, 2, 30, 4, 5]])
    assert peaks(deaths, SHORT)[0, :3].tolist() == [30, 30, 5]
    assert np.isnan(peaks(deaths, SHORT)[0, 3:]).all()  # not over yet


def test_an_unknown_month_in_the_window_leaves_the_outcome_unknown() -> None:
    found = peaks(np.array([[0, 0, 30, np.nan, 0, 0, 0]]), SHORT)
    assert np.isnan(found[0, :2]).all()
    assert found[0, 2:4].tolist() == [0, 0]


def test_a_history_shorter_than_the_quiet_spell_is_never_quiet() -> None:
    assert not quiet(np.zeros((2, 2)), SHORT).any()
    assert np.isnan(peaks(np.zeros((2, 2)), SHORT)).all()


def test_other_series_are_brought_onto_the_grid_of_deaths() -> None:
    deaths = History("d", ("Chad", "Mali"), 100, np.zeros((2, 4)))
    beside = History("o", ("Mali", "Niger"), 98, np.arange(10.0).reshape(2, 5))
    (one_sided, non_state) = panel_of(deaths, {"one_sided_deaths": beside}).others
    assert np.isnan(one_sided[0]).all()
    assert one_sided[1].tolist()[:3] == [2, 3, 4]
    assert np.isnan(one_sided[1, 3])
    assert np.isnan(non_state).all()
    told = panel_of(deaths, {"hostile_reports": beside})
    assert list(told.signals) == ["hostile_reports"]
    assert told.until(3).signals["hostile_reports"][1].tolist() == [2, 3, 4]


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(CallerError, match="A count is below zero"):
        panel(np.array([[0.0, -1.0]]))
    with pytest.raises(CallerError, match="one grid"):
        panel(np.zeros((1, 3)), one_sided=np.zeros((1, 2)))
    for wrong in ({"deaths": 0}, {"quiet_below": -1}, {"quiet_months": 0}, {"gap": -1}, {"window": 0}):
        with pytest.raises(CallerError, match="An onset needs"):
            Definition(**wrong)


@given(st.lists(st.integers(0, 60), min_size=1, max_size=30), st.integers(0, 3), st.integers(1, 5), st.integers(1, 5))
def test_quiet_and_peaks_agree_with_their_words(values: list[int], gap: int, window: int, span: int) -> None:
    definition = Definition(quiet_months=span, gap=gap, window=window)
    deaths = np.array([values], dtype=float)
    silent, peak = quiet(deaths, definition)[0], peaks(deaths, definition)[0]
    for month in range(len(values)):
        before = values[max(0, month - span + 1) : month + 1]
        assert silent[month] == (len(before) == span and max(before) < 25)
        after = values[month + gap + 1 : month + gap + 1 + window]
        assert np.isnan(peak[month]) if len(after) < window else peak[month] == max(after)


def test_borders_are_shared_and_of_known_countries() -> None:
    assert all((right, left) in BORDERS for left, right in BORDERS)
    assert {code for pair in BORDERS for code in pair} <= set(COUNTRIES)
    assert set(CONTINENTS) == set(COUNTRIES)
    assert all(left != right for left, right in BORDERS)


def test_places_by_any_name_have_their_neighbours() -> None:
    places = ("Congo, DRC", "Rwanda", "Iceland", "Nowhere")
    found = neighbours_of(places)
    assert found.tolist()[0] == [False, True, False, False]
    assert (found == found.T).all()
    assert continents_of(places) == ("Africa", "Africa", "Europe", "")
    assert neighbours_of(()).shape == (0, 0)


def test_more_places_than_a_square_can_hold_are_refused() -> None:
    with pytest.raises(CallerError, match="at most 10,000 places"):
        neighbours_of(tuple(f"cell {number}" for number in range(10_001)))
