"""The pool: what the other models say, weighted by how they did on windows before, apart for places by their level.

At each origin the learned parts are fitted on the past up to six years before and tried on the windows since; how all
parts did there sets the weights of four kinds of places, by their recent level (a decayed mean, half-life 6 months):
quiet, small, great and extreme. Weights are held towards frozen ones, chosen on windows up to 2017 (docs/deaths.md),
and equal those where the history is short. All parts are then fitted on the whole past.

The tail. Great wars are few, so their weights are held hard. Extreme ones (3,000 a month) are too few to learn from:
there the latest months share with models of longer memory, and their weights stay frozen, so that a war that ends at
its height costs less. On the extreme months up to 2017 this cost nothing.

J. M. Bates & C. W. J. Granger, "The combination of forecasts", Operational Research Quarterly 20 (1969); K. F. Wallis,
Applied Financial Economics 21 (2011), on pooling distributions.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt

from simurg.foresight.history import Floats, History, counts
from simurg.foresight.model import SAMPLES, Model, Parameters, Samples
from simurg.foresight.models import (
    boosted_classes,
    boosted_ratio,
    decayed_months,
    last_18_months,
    logistic_classes,
    negative_binomial,
)
from simurg.foresight.pool.cases import MOST_PLACES, Numbers, sample_of
from simurg.foresight.pool.learned import level_of
from simurg.foresight.pool.mixture import mixed
from simurg.foresight.pool.weights import Hold, Record, fit_weights, joined, record_of

MODEL = Model(
    name="pooled",
    title="A pool of six models",
    question="How much of it in each of the coming months, six models heard?",
    least_months=12,
    reference="Bates & Granger 1969; Hall & Mitchell 2007",
    version="1",
)
PARTS: tuple[ModuleType, ...] = (
    last_18_months,
    decayed_months,
    negative_binomial,
    logistic_classes,
    boosted_classes,
    boosted_ratio,
)
KINDS = (0.3, 20.0, 3_000.0)
"""Recent levels that part quiet, small, great and extreme."""
FROZEN = np.array(
    [
        [0.05, 0.10, 0.05, 0.45, 0.35, 0.00],
        [0.05, 0.15, 0.05, 0.30, 0.25, 0.20],
        [0.05, 0.40, 0.05, 0.05, 0.05, 0.40],
        [0.25, 0.45, 0.30, 0.00, 0.00, 0.00],
    ]
)
"""By kind, then by part; chosen on windows up to 2017."""
HOLDS = (Hold(), Hold(), Hold(cases=10_000.0), Hold(cases=np.inf))
CUTS = (72,)
"""The learned parts are tried from so many months before the origin on; a cut counts if there are LEAST_PAST before."""
LEAST_PAST = 84
EVERY = 6
TRIED = (3, 6, 9, 12, 14)


def fit(history: History) -> Parameters:
    """Weights by kind, and every part's own parameters under its name."""
    weights = _weights(sample_of(history))
    return _assembled(weights, [part.fit(history) for part in PARTS], history)


def refresh(parameters: Parameters, history: History) -> Parameters:
    """The weights and all that was learned before, over another history."""
    own = [
        part.refresh(_own(parameters, part), history) if hasattr(part, "refresh") else part.fit(history)
        for part in PARTS
    ]
    return _assembled(parameters.arrays["weights"], own, history)


def _assembled(weights: npt.NDArray[Any], parts: Sequence[Parameters], history: History) -> Parameters:
    arrays: dict[str, npt.NDArray[Any]] = {"weights": weights, "kind": _kinds(history)}
    by_place, looked_back = ["kind"], 0
    for own in parts:
        arrays |= {f"{own.model}.{name}": array for name, array in own.arrays.items()}
        by_place += [f"{own.model}.{name}" for name in own.by_place]
        looked_back = max(looked_back, own.looked_back)
    return Parameters(MODEL.name, MODEL.version, history.places, looked_back, arrays, tuple(by_place))


def predict(parameters: Parameters, horizons: Sequence[int]) -> Samples:
    """The mixture of the parts under the weights of each place's kind."""
    kind, weights = parameters.arrays["kind"], parameters.arrays["weights"]
    said = [part.predict(_own(parameters, part), horizons) for part in PARTS]
    out = np.empty((len(parameters.places), len(horizons), SAMPLES), dtype=np.float32)
    for number in range(len(KINDS) + 1):
        rows = kind == number
        out[rows] = mixed([samples[rows] for samples in said], weights[number])
    out[np.isnan(said[1][:, 0, 0])] = np.nan
    return out


def _own(parameters: Parameters, part: ModuleType) -> Parameters:
    start = f"{part.MODEL.name}."
    arrays = {name[len(start) :]: array for name, array in parameters.arrays.items() if name.startswith(start)}
    return replace(parameters, model=part.MODEL.name, version=part.MODEL.version, arrays=arrays, by_place=())


def _kinds(history: History) -> Numbers:
    """Quiet 0, small 1, great 2."""
    parts = [
        level_of(
            replace(
                history, places=history.places[at], values=history.values[at], rows=None, reports=None, covariates={}
            )
        )[:, -1]
        for at in (slice(start, start + MOST_PLACES) for start in range(0, len(history.places), MOST_PLACES))
    ]
    level = np.concatenate(parts) if parts else np.zeros(0)
    return np.searchsorted(KINDS, np.nan_to_num(level), side="right").astype(np.int64)


def _weights(history: History) -> Floats:
    records: list[list[Record]] = [[] for _ in FROZEN]
    cuts = [history.months - back for back in CUTS if history.months - back >= LEAST_PAST]
    for cut, end in pairwise([*cuts, history.months]):
        known = [part.fit(history.until(cut)) for part in PARTS]
        for months in range(cut, min(end, history.months - min(TRIED)), EVERY):
            _try(history, months, known, records)
    return np.stack(
        [
            fit_weights(joined(own), held_to, hold) if own else held_to
            for own, held_to, hold in zip(records, FROZEN, HOLDS, strict=True)
        ]
    )


def _try(history: History, months: int, known: list[Parameters], records: list[list[Record]]) -> None:
    """How the parts, as fitted before, did from this many months on."""
    past = history.until(months)
    said = []
    for part, before in zip(PARTS, known, strict=True):
        own = part.refresh(before, past) if hasattr(part, "refresh") else part.fit(past)
        said.append(part.predict(own, TRIED))
    samples, kind = np.stack(said, axis=2), _kinds(past)
    for number, ahead in enumerate(TRIED):
        if months + ahead > history.months:
            break
        came = counts(history.values)[:, months + ahead - 1]
        told = np.isfinite(came) & ~np.isnan(samples[:, number, :, 0]).any(axis=1)
        for own_kind, own_records in enumerate(records):
            rows = told & (kind == own_kind)
            if rows.any():
                own_records.append(record_of(samples[rows, number], came[rows]))
