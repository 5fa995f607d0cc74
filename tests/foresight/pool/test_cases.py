"""Past cases are past: their outcomes lie inside the history and are what the history says."""

import numpy as np
import pytest

from simurg.foresight.history import History
from simurg.foresight.pool import cases


def history(places: int = 30, months: int = 150) -> History:
    values = np.random.default_rng(3).poisson(0.4, (places, months)).astype(float)
    values[::2, 40:] = 0
    values[1, ::3] = np.nan
    return History("deaths", tuple(f"{n:03d}" for n in range(places)), 0, values)


def test_outcomes_are_what_came_and_nothing_beyond_the_end_is_learned() -> None:
    past = history()
    found = cases.cases_of(past, 3)
    at = found.month + found.ahead
    assert at.max() < past.months
    assert (found.outcome == past.values[found.place, at]).all()
    assert set(found.ahead.tolist()) == set(cases.AHEAD.tolist())


def test_quiet_cases_that_are_left_out_are_stood_for_by_those_kept() -> None:
    past = history()
    found = cases.cases_of(past, 1)
    fresh = found.weight / 0.5 ** ((past.months - found.month) / cases.HALF_LIFE_MONTHS)
    quiet = (found.place % 2 == 0) & (found.month >= 100)
    assert set(np.round(fresh[quiet], 6)) == {cases.QUIET_SHARE}
    decade = quiet & (found.month < 110)  # early enough for every outcome to be known
    assert decade.sum() == pytest.approx(15 * 10 / cases.QUIET_SHARE, abs=1)


def test_of_many_places_an_even_sample_in_order_of_names_is_learned_from() -> None:
    places = 2_500
    past = History("deaths", tuple(f"{n:05d}" for n in range(places))[::-1], 0, np.arange(places)[:, None] * np.ones(3))
    sample = cases.sample_of(past)
    assert len(sample.places) == 834
    assert list(sample.places) == sorted(sample.places)
    assert sample.values[0, 0] == places - 1
    assert cases.sample_of(history()).places == history().places
