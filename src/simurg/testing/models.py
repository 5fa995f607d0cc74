"""The conformance suite of forecast models: call `check_model` from a model's test with a history or two.

It holds a model to its contract (foresight.model): samples of the right shape, sorted, never below the least value
that the series can take, NaN throughout or nowhere; the same history gives the same samples; nothing after the
origin is looked at; parameters are plain arrays and survive being stored as bytes; places do not mind their order.
It raises ConformanceError and never repairs anything.
"""

import io
from collections.abc import Sequence

import numpy as np

from simurg.foresight.history import Floats, History
from simurg.foresight.model import SAMPLES, ModelModule, Parameters, Samples

HORIZONS = (1, 2, 3, 7, 14)


class ConformanceError(AssertionError):
    """The model breaks its contract; the text says where."""


def check_model(module: ModelModule, histories: Sequence[History], *, least: float = 0.0) -> None:
    """Hold a model to its contract on each history; they should be longer than `MODEL.least_months`."""
    for history in histories:
        samples = _samples(module, history)
        _check_shape(module, history, samples, least)
        _hold(_same(samples, _samples(module, history)), "two runs differ")
        _check_parameters(module, history, samples)
        _check_leakage(module, history)
        _check_order(module, history, samples)
        _check_short(module, history)


def _samples(module: ModelModule, history: History) -> Samples:
    return module.predict(module.fit(history), HORIZONS)


def _check_shape(module: ModelModule, history: History, samples: Samples, least: float) -> None:
    _hold(samples.shape == (len(history.places), len(HORIZONS), SAMPLES), f"samples have the shape {samples.shape}")
    _hold(samples.dtype == np.float32, f"samples are {samples.dtype}")
    unknown = np.isnan(samples)
    _hold(bool((unknown.all(axis=(1, 2)) == unknown.any(axis=(1, 2))).all()), "a place is NaN in part")
    told = samples[~unknown.any(axis=(1, 2))]
    _hold(bool(told.size), f"it says nothing of {history.months} months, but needs {module.MODEL.least_months}")
    _hold(bool(np.isfinite(told).all()), "a sample is not finite")
    _hold(bool((np.diff(told, axis=-1) >= 0).all()), "samples are not sorted")
    _hold(bool((told >= least).all()), f"a sample is below {least:g}")


def _check_parameters(module: ModelModule, history: History, samples: Samples) -> None:
    fitted = module.fit(history)
    _hold((fitted.model, fitted.version) == (module.MODEL.name, module.MODEL.version), "parameters name another model")
    _hold(fitted.places == history.places, "parameters name other places")
    stored = {}
    for name, array in fitted.arrays.items():
        _hold(array.dtype != object, f"the parameter {name} is not a plain array")
        held = io.BytesIO()
        np.save(held, array, allow_pickle=False)
        stored[name] = np.load(io.BytesIO(held.getvalue()), allow_pickle=False)
    again = Parameters(fitted.model, fitted.version, fitted.places, fitted.looked_back, stored)
    _hold(_same(samples, module.predict(again, HORIZONS)), "stored parameters give other samples")


def _check_leakage(module: ModelModule, history: History) -> None:
    """What came after an origin must not matter, whatever it was; nor may the history itself be changed."""
    cut = history.months - 3
    before = _samples(module, history.until(cut))
    for later in (np.nan, 0.0, 1e6):
        values = history.values.copy()
        values[:, cut:] = later
        changed = History(history.series, history.places, history.first_month, values)
        _hold(_same(before, _samples(module, changed.until(cut))), "months after the origin matter")
        _hold(_equal(values[:, :cut], history.values[:, :cut]), "it changes the history")


def _check_order(module: ModelModule, history: History, samples: Samples) -> None:
    turned = History(history.series, history.places[::-1], history.first_month, history.values[::-1])
    _hold(_same(samples[::-1], _samples(module, turned)), "the order of the places matters")


def _check_short(module: ModelModule, history: History) -> None:
    """Below its least history it says nothing, rather than anything."""
    short = _samples(module, history.until(module.MODEL.least_months - 1))
    _hold(bool(np.isnan(short).all()), "it speaks on less history than it says it needs")


def _same(one: Samples, other: Samples) -> bool:
    return one.tobytes() == other.tobytes()


def _equal(one: Floats, other: Floats) -> bool:
    return bool(np.array_equal(one, other, equal_nan=True))


def _hold(true: bool, otherwise: str) -> None:
    if not true:
        raise ConformanceError(otherwise)
