"""Explanations of models as black boxes, on small made histories."""

from itertools import pairwise
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import numpy as np
import pytest

from simurg.foresight import registry
from simurg.foresight.explanation import words
from simurg.foresight.explanation.cases import AFTER, BEFORE, cases_like
from simurg.foresight.explanation.explain import Ask, explain
from simurg.foresight.explanation.reading import Reading
from simurg.foresight.explanation.variants import forked, longer, variants_of
from simurg.foresight.history import History
from simurg.foresight.model import Model, Parameters, spread
from simurg.ontology.errors import CallerError, NotFound

MONTHS = 72
FIRST = 2020 * 12


def made(seed: int = 1) -> History:
    """Six places: one that flares up at the end, one that did so four years ago, noise, a quiet one, one with gaps."""
    draw = np.random.default_rng(seed)
    values = draw.poisson(3.0, size=(6, MONTHS)).astype(float)
    values[0, -3:] = (40, 160, 212)
    values[1, 21:24] = (42, 150, 230)
    values[1, 24:36] = 90
    values[4] = 0
    values[5, ::2] = np.nan
    rows = np.array(
        [[UUID(int=1 + 1000 * place + month).bytes for month in range(MONTHS)] for place in range(6)], dtype="V16"
    )
    return History("state_based_deaths", ("Arlen", "Bost", "Caro", "Dun", "Esk", "Fen"), FIRST, values, rows, None)


def told(history: History, place: str = "Arlen", model: str = "last_18_months", **ask: Any) -> Any:
    return explain(registry.find(model), history, [place], Ask(**ask))[place]


def test_what_flared_up_lately_is_the_strongest_driver() -> None:
    found = told(made())
    assert found.drivers[0].part == "last_3"
    first = found.drivers[0]
    assert first.raises
    assert first.told == 412
    assert (first.without.at_least, first.now.at_least) == (0.0, pytest.approx(1 / 6, abs=0.01))
    text = words.driver_in_words(first, found)
    assert text == "the last three months (412 deaths) raise the chance of ≥ 25 from <1 % to 17 %"


def test_quiet_months_lower_a_forecast() -> None:
    history = made()
    history.values[3, :-3] = 60
    history.values[3, -3:] = 0
    found = told(history, "Dun")
    assert not found.drivers[0].raises or found.drivers[0].part != "last_3"
    lowering = next(one for one in found.drivers if one.part == "last_3")
    assert lowering.against == "usual"
    assert "fewer than is usual here" in words.driver_in_words(lowering, found)
    assert " lower " in words.driver_in_words(lowering, found)


def test_a_place_where_nothing_ever_happened_has_no_driver() -> None:
    found = told(made(), "Esk")
    assert found.drivers == ()
    assert "did not move" in words.news_in_words(found.news, found)


def test_the_nearest_case_is_the_one_that_went_before_and_what_followed_is_told() -> None:
    found = told(made())
    first = found.cases.nearest[0]
    assert first.place == "Bost"
    assert first.month == FIRST + 23
    assert (first.after, first.months_reached) == (90 * 12, 12)
    assert first.rows == tuple(UUID(int=1 + 1000 + month) for month in range(36))
    assert words.case_in_words(first, found).endswith("1,080 deaths in the next 12 months")


def test_distances_are_those_of_the_formula() -> None:
    history = made()
    first = cases_like(history, 0, 25.0).nearest[0]
    logs = np.log1p(history.values)
    apart = logs[0, -BEFORE:] - logs[1, 24 - BEFORE : 24]
    assert first.distance == pytest.approx(np.sqrt((apart**2).mean()) / np.nanstd(logs))


def test_a_case_needs_twelve_known_months_after_it() -> None:
    history = made()
    latest = history.last_month - AFTER
    for place in range(len(history.places)):
        found = cases_like(history, place, 25.0, most=50)
        assert all(one.month <= latest for one in found.nearest)
        assert all(one.place != "Fen" for one in found.nearest), "every second month there is unknown"
    changed = made()
    changed.values[1:, -AFTER:] *= 50  # what follows a case is told, and has no part in choosing it
    before, after = (cases_like(one, 0, 25.0) for one in (history, changed))
    assert after.searched == before.searched


def test_cases_of_one_place_do_not_overlap_and_ties_are_counted() -> None:
    found = cases_like(made(), 4, 25.0)
    own = sorted(one.month for one in found.nearest if one.place == "Esk")
    assert all(later - sooner >= BEFORE for sooner, later in pairwise(own))
    assert found.as_near >= len(found.nearest)
    assert found.searched == 5 * (MONTHS - BEFORE - AFTER + 1) - (BEFORE - AFTER)  # Fen has gaps; its own overlap


def test_what_is_new_is_the_last_month() -> None:
    found = told(made(), horizon=2)
    assert found.news is not None
    assert (found.news.month, found.news.value) == (FIRST + MONTHS - 1, 212)
    history = made()
    past = explain(registry.find("last_18_months"), history.until(MONTHS - 1), ["Arlen"], Ask(horizon=3))["Arlen"]
    assert found.news.before == past.now
    history.values[0, -1] = np.nan
    assert "nothing was told" in words.news_in_words(told(history).news, told(history))


