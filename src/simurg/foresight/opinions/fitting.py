"""Choosing how to pool, on questions that are resolved: by leaving one question out, and the plain mean wins ties.

A recipe is a mean of `means`, equal or track-record weights, a half-life, and an exponent. `fit` scores each recipe
on every question with weights and exponent from the others (Brier), and leaves the plain mean only for one that beats
it by more than a standard error of the paired difference. An exponent is fitted on the other questions alone, shrunken
to 1 as if MILD questions more had said 1, and taken only if it wins in the same way. Under FEWEST questions nothing is
fitted. One standard error and FEWEST were chosen on made panels (forecasters alike, noisy, timid, bold, or two who
know), where what is chosen loses at most .002 of Brier score on new questions and wins up to .011. `held_out` runs the
whole choice once for each question on the others: that is what a pool may claim.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from simurg.foresight.opinions.means import Floats, chance, extremised, geometric_odds, logit, mean, median, trimmed
from simurg.foresight.opinions.weights import Panel, recency, track_weights, track_weights_without

MEANS: Mapping[str, Callable[[Floats, Floats | None], Floats]] = {
    "mean": mean,
    "median": median,
    "trimmed": trimmed,
    "geometric_odds": geometric_odds,
}
EXPONENTS = np.exp(np.linspace(np.log(0.4), np.log(3.0), 41))
HALF_LIVES = (30.0, 7.0)
"""Days, tried where ages are told."""
MILD = 50
FEWEST = 20


@dataclass(frozen=True, slots=True)
class Recipe:
    """How opinions are pooled; the default is the plain mean."""

    kind: str = "mean"
    weighing: str = "equal"
    half_life_days: float | None = None
    exponent: float = 1.0

    def in_words(self) -> str:
        """For example `geometric odds, weighted by track record, exponent 1.20`."""
        parts = [self.kind.replace("_", " ")]
        parts += ["weighted by track record"] if self.weighing == "track" else []
        parts += [f"half weight after {self.half_life_days:g} days"] if self.half_life_days else []
        parts += [f"exponent {self.exponent:.2f}"] if self.exponent != 1.0 else []
        return ", ".join(parts)


PLAIN = Recipe()


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """A recipe, the weights of the forecasters, and what it was chosen on: leave-one-out gain over the plain mean
    (Brier, positive is better) with its standard error, on so many questions, among so many recipes."""

    recipe: Recipe
    weights: Floats
    gain: float
    gain_error: float
    questions: int
    tried: int


def pooled(recipe: Recipe, probabilities: Floats, weights: Floats | None = None, ages: Floats | None = None) -> Floats:
    """(questions,) from (questions, opinions). `weights` are the track record's, used where the recipe asks."""
    given = np.ones(probabilities.shape[-1]) if recipe.weighing == "equal" or weights is None else weights
    if recipe.half_life_days and ages is not None:
        given = given * recency(np.where(np.isfinite(ages), ages, 0.0), recipe.half_life_days)
    return extremised(MEANS[recipe.kind](probabilities, given), recipe.exponent)


def recipes(panel: Panel) -> list[Recipe]:
    """All that are tried, without exponents; the plain mean first."""
    lives = (None, *HALF_LIVES) if panel.ages is not None else (None,)
    return [Recipe(kind, weighing, life) for life in lives for weighing in ("equal", "track") for kind in MEANS]


def fit(panel: Panel) -> Fitted:
    """The recipe for questions to come; questions that nobody answered do not count."""
    panel = panel.only(np.asarray(np.isfinite(panel.probabilities).any(axis=1), dtype=np.bool_))
    weights = track_weights(panel)
    if len(panel.outcomes) < FEWEST:
        return Fitted(PLAIN, weights, 0.0, 0.0, len(panel.outcomes), 1)
    others = track_weights_without(panel)
    plain = _losses(panel, pooled(PLAIN, panel.probabilities))
    chosen, tried = (PLAIN, 0.0, 0.0), 0
    for recipe in recipes(panel):
        base = pooled(recipe, panel.probabilities, others, panel.ages)
        exponents = _exponents_without(base, panel.outcomes)
        for losses, exponent in (
            (_losses(panel, base), 1.0),
            (_losses(panel, _each(base, exponents)), _exponent(base, panel.outcomes)),
        ):
            tried += 1
            gain, error = _paired(plain, losses)
            if gain > error and gain > chosen[1]:
                chosen = replace(recipe, exponent=float(exponent)), gain, error
    return Fitted(chosen[0], weights, chosen[1], chosen[2], len(panel.outcomes), tried)


def held_out(panel: Panel) -> tuple[Floats, list[Recipe]]:
    """(questions,) pooled by what `fit` chooses on all other questions, and those recipes."""
    rows = np.arange(len(panel.outcomes))
    found = [fit(panel.only(rows != row)) for row in range(len(rows))]
    values = [
        pooled(one.recipe, panel.probabilities[row : row + 1], one.weights, _row(panel.ages, row))[0]
        for row, one in enumerate(found)
    ]
    return np.array(values, dtype=np.float64), [one.recipe for one in found]


def _row(ages: Floats | None, row: int) -> Floats | None:
    return None if ages is None else ages[row : row + 1]


def _losses(panel: Panel, values: Floats) -> Floats:
    return np.asarray((values - panel.outcomes) ** 2, dtype=np.float64)


def _paired(plain: Floats, losses: Floats) -> tuple[float, float]:
    gains = plain - losses
    return float(gains.mean()), float(gains.std(ddof=1) / np.sqrt(len(gains)))


def _each(base: Floats, exponents: Floats) -> Floats:
    return chance(exponents * logit(base))


def _exponent(base: Floats, outcomes: Floats) -> float:
    return float(_shrunken_best(_curve(base, outcomes).sum(axis=0, keepdims=True), len(base))[0])


def _exponents_without(base: Floats, outcomes: Floats) -> Floats:
    """(questions,) the best of all other questions."""
    curve = _curve(base, outcomes)
    return _shrunken_best(curve.sum(axis=0, keepdims=True) - curve, len(base) - 1)


def _curve(base: Floats, outcomes: Floats) -> npt.NDArray[np.float64]:
    """(questions, exponents) Brier scores."""
    values = chance(EXPONENTS[None, :] * logit(base)[:, None])
    return np.asarray((values - outcomes[:, None]) ** 2, dtype=np.float64)


def _shrunken_best(totals: Floats, count: int) -> Floats:
    best = np.log(EXPONENTS[np.argmin(totals, axis=1)])
    return np.asarray(np.exp(best * count / (count + MILD)), dtype=np.float64)
