"""The models keep the contract, and say what their docstrings say."""

import types
from dataclasses import replace

import numpy as np
import pytest

from simurg.foresight import registry
from simurg.foresight.history import History
from simurg.foresight.model import SAMPLES, ModelModule, Parameters, spread
from simurg.foresight.models import (
    boosted_classes,
    boosted_ratio,
    decayed_months,
    hurdle,
    last_18_months,
    logistic_classes,
    nearest_cases,
    negative_binomial,
    pooled,
)
from simurg.foresight.pool.trees import Growth
from simurg.foresight.scores.crps import crps
from simurg.foresight.scores.interval import interval_score
from simurg.ontology.errors import CallerError
from simurg.testing.models import ConformanceError, check_model


def history(months: int = 40, places: int = 5, seed: int = 1) -> History:
    random = np.random.default_rng(seed)
    values = random.negative_binomial(0.3, 0.02, (places, months)).astype(float)
    values[0] = 0
    values[1, random.random(months) < 0.2] = np.nan
    return History("deaths", tuple(f"place {n}" for n in range(places)), 2030 * 12, values)


def grid(cells: int = 40, months: int = 132, seed: int = 6) -> History:
    """A made grid: a third of the cells never see anything, the others flare up and die down."""
    random = np.random.default_rng(seed)
    level = np.exp(np.cumsum(random.normal(0, 0.5, (cells, months)), axis=1) + random.normal(0, 1, (cells, 1)))
    values = random.poisson(np.minimum(level, 3_000)) * (random.random((cells, months)) < 0.6)
    values[::3] = 0
    return History("deaths", tuple(f"cell {n}" for n in range(cells)), 2030 * 12, values.astype(float))


@pytest.mark.parametrize("name", registry.names())
def test_every_model_in_the_tree_keeps_the_contract(name: str) -> None:
    check_model(registry.find(name), [history(), history(60, 3, seed=2), history(24, 2, seed=3)])