def test_a_step_is_what_the_model_says_once_the_month_has_come() -> None:
    history = made()
    found = told(history, horizon=2)
    for step in found.steps.levels:
        later = longer(history)
        later.values[0, -1] = step.value
        assert told(later, horizon=2).now == step.then
    assert "What would change it most" in words.steps_in_words(found.steps, found)


def fit_share(history: History) -> Parameters:
    """A model fitted across places: everything known anywhere, and each place's own last year."""
    known = history.values[np.isfinite(history.values)]
    shared = np.quantile(known, np.linspace(0, 1, 20))
    return Parameters("share", "1", history.places, 12, {"shared": shared, "own": history.values[:, -12:]})


def refresh_share(parameters: Parameters, history: History) -> Parameters:
    return Parameters("share", "1", history.places, 12, {**parameters.arrays, "own": history.values[:, -12:]})


def predict_share(parameters: Parameters, horizons: Any) -> Any:
    own = parameters.arrays["own"]
    both = np.hstack([own, np.tile(parameters.arrays["shared"], (len(own), 1))])
    return np.repeat(spread(both)[:, None, :], len(horizons), axis=1)


def test_a_model_that_can_refresh_is_fitted_once() -> None:
    fits: list[int] = []

    def fit(history: History) -> Parameters:
        fits.append(len(history.places))
        return fit_share(history)

    model = Model("share", "", "", 12, "", "1")
    parts: dict[str, Any] = {"MODEL": model, "fit": fit, "predict": predict_share}
    found = explain(SimpleNamespace(**parts, refresh=refresh_share), made(), ["Arlen", "Dun"])
    assert fits == [6]
    fits.clear()
    again = explain(SimpleNamespace(**parts), made(), ["Arlen", "Dun"])
    assert len(fits) == 4
    for place in ("Arlen", "Dun"):
        assert found[place].now == again[place].now
        assert [one.part for one in found[place].drivers] == [one.part for one in again[place].drivers]


def test_the_pool_refreshed_on_its_own_history_says_the_same() -> None:
    pooled: Any = registry.find("pooled")
    history = made()
    fitted = pooled.fit(history)
    again = pooled.refresh(fitted, history)
    assert pooled.predict(fitted, (1, 3)).tobytes() == pooled.predict(again, (1, 3)).tobytes()


def test_a_covariate_is_a_driver_where_the_model_looks_at_it() -> None:
    history = made()
    other = np.zeros_like(history.values)
    other[2, -6:] = 30
    history = History(history.series, history.places, FIRST, history.values, covariates={"displaced_persons": other})

    def fit(past: History) -> Parameters:
        return Parameters("beside", "1", past.places, 12, {"own": past.covariates["displaced_persons"][:, -12:]})

    def predict(parameters: Parameters, horizons: Any) -> Any:
        return np.repeat(spread(parameters.arrays["own"])[:, None, :], len(horizons), axis=1)

    model: Any = SimpleNamespace(MODEL=Model("beside", "", "", 12, "", "1"), fit=fit, predict=predict)
    found = explain(model, history, ["Caro"])["Caro"]
    assert [one.covariate for one in found.drivers] == ["displaced_persons"]
    assert words.driver_in_words(found.drivers[0], found).startswith("displaced persons of the last 12 months (180)")


def test_altered_pasts_leave_the_true_ones_as_they_are() -> None:
    history = made()
    before = history.values.copy()
    variants = [one for place in range(6) for one in variants_of(history, place)]
    both = forked(history, variants)
    assert np.array_equal(history.values, before, equal_nan=True)
    assert np.array_equal(both.values[:6], before, equal_nan=True)
    assert len(set(both.places)) == len(both.places)
    for number, one in enumerate(variants, 6):
        assert np.array_equal(np.isnan(both.values[number]), np.isnan(before[one.place])), "unknown stays unknown"


@pytest.mark.parametrize("months", [13, 24, 36, 37])
def test_short_histories_are_explained_as_far_as_they_go(months: int) -> None:
    found = told(made().until(months))
    assert found.target == FIRST + months
    assert len(found.cases.nearest) <= 5
    assert words.cases_in_words(found.cases, found)


def test_what_cannot_be_explained() -> None:
    model = registry.find("last_18_months")
    with pytest.raises(NotFound, match="Atlantis") as error:
        explain(model, made(), ["Atlantis"])
    assert "Arlen" in str(error.value)
    assert explain(model, made().until(8), ["Arlen"]) == {}
    with pytest.raises(CallerError, match="one month"):
        Ask(horizon=0)
    with pytest.raises(CallerError, match="200"):
        explain(model, made(), ["Arlen"] * 201)


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        (Reading(1.0, 0.31, 10), Reading(2.0, 0.88, 60), "the chance of ≥ 25 from 31 % to 88 %"),
        (Reading(1.0, 0.001, 1), Reading(2.0, 0.002, 4), "the median from 1 to 4"),
        (Reading(1.0, 0.25, 10), Reading(2.0, 0.24, 12), "the median from 10 to 12"),
        (Reading(1.0, 0.25, 10), Reading(0.0, 0.26, 12), "the typical size by a factor of 0.37"),
    ],
)
def test_words_never_move_against_the_effect(before: Reading, after: Reading, text: str) -> None:
    assert words.moved(before, after, 25.0) == text
