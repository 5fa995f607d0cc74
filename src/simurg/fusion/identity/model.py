"""The probability that two names are one: a logistic model over `FEATURES`, every part of it shown.

    log odds = intercept + sum_i coefficient_i * feature_i

Coefficients stand in `model.json` with their version and what they were fitted on; persons have one set, all else
(organisations, vessels, places) another. `fit` is the maximum a posteriori with a normal prior (variance 1 / l2) on
every coefficient. The probability speaks about the names alone: two people may share one.
"""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from simurg.fusion.identity.features import FEATURES, features
from simurg.fusion.identity.names import Kind, Name, read_name
from simurg.ontology.errors import CallerError, OperatorError

Floats = npt.NDArray[np.float64]
PRIOR_PRECISION = 1.0


@dataclass(frozen=True, slots=True)
class Part:
    """What one feature adds to the log odds: `effect` = value * coefficient (the intercept has value 1)."""

    feature: str
    value: float
    effect: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """The probability that both are one, and what it is made of (parts that add nothing are left out)."""

    probability: float
    parts: tuple[Part, ...]
    version: str


@dataclass(frozen=True, slots=True)
class Model:
    """Coefficients in the order of `FEATURES`, the intercept last, for persons and for all else."""

    version: str
    person: tuple[float, ...]
    other: tuple[float, ...]

    def __post_init__(self) -> None:
        if len(self.person) != len(FEATURES) + 1 or len(self.other) != len(FEATURES) + 1:
            raise OperatorError("a name model has another number of coefficients than features", hint="Fit it again.")

    def of(self, kind: Kind) -> tuple[float, ...]:
        return self.person if kind is Kind.PERSON else self.other


@lru_cache(maxsize=1)
def packaged_model() -> Model:
    """The model that comes with the package."""
    text = (resources.files("simurg.fusion.identity") / "model.json").read_text(encoding="utf-8")
    return model_of(json.loads(text))


def model_of(document: Mapping[str, object]) -> Model:
    """From its JSON; OperatorError where a feature is missing or unknown."""
    return Model(str(document["version"]), _row(document["person"]), _row(document["other"]))


def document_of(model: Model) -> dict[str, object]:
    """The JSON of a model, coefficients by name."""
    names = (*FEATURES, "intercept")
    return {
        "version": model.version,
        "person": dict(zip(names, model.person, strict=True)),
        "other": dict(zip(names, model.other, strict=True)),
    }


def _row(found: object) -> tuple[float, ...]:
    if not isinstance(found, dict) or set(found) != {*FEATURES, "intercept"}:
        raise OperatorError("a name model does not fit this version's features", hint="Fit it again.")
    return tuple(float(found[name]) for name in (*FEATURES, "intercept"))


def probability(left: Name, right: Name, model: Model | None = None) -> float:
    """The bare number, for bulk."""
    return logistic(log_odds(left, right, model))


def log_odds(left: Name, right: Name, model: Model | None = None) -> float:
    """Of both names being one. Names of different kinds are compared as what the left one is said to be."""
    row = (model or packaged_model()).of(left.kind)
    total = row[-1]
    for value, weight in zip(features(left, right), row, strict=False):
        if value:
            total += value * weight
    return total


def compare_names(left: str, right: str, kind: Kind = Kind.PERSON, model: Model | None = None) -> Comparison:
    """Two names as written, with each feature's part. Names without words give probability 0 and say so; a part `cut`
    says that one was longer than what is looked at (names.py)."""
    chosen = model or packaged_model()
    one, two = read_name(left, kind), read_name(right, kind)
    if not (one.joined or one.numbers) or not (two.joined or two.numbers):
        return Comparison(0.0, (Part("no words", 1.0, -math.inf),), chosen.version)
    row = chosen.of(kind)
    values = features(one, two)
    parts = [Part(n, v, v * w) for n, v, w in zip(FEATURES, values, row, strict=False) if v and w]
    parts.append(Part("intercept", 1.0, row[-1]))
    if one.cut or two.cut:
        parts.append(Part("cut", 1.0, 0.0))
    total = log_odds(one, two, chosen)
    return Comparison(logistic(total), tuple(parts), chosen.version)


def fit(version: str, pairs: Sequence[tuple[str, str, Kind, bool]], l2: float = PRIOR_PRECISION) -> Model:
    """Coefficients from labelled pairs. CallerError without any; a kind without pairs keeps zeros."""
    if not pairs:
        raise CallerError("no pairs to fit on", hint="Give labelled pairs of names.")
    rows = list(_rows(pairs))
    sides = [[row for row in rows if row[1] is person] for person in (True, False)]
    person, other = (_maximum(side, l2) for side in sides)
    return Model(version, person, other)


def _rows(pairs: Sequence[tuple[str, str, Kind, bool]]) -> Iterator[tuple[tuple[float, ...], bool, bool]]:
    for left, right, kind, same in pairs:
        yield features(read_name(left, kind), read_name(right, kind)), kind is Kind.PERSON, same


def _maximum(rows: list[tuple[tuple[float, ...], bool, bool]], l2: float) -> tuple[float, ...]:
    if not rows:
        return (0.0,) * (len(FEATURES) + 1)
    values = np.array([(*row[0], 1.0) for row in rows])
    sign = np.where(np.array([row[2] for row in rows]), 1.0, -1.0)

    def loss(weights: Floats) -> tuple[float, Floats]:
        margin = sign * (values @ weights)
        slope = -sign / (1.0 + np.exp(np.clip(margin, -500, 500)))
        cost = np.logaddexp(0.0, -margin).sum() + 0.5 * l2 * float(weights @ weights)
        return float(cost), values.T @ slope + l2 * weights

    found = minimize(loss, np.zeros(values.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 1000})
    return tuple(round(float(weight), 4) for weight in found.x)


def logistic(value: float) -> float:
    """Log odds to probability, without overflow."""
    return 1.0 / (1.0 + math.exp(-value)) if value >= 0 else math.exp(value) / (1.0 + math.exp(value))