@pytest.mark.parametrize("name", [name for name in registry.names() if hasattr(registry.find(name), "refresh")])
def test_models_that_learn_keep_the_contract_where_there_is_something_to_learn(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (boosted_classes, boosted_ratio):  # a few trees break the contract as well as many
        monkeypatch.setattr(module, "GROWTH", Growth(rounds=3, least_cases=20))
    check_model(registry.find(name), [grid(12, 100)])


@pytest.mark.parametrize("name", [name for name in registry.names() if hasattr(registry.find(name), "refresh")])
def test_what_was_learned_before_serves_a_later_history(name: str) -> None:
    module, whole = registry.find(name), grid()
    learned = module.fit(whole.until(120))
    same = module.refresh(learned, whole.until(120))  # type: ignore[attr-defined]
    later = module.refresh(learned, whole)  # type: ignore[attr-defined]
    before = module.predict(learned, (3,))
    assert module.predict(same, (3,)).tobytes() == before.tobytes()
    assert module.predict(later, (3,)).tobytes() != before.tobytes()


@pytest.mark.parametrize("name", ["boosted_ratio", "logistic_classes", "boosted_classes", "nearest_cases"])
def test_a_model_that_learns_says_something_else_than_the_decayed_months(name: str) -> None:
    module, past = registry.find(name), grid()
    plain = decayed_months.predict(decayed_months.fit(past), (3,))
    assert (module.predict(module.fit(past), (3,)) != plain).any()
    short = past.until(30)
    assert (module.predict(module.fit(short), (3,)) == decayed_months.predict(decayed_months.fit(short), (3,))).all()


def test_a_covariate_that_foretells_is_learned_from() -> None:
    past = grid()
    omen = np.concatenate([past.values[:, 6:], np.zeros((len(past.places), 6))], axis=1)  # six months ahead of its time
    beside = History(past.series, past.places, past.first_month, past.values, covariates={"omen": omen})
    cut, came = 126, past.values[:, 131]
    errors = []
    for one in (past, beside):
        samples = logistic_classes.predict(logistic_classes.fit(one.until(cut)), (6,))[:, 0]
        errors.append(crps(np.log1p(samples.astype(float)), np.log1p(came)).mean())
    assert errors[1] < 0.95 * errors[0]


def test_the_latest_months_weigh_most_in_the_decayed_months() -> None:
    past = History("deaths", ("Arda", "Belen"), 0, np.array([[0.0] * 44 + [100.0] * 4, [100.0] * 44 + [0.0] * 4]))
    samples = decayed_months.predict(decayed_months.fit(past), (1, 14))
    assert (samples[0, 0] > 0).mean() == pytest.approx(0.5, abs=0.01)  # a half-life of four months
    assert (samples[1, 0] > 0).mean() == pytest.approx(0.5, abs=0.01)
    assert np.median(samples[0, 0][samples[0, 0] > 0]) == pytest.approx(100, abs=3)
    assert (samples[:, 0] == samples[:, 1]).all()


def test_the_negative_binomial_has_the_moments_it_saw() -> None:
    values = np.random.default_rng(8).negative_binomial(2, 0.05, (1, 24)).astype(float)
    samples = negative_binomial.predict(negative_binomial.fit(History("deaths", ("Arda",), 0, values)), (1,))[0, 0]
    assert samples.mean() == pytest.approx(values.mean(), rel=0.02)
    assert samples.std() == pytest.approx(values.std(), rel=0.05)


def test_the_hurdle_is_lower_the_longer_it_was_quiet() -> None:
    rows = np.zeros((3, 60))
    rows[0, :12] = rows[1, :50] = 10
    rows[2] = 10
    samples = hurdle.predict(hurdle.fit(History("deaths", ("a", "b", "c"), 0, rows)), (1,))[:, 0]
    chances = (samples > 0).mean(axis=1)
    assert 0 < chances[0] < chances[1] < chances[2] < 1


def test_what_came_of_like_moments_comes_of_this_one() -> None:
    cycle = np.tile([0.0] * 9 + [40.0] * 3, 14)  # nine quiet months, three of war, at every place but shifted
    values = np.stack([np.roll(cycle, shift) for shift in range(12)])
    past = History("deaths", tuple(f"{n:02d}" for n in range(12)), 0, values)
    samples = nearest_cases.predict(nearest_cases.fit(past), (12,))
    came = np.stack([np.roll(cycle, shift) for shift in range(12)])[:, 11]  # a cycle of twelve months
    wars = (samples[:, 0] > 0).mean(axis=1)
    assert wars[came > 0].min() > wars[came == 0].max()


def test_the_pool_keeps_its_frozen_weights_where_there_is_little_to_learn_from() -> None:
    assert (pooled.fit(history()).arrays["weights"] == pooled.FROZEN).all()
    assert pooled.FROZEN.sum(axis=1) == pytest.approx(1)


def test_the_pool_moves_its_weights_towards_what_did_better() -> None:
    """Where counts are the same every month, the latest months are all that is needed."""
    random = np.random.default_rng(2)
    values = np.repeat(random.integers(1, 15, (25, 1)), 160, axis=1).astype(float)
    past = History("deaths", tuple(f"{n:02d}" for n in range(25)), 0, values)
    moved = pooled.fit(past).arrays["weights"][1] - pooled.FROZEN[1]
    by_name = {part.MODEL.name: change for part, change in zip(pooled.PARTS, moved, strict=True)}
    assert by_name["last_18_months"] > 0.02
    assert by_name["logistic_classes"] < 0


@pytest.mark.parametrize("height", [20_000.0, 100_000.0])
def test_a_war_that_ends_at_its_height_costs_less_than_with_the_latest_months_alone(height: float) -> None:
    wars = grid(30)
    values = np.concatenate([wars.values, np.full((1, wars.months), 200.0)])
    values[-1, -3:] = height
    past = History("deaths", (*wars.places, "great war"), 0, values)
    over = np.zeros(1)
    ours, latest = (module.predict(module.fit(past), (6,))[-1] for module in (pooled, decayed_months))
    assert crps(ours, over)[0] < 0.9 * crps(latest, over)[0]
    assert interval_score(ours, over)[0] < interval_score(latest, over)[0]
    assert ours.max() < 60 * height


def test_there_is_no_model_of_an_unknown_name() -> None:
    with pytest.raises(CallerError, match="last_18_months"):
        registry.find("crystal_ball")


def test_each_of_the_last_18_months_gets_an_equal_share() -> None:
    past = History("deaths", ("Arda",), 0, np.arange(30.0)[None, :])
    samples = last_18_months.predict(last_18_months.fit(past), (1, 14))
    values, times = np.unique(samples[0, 0], return_counts=True)
    assert values.tolist() == list(range(12, 30))
    assert set(times) == {55, 56}
    assert (samples[0, 0] == samples[0, 1]).all()


def test_unknown_months_are_passed_over_and_never_zero() -> None:
    values = np.full((2, 30), 7.0)
    values[0, -4:] = np.nan
    values[1, -13:] = np.nan  # 11 known of the last 24
    past = History("deaths", ("Arda", "Belen"), 0, values)
    samples = last_18_months.predict(last_18_months.fit(past), (1,))
    assert (samples[0] == 7).all()
    assert np.isnan(samples[1]).all()


def test_spread_is_the_quantile_function_of_the_values() -> None:
    values = np.array([[5.0, 1.0, np.nan, 3.0]])
    assert np.unique(spread(values)[0], return_counts=True)[1].tolist() == [333, 334, 333]
    assert spread(np.array([[2.0, 1.0]]), 4).tolist() == [[1, 1, 2, 2]]
    assert np.isnan(spread(np.full((2, 3), np.nan))).all()
    assert spread(np.zeros((2, 0))).shape == (2, SAMPLES)


def broken(**parts: object) -> ModelModule:
    module = types.SimpleNamespace(MODEL=last_18_months.MODEL, fit=last_18_months.fit, predict=last_18_months.predict)
    for name, part in parts.items():
        setattr(module, name, part)
    return module  # type: ignore[return-value]


def _peeks(past: History) -> Parameters:
    whole = past.values.base if past.values.base is not None else past.values
    return last_18_months.fit(History(past.series, past.places, past.first_month, whole))


def _peeks_at_covariates(past: History) -> Parameters:
    plain = last_18_months.fit(past)
    if "other" not in past.covariates:
        return plain
    whole = past.covariates["other"].base if past.covariates["other"].base is not None else past.covariates["other"]
    values = plain.arrays["values"] + (np.nan_to_num(whole[:, -1:]) > 5)
    return replace(plain, arrays={"values": values})


def _believes_anything(past: History) -> Parameters:
    plain = last_18_months.fit(past)
    twelve = np.isfinite(plain.arrays["values"]).any(axis=1)[:, None]
    return replace(plain, arrays={"values": np.where(twelve, np.abs(past.values[:, -18:]), np.nan)})


def _mixes_places(past: History) -> Parameters:
    plain = last_18_months.fit(past)
    return replace(plain, arrays={"values": plain.arrays["values"], "top": past.values[:, 0]}, by_place=("top",))


@pytest.mark.parametrize(
    ("module", "complaint"),
    [
        (broken(fit=_peeks), "after the origin"),
        (broken(predict=lambda p, h: -last_18_months.predict(p, h)[:, :, ::-1]), "below 0"),
        (broken(predict=lambda p, h: last_18_months.predict(p, h)[:, :, ::-1]), "not sorted"),
        (broken(predict=lambda p, h: last_18_months.predict(p, h)[:, :, :10]), "shape"),
        (broken(predict=lambda p, h: np.nan_to_num(last_18_months.predict(p, h))), "less history"),
        (broken(predict=lambda p, h: last_18_months.predict(p, h).astype(float)), "float64"),
        (broken(fit=_peeks_at_covariates), "later months of a covariate"),
        (broken(fit=_believes_anything), "cannot be"),
        (broken(fit=_mixes_places), "in parts"),
    ],
)
def test_the_suite_catches_a_model_that_breaks_the_contract(module: ModelModule, complaint: str) -> None:
    with pytest.raises(ConformanceError, match=complaint):
        check_model(module, [history()])
