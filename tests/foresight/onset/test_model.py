"""Fitting and foretelling: no look ahead, the same every time, and what the chances are made of."""

from dataclasses import replace

import numpy as np
import pytest
from tests.foresight.onset.conftest import FIRST, made, panel

from simurg.foresight.history import month_number
from simurg.foresight.model import Parameters
from simurg.foresight.onset.features import FEATURES, features
from simurg.foresight.onset.model import Settings, chances, effects, fit, learnable, quiet_now, spread_of
from simurg.foresight.onset.outlook import Told, predict
from simurg.foresight.onset.panel import Definition
from simurg.ontology.errors import CallerError

QUICK = Settings(draws=20)


def alike(one: Parameters, two: Parameters) -> bool:
    """The same to the last bit; unknown is the same as unknown."""
    return all(np.array_equal(one.arrays[name], two.arrays[name], equal_nan=True) for name in one.arrays)


def test_it_learns_only_from_windows_that_have_ended() -> None:
    definition = Definition()
    whole = made()
    past = learnable(whole, definition)
    assert past.origin.max() + definition.gap + definition.window == whole.months - 1
    assert set(np.unique(np.diff(np.unique(past.origin)))) == {12}
    assert np.isfinite(past.peak).all()


def test_a_planted_future_changes_nothing() -> None:
    whole = made()
    cut = whole.until(180)
    parameters = fit(cut, QUICK)
    poisoned = whole.deaths.copy()
    poisoned[:, 180:] = 999
    again = fit(replace(whole, deaths=poisoned).until(180), QUICK)
    assert alike(parameters, again)


def test_a_label_of_a_window_that_still_runs_is_not_read() -> None:
    """The newest `gap + window` months are features, never outcomes: an outbreak in the last one adds no onset."""
    whole = made()
    before = fit(whole, QUICK).arrays
    deaths = whole.deaths.copy()
    deaths[:, -1] = 500
    after = fit(replace(whole, deaths=deaths), QUICK).arrays
    newest = before["case_month"] < before["case_month"].max()
    assert np.array_equal(before["case_peak"][newest], after["case_peak"][newest])
    assert np.array_equal(before["case_known"], after["case_known"], equal_nan=True)


def test_the_same_panel_and_seed_give_the_same_and_arrays_are_plain() -> None:
    one, two = fit(made(), QUICK), fit(made(), QUICK)
    assert alike(one, two)
    assert all(array.dtype.kind in "fi" for array in one.arrays.values())
    other = fit(made(), replace(QUICK, seed=2))
    assert not np.array_equal(one.arrays["draws"], other.arrays["draws"])
    assert np.array_equal(one.arrays["beta"], other.arrays["beta"])


def test_effects_add_up_to_the_chance() -> None:
    whole = made()
    parameters = fit(whole, QUICK)
    known = features(whole)[:, -1]
    odds = parameters.arrays["beta"][0] + effects(parameters, known).sum(axis=1)
    assert chances(parameters, known) == pytest.approx(1 / (1 + np.exp(-odds)))


def test_smouldering_places_are_ranked_above_silent_ones() -> None:
    """In this world most outbreaks follow months with a few deaths."""
    whole = made(smoulder=1.0)
    deaths = whole.deaths.copy()
    deaths[:2, -40:] = 0
    deaths[0, -6:] = 4
    known = replace(whole, deaths=deaths)
    chance = {one.place: one.probability for one in predict(fit(known, QUICK), known)}
    assert chance["Place 000"] > 2 * chance["Place 001"]


def test_the_mean_chance_is_near_the_base_rate() -> None:
    whole = made()
    parameters = fit(whole, QUICK)
    mean = chances(parameters, parameters.arrays["case_known"]).mean()
    assert mean == pytest.approx(float(parameters.arrays["base_rate"]), abs=1e-4)


def test_intervals_hold_most_of_the_draws_and_are_unknown_without_any() -> None:
    whole = made()
    known = features(whole)[:, -1]
    parameters = fit(whole, replace(QUICK, draws=60))
    low, high = spread_of(parameters, known, 0.8)
    assert (low < high).all()
    chance = chances(parameters, known)
    assert ((low <= chance) & (chance <= high)).mean() > 0.5
    none, _ = spread_of(fit(whole, Settings(draws=0)), known, 0.8)
    assert np.isnan(none).all()


def test_too_little_to_learn_from_is_said() -> None:
    for few in (panel(np.zeros((10, 240))), made().until(30), made().until(0), panel(np.zeros((0, 100)))):
        with pytest.raises(CallerError, match=r"Too little is known to learn from: 0 onsets"):
            fit(few, QUICK)


