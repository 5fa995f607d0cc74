"""From what a fit has in arrays to parameters by name."""

from dataclasses import dataclass

import numpy as np

from simurg.fusion.belief.claims import Claims
from simurg.fusion.belief.parameters import Dependence, Parameters, Reliability, Settings
from simurg.fusion.belief.reliability import posteriors
from simurg.fusion.belief.tally import Floats, Ints, count_of


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """The state of a fit: for each source `right`, `vague` and its Beta prior; for each family its mean; for each word
    `popularity` and `common` (wrong answers); for each cell (source, word) its `habit` and expected wrong answers."""

    right: Floats
    vague: Floats
    alpha: Floats
    beta: Floats
    family_names: tuple[str, ...]
    family_mean: Floats
    mean: float
    strength: float
    vague_mean: float
    popularity: Floats
    common: Floats
    rare: float
    habit: Floats
    cell_source: Ints
    cell_word: Ints
    cell_count: Floats
    echo: float


def written(
    claims: Claims,
    settings: Settings,
    learned: Learned,
    table: Floats,
    dependences: tuple[Dependence, ...],
) -> Parameters:
    """Parameters; every source with its posterior Beta and 80 % interval. `table`: log likelihoods, sources × grid."""
    alpha, beta, low, high = posteriors(table, learned.alpha, learned.beta)
    count = count_of(claims.source, len(claims.sources))
    each = {
        name: Reliability(
            float(alpha[s]), float(beta[s]), float(low[s]), float(high[s]), float(learned.vague[s]), int(count[s]),
            claims.grades[s],
        )
        for s, name in enumerate(claims.sources)
    }  # fmt: skip
    families = {
        name: _general(float(mean), learned)
        for name, mean in zip(learned.family_names, learned.family_mean, strict=True)
        if name
    }
    return Parameters(
        unknown=_general(learned.mean, learned),
        sources=each,
        families=families,
        dependences=dependences,
        echo=learned.echo,
        popularity=dict(zip(claims.values, map(float, learned.popularity), strict=True)),
        wrong=dict(zip(claims.values, map(float, learned.common), strict=True)),
        rare=learned.rare,
        habits=_habits(claims, learned),
        settings=settings,
    )


def _general(mean: float, learned: Learned) -> Reliability:
    """What holds for a source of which no claim was seen."""
    alpha, beta = mean * learned.strength, (1 - mean) * learned.strength
    _, _, low, high = posteriors(np.zeros((1, 200)), np.array([alpha]), np.array([beta]))
    return Reliability(alpha, beta, float(low[0]), float(high[0]), learned.vague_mean, 0)


def _habits(claims: Claims, learned: Learned) -> dict[str, dict[str, float]]:
    habits: dict[str, dict[str, float]] = {}
    for s, w, count in zip(learned.cell_source, learned.cell_word, learned.cell_count, strict=True):
        mine = habits.setdefault(claims.sources[s], {"": 0.0})
        mine[claims.values[w]] = float(count)
        mine[""] += float(count)
    return habits
