"""The models keep the contract, and say what their docstrings say."""

import types

import numpy as np
import pytest

from simurg.foresight import registry
from simurg.foresight.history import History
from simurg.foresight.model import SAMPLES, ModelModule, Parameters, spread
from simurg.foresight.models import last_18_months
from simurg.ontology.errors import CallerError
from simurg.testing.models import ConformanceError, check_model


def history(months: int = 40, places: int = 5, seed: int = 1) -> History:
    random = np.random.default_rng(seed)
    values = random.negative_binomial(0.3, 0.02, (places, months)).astype(float)
    values[0] = 0
    values[1, random.random(months) < 0.2] = np.nan
    return History("deaths", tuple(f"place {n}" for n in range(places)), 2030 * 12, values)


@pytest.mark.parametrize("name", registry.names())
def test_every_model_in_the_tree_keeps_the_contract(name: str) -> None:
    check_model(registry.find(name), [history(), history(60, 3, seed=2), history(24, 2, seed=3)])


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


@pytest.mark.parametrize(
    ("module", "complaint"),
    [
        (broken(fit=_peeks), "after the origin"),
        (broken(predict=lambda p, h: -last_18_months.predict(p, h)[:, :, ::-1]), "below 0"),
        (broken(predict=lambda p, h: last_18_months.predict(p, h)[:, :, ::-1]), "not sorted"),
        (broken(predict=lambda p, h: last_18_months.predict(p, h)[:, :, :10]), "shape"),
        (broken(predict=lambda p, h: np.nan_to_num(last_18_months.predict(p, h))), "less history"),
        (broken(predict=lambda p, h: last_18_months.predict(p, h).astype(float)), "float64"),
    ],
)
def test_the_suite_catches_a_model_that_breaks_the_contract(module: ModelModule, complaint: str) -> None:
    with pytest.raises(ConformanceError, match=complaint):
        check_model(module, [history()])