def test_a_place_that_appears_late_is_ranked_once_it_is_known_long_enough() -> None:
    whole = made()
    deaths = whole.deaths.copy()
    deaths[1, :-30] = np.nan
    deaths[3, :-20] = np.nan
    known = replace(whole, deaths=deaths)
    places = {one.place for one in predict(fit(known, QUICK), known)}
    assert "Place 001" in places
    assert "Place 003" not in places


def test_risks_are_of_quiet_places_greatest_first_and_told_in_part() -> None:
    whole = made()
    risks = predict(fit(whole, QUICK), whole, Told(drivers=2, cases=3))
    assert {one.place for one in risks} == set(np.array(whole.places)[quiet_now(whole, Definition())])
    assert [one.probability for one in risks] == sorted((one.probability for one in risks), reverse=True)
    assert all(len(one.drivers) == 2 and len(one.cases) <= 3 for one in risks)
    assert all(one.low <= one.high for one in risks)


def test_drivers_read_as_a_person_does() -> None:
    whole = made()
    deaths = whole.deaths.copy()
    deaths[1] = 0
    deaths[3, -24:] = 0
    deaths[3, -4] = 7
    known = replace(whole, deaths=deaths)
    told = {
        one.place: {driver.feature.name: driver for driver in one.drivers} for one in predict(fit(known, QUICK), known)
    }
    never = told["Place 001"]["since_death"]
    assert never.never
    assert never.value is None
    assert told["Place 003"]["since_death"].value == pytest.approx(3)
    assert told["Place 003"]["one_sided"].value is None
    assert not told["Place 003"]["one_sided"].never
    assert told["Place 003"]["one_sided"].effect == 0
    assert set(told["Place 003"]) == {feature.name for feature in FEATURES}


def test_past_cases_are_one_a_place_and_what_came_of_them() -> None:
    whole = made()
    parameters = fit(whole, QUICK)
    for risk in predict(parameters, whole):
        assert len({case.place for case in risk.cases}) == len(risk.cases) == 5
        for case in risk.cases:
            row = whole.places.index(case.place)
            begin = month_number(case.window_from) - FIRST
            peak = whole.deaths[row, begin : month_number(case.window_to) - FIRST].max()
            assert case.peak == peak
            assert case.onset == (peak >= 25)


def test_the_nearest_case_of_a_past_case_is_itself() -> None:
    whole = made()
    parameters = fit(whole, QUICK)
    place, month = parameters.arrays["case_place"][5], parameters.arrays["case_month"][5]
    seen = whole.until(int(month) - FIRST + 1)
    (risk,) = [one for one in predict(parameters, seen) if one.place == whole.places[place]]
    known = features(seen)[place, -1]
    away = ((effects(parameters, parameters.arrays["case_known"]) - effects(parameters, known)) ** 2).sum(axis=1)
    assert away[5] == pytest.approx(0)
    alike = {whole.places[one] for one in parameters.arrays["case_place"][away < 1e-12]}
    assert risk.cases[0].place in alike


def test_parameters_of_other_places_are_refused() -> None:
    with pytest.raises(CallerError, match="other places"):
        predict(fit(made(), QUICK), made(places=10))


def test_a_signal_that_announces_is_learned_and_told() -> None:
    """Reports double in the months before half of the outbreaks."""
    whole = made(smoulder=0.0, places=120)
    random = np.random.default_rng(2)
    soon = np.zeros(whole.deaths.shape)
    for ahead in range(1, 15):
        soon[:, :-ahead] = np.maximum(soon[:, :-ahead], whole.deaths[:, ahead:] >= 25)
    reports = random.poisson(20 * np.exp(0.7 * soon)).astype(float)
    known = replace(whole, signals={"reports": reports})
    parameters = fit(known, QUICK)
    assert parameters.arrays["beta"][-1] > 0.3
    assert abs(fit(replace(whole, signals={"reports": reports[::-1]}), QUICK).arrays["beta"][-1]) < 0.3
    risk = predict(parameters, known)[0]
    assert "reports" in {driver.feature.name for driver in risk.drivers}
    with pytest.raises(CallerError, match="other series"):
        predict(parameters, whole)


def test_where_nobody_is_quiet_there_is_no_risk() -> None:
    whole = made()
    deaths = whole.deaths.copy()
    deaths[:, -1] = 100
    known = replace(whole, deaths=deaths)
    assert predict(fit(known, QUICK), known) == ()
