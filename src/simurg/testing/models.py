"""The conformance suite of forecast models: call `check_model` from a model's test with a history or two.

It holds a model to its contract (foresight.model): samples of the right shape, sorted, never below the least value
that the series can take, NaN throughout or nowhere; the same history gives the same samples; nothing after the
origin is looked at, in the series or in its covariates; parameters are plain arrays, survive being stored as bytes
and, where they name their arrays by place, being parted; places do not mind their order; a count that cannot be (below
0, absurd, infinite) is as good as unknown; ten values, or one place, are no reason to fall.
It raises ConformanceError and never repairs anything.
"""

import io
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from simurg.foresight.history import MOST, Floats, History
from simurg.foresight.model import SAMPLES, ModelModule, Samples

HORIZONS = (1, 2, 3, 7, 14, 36)
LATER = (np.nan, 0.0, 1e6, -1.0)
IMPOSSIBLE = (-1.0, MOST * 10, np.inf)


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
        _check_covariates(module, history)
        _check_order(module, history, samples)
        _check_impossible(module, history)
        _check_few(module, history)


def _samples(module: ModelModule, history: History) -> Samples:
    return module.predict(module.fit(history), HORIZONS)


def _check_shape(module: ModelModule, history: History, samples: Samples, least: float) -> None:
    _check_form(history, samples, least)
    told = ~np.isnan(samples[:, 0, 0])
    _hold(bool(told.any()), f"it says nothing of {history.months} months, but needs {module.MODEL.least_months}")


def _check_form(history: History, samples: Samples, least: float) -> None:
    _hold(samples.shape == (len(history.places), len(HORIZONS), SAMPLES), f"samples have the shape {samples.shape}")
    _hold(samples.dtype == np.float32, f"samples are {samples.dtype}")
    unknown = np.isnan(samples)
    _hold(bool((unknown.all(axis=(1, 2)) == unknown.any(axis=(1, 2))).all()), "a place is NaN in part")
    told = samples[~unknown.any(axis=(1, 2))]
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
    again = replace(fitted, arrays=stored)
    _hold(_same(samples, module.predict(again, HORIZONS)), "stored parameters give other samples")
    for name in fitted.by_place:
        _hold(len(fitted.arrays[name]) == len(history.places), f"the parameter {name} has not one row a place")
    parts = [module.predict(part, HORIZONS) for part in fitted.parts(max(len(history.places) - 1, 1))]
    _hold(_same(samples, np.concatenate(parts)), "places forecast in parts give other samples")


def _check_leakage(module: ModelModule, history: History) -> None:
    """What came after an origin must not matter, whatever it was; nor may the history itself be changed."""
    cut = history.months - 3
    before = _samples(module, history.until(cut))
    for later in LATER:
        values = history.values.copy()
        values[:, cut:] = later
        changed = replace(history, values=values)
        _hold(_same(before, _samples(module, changed.until(cut))), "months after the origin matter")
        _hold(_equal(values[:, :cut], history.values[:, :cut]), "it changes the history")


def _check_covariates(module: ModelModule, history: History) -> None:
    """The same of other series laid beside it: later months must not matter, nor may one that nobody knows harm."""
    cut = history.months - 3
    own = {"other": history.values[::-1].copy(), "unknown": np.full(history.values.shape, np.nan)}
    beside = replace(history, covariates=own)
    before = _samples(module, beside.until(cut))
    _check_form(beside, before, 0.0)
    for later in LATER:
        values = own["other"].copy()
        values[:, cut:] = later
        changed = replace(history, covariates=own | {"other": values})
        _hold(_same(before, _samples(module, changed.until(cut))), "later months of a covariate matter")


def _check_order(module: ModelModule, history: History, samples: Samples) -> None:
    turned = replace(
        history,
        places=history.places[::-1],
        values=history.values[::-1],
        rows=None,
        reports=None,
        covariates={name: values[::-1] for name, values in history.covariates.items()},
    )
    _hold(_same(samples[::-1], _samples(module, turned)), "the order of the places matters")


def _check_impossible(module: ModelModule, history: History) -> None:
    """A count that cannot be is unknown."""
    unknown, impossible = history.values.copy(), history.values.copy()
    for number, count in enumerate(IMPOSSIBLE):
        months = slice(history.months - 2 - number, None, -7)
        unknown[number % len(unknown), months] = np.nan
        impossible[number % len(unknown), months] = count
    answers = [_samples(module, replace(history, values=values)) for values in (unknown, impossible)]
    _check_form(history, answers[0], 0.0)
    _hold(_same(answers[0], answers[1]), "a count that cannot be is not taken as unknown")


def _check_few(module: ModelModule, history: History) -> None:
    """Below its least history it says nothing, rather than anything; ten values and one place are answered."""
    short = _samples(module, history.until(module.MODEL.least_months - 1))
    _hold(bool(np.isnan(short).all()), "it speaks on less history than it says it needs")
    ten = history.until(10)
    _check_form(ten, _samples(module, ten), 0.0)
    others = {name: values[:1] for name, values in history.covariates.items()}
    alone = History(history.series, history.places[:1], history.first_month, history.values[:1], covariates=others)
    _check_form(alone, _samples(module, alone), 0.0)


def _same(one: Samples, other: Samples) -> bool:
    return one.tobytes() == other.tobytes()


def _equal(one: Floats, other: Floats) -> bool:
    return bool(np.array_equal(one, other, equal_nan=True))


def _hold(true: bool, otherwise: str) -> None:
    if not true:
        raise ConformanceError(otherwise)
