"""Features: by hand, from the past alone, and the same whatever the order of places."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.foresight.onset.conftest import made, panel

from simurg.foresight.onset.features import FEATURES, NEVER_MONTHS, features, features_in, raw

AT = {feature.name: number for number, feature in enumerate(FEATURES)}


def told(given: np.ndarray, name: str, month: int = -1, place: int = 0) -> float:
    number = AT[name]
    return raw(FEATURES[number], float(given[place, month, number]))


def test_how_long_ago() -> None:
    deaths = np.array([[0, 30, 0, 2, 0, 0], [0, 0, 0, 0, 0, 0]])
    found = features(panel(deaths))
    assert told(found, "since_death") == pytest.approx(2)
    assert told(found, "since_death", month=3) == pytest.approx(0)
    assert told(found, "since_war") == pytest.approx(4)
    assert told(found, "since_death", place=1) == pytest.approx(6 + NEVER_MONTHS)
    assert told(found, "since_death", place=1, month=0) == pytest.approx(1 + NEVER_MONTHS)


def test_decayed_deaths_are_a_mean_over_known_months() -> None:
    steady = features(panel(np.full((1, 30), 5.0)))
    assert told(steady, "lately") == pytest.approx(60)
    gap = np.full((1, 30), 5.0)
    gap[0, 10:25] = np.nan
    assert told(features(panel(gap)), "lately") == pytest.approx(60)
    half = np.array([[10.0, *[0.0] * 12]])
    keep = 0.5 ** (1 / 12)
    assert told(features(panel(half)), "lately") == pytest.approx(12 * 10 * 0.5 / sum(keep**n for n in range(13)))


def test_other_violence_counts_where_it_is_known() -> None:
    deaths, beside = np.zeros((1, 6)), np.array([[np.nan, np.nan, 3, 0, np.nan, np.nan]])
    found = features(panel(deaths, one_sided=beside))
    assert np.isnan(found[0, :2, AT["since_any"]]).all()
    assert told(found, "since_any") == pytest.approx(3)
    assert np.isnan(found[0, 1, AT["one_sided"]])
    assert np.isnan(found[..., AT["non_state"]]).all()


def test_neighbours_and_the_continent() -> None:
    deaths = np.zeros((5, 12))
    deaths[1] = 10
    borders = np.zeros((5, 5), dtype=np.bool_)
    borders[0, 1] = borders[1, 0] = True
    found = features(panel(deaths, borders=borders))
    assert told(found, "worst_neighbour") == pytest.approx(120)
    assert told(found, "worst_neighbour", place=2) == 0  # none
    assert told(found, "continent", place=2) == pytest.approx(np.expm1(np.log(121) / 2))  # North: 1, 2, 4
    assert told(found, "continent", place=0) == 0  # South: 0, 3
    alone = features(replace(panel(deaths), continents=("",) * 5))
    assert np.isnan(alone[..., AT["continent"]]).all()


def test_worst_month_and_share_read_as_they_are() -> None:
    deaths = np.zeros((1, 40))
    deaths[0, 10] = 24
    found = features(panel(deaths))
    assert told(found, "worst_month", month=33) == pytest.approx(24)
    assert told(found, "worst_month", month=34) == 0
    assert 0 < told(found, "how_often") < 1


def test_a_signal_is_told_against_its_own_usual() -> None:
    steady, risen = np.full(60, 20.0), np.full(60, 20.0)
    risen[-4:] = 60
    given = replace(panel(np.zeros((2, 60))), signals={"hostile_reports": np.stack([steady, risen])})
    (feature,) = features_in(given)[len(FEATURES) :]
    assert feature.words == "hostile reports lately, against the usual"
    calm, loud = (raw(feature, value) for value in features(given)[:, -1, -1])
    assert calm == pytest.approx(1)
    assert 1.5 < loud < 3
    assert features(given).shape[2] == len(features_in(given)) == len(FEATURES) + 1


@given(st.integers(30, 119), st.integers(0, 10**6))
def test_nothing_later_is_looked_at(month: int, seed: int) -> None:
    whole = made(places=6, months=120)
    random = np.random.default_rng(seed)
    later = whole.deaths.copy()
    later[:, month + 1 :] = random.integers(0, 500, size=later[:, month + 1 :].shape)
    signal = random.poisson(9, size=later.shape).astype(float)
    whole = replace(whole, signals={"reports": signal})
    changed = replace(whole, deaths=later, signals={"reports": np.where(np.arange(120) > month, 7.0, signal)})
    before = slice(None, month + 1)
    assert np.array_equal(features(whole)[:, before], features(changed)[:, before], equal_nan=True)
    assert np.array_equal(features(whole)[:, before], features(whole.until(month + 1)), equal_nan=True)


def test_the_order_of_places_does_not_matter() -> None:
    whole = made(places=8, months=90)
    order = np.array([3, 1, 7, 0, 2, 6, 5, 4])
    turned = replace(
        whole,
        deaths=whole.deaths[order],
        others=tuple(one[order] for one in whole.others),
        borders=whole.borders[np.ix_(order, order)],
        continents=tuple(whole.continents[one] for one in order),
    )
    assert np.allclose(features(whole)[order], features(turned), equal_nan=True)
