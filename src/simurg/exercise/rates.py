"""The generator's parameters: who deals with whom how often, in what way, and how a crisis departs from that.

The oracle of a task may read these (`parameters`), but not what was drawn with them (plot.py, events.py).
Events of a pair in a week are Poisson with the mean

    base[pair] · 7 · growth(week) · mix[pair, type] · (what the plot multiplies) · G,   G ~ Gamma(shape r, mean 1)

so that all types of a pair rise and fall together in bursts. Arrays are over pairs (P) and the 16 PLOVER types (K).
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from simurg.exercise.atlas import atlas
from simurg.exercise.world import World
from simurg.ontology.plover import PLOVER_TYPES

Floats = npt.NDArray[np.float64]
K = len(PLOVER_TYPES)
TYPE = {name: index for index, name in enumerate(PLOVER_TYPES)}
FALSE_PRESS = "sentinel"

#         AGREE CONS SUPP CONC COOP AID  RETR REQU ACCU REJE THRE PROT SANC MOBI COER ASSA
_STATES = (9.0, 24., 10., 3.0, 10., 5.0, 2.0, 8.0, 10., 5.0, 3.0, 3.0, 2.0, 3.0, 2.0, 1.0)  # fmt: skip
_WITHIN = (2.0, 5.0, 2.0, 3.0, 2.0, 1.0, 4.0, 6.0, 12., 6.0, 8.0, 10., 3.0, 6.0, 14., 16.)  # fmt: skip
_BODIES = (10., 28., 16., 2.0, 14., 12., 1.0, 9.0, 4.0, 2.0, 0.5, 0.5, 1.0, 0.1, 0.1, 0.1)  # fmt: skip
_MIXES = {"states": _STATES, "within": _WITHIN, "body": _BODIES}
_LEVELS = {"states": 0.14, "within": 0.25, "body": 0.12}  # events a day, median pair
_NEIGHBOURS = 2.5  # times as much between two states with a common border

#           type        height  begins at this share of the build-up
_CRISIS = {
    "ACCUSE": (1.6, 0.0), "REJECT": (1.4, 0.0), "REQUEST": (0.3, 0.0), "PROTEST": (0.8, 0.1), "THREATEN": (1.9, 0.2),
    "MOBILIZE": (2.2, 0.3), "SANCTION": (1.8, 0.45), "COERCE": (1.6, 0.5), "ASSAULT": (1.4, 0.75),
    "AGREE": (-1.6, 0.0), "COOPERATE": (-1.6, 0.0), "SUPPORT": (-1.2, 0.1), "AID": (-1.0, 0.2), "CONSULT": (-0.7, 0.0),
}  # fmt: skip
_CLASHES = {
    "ASSAULT": 4.2,
    "MOBILIZE": 2.4,
    "COERCE": 2.2,
    "ACCUSE": 1.8,
    "THREATEN": 1.6,
    "SANCTION": 1.4,
    "AGREE": -2.0,
}
CLASHES_A_WEEK = {"ASSAULT": 30.0, "MOBILIZE": 6.0, "COERCE": 4.0, "ACCUSE": 5.0}  # beside the pair's own rate
_QUARREL = {"ACCUSE": 2.0, "REJECT": 1.9, "PROTEST": 1.8, "REQUEST": 0.8, "CONSULT": 0.5, "SANCTION": 0.4}
_DISASTER = {"AID": 2.6, "SUPPORT": 1.5, "COOPERATE": 1.2, "CONSULT": 0.8, "REQUEST": 1.4}
QUARREL_WEEKS, DISASTER_WEEKS, CLASH_WEEKS = 9, 8, 10
DELAYS = np.array([0.25, 1, 2, 4, 8])  # days until the press first tells an event
DELAY_SHARES = np.array([0.55, 0.25, 0.10, 0.07, 0.03])


@dataclass(frozen=True, slots=True)
class Pair:
    """`one` and `other` as the reports name them; `kind` is states, within (government and armed group) or body."""

    one: str
    other: str
    kind: str

    @property
    def neighbours(self) -> bool:
        """Whether the two are states with a common border."""
        return self.kind == "states" and self.other in atlas().state(self.one).neighbours


def pairs() -> tuple[Pair, ...]:
    """All pairs that deal with each other, in a fixed order; those of two states come first."""
    states, bodies = atlas().states, atlas().organisations
    between = [Pair(a.name, b.name, "states") for a, b in combinations(states, 2)]
    within = [Pair(state.name, group, "within") for state in states for group in state.groups]
    body = [Pair(state.name, each.name, "body") for each in (bodies[0], bodies[2]) for state in states]
    return (*between, *within, *body)


@dataclass(frozen=True, slots=True)
class Parameters:
    pairs: tuple[Pair, ...]
    base: Floats  # (P,) events a day
    mix: Floats  # (P, K), rows sum to 1
    rhythm: Floats  # (7,) Monday first, sums to 1
    growth: Floats  # (weeks,) factor of reporting and events
    steadiness: float  # r of the Gamma
    told: float
    confusion: Floats  # (K, K) row: true type, column: type as coded
    crisis: Floats  # (build-up weeks, K) multipliers
    quarrel: Floats  # (QUARREL_WEEKS, K)
    clashes: Floats  # (CLASH_WEEKS, K)
    disaster: Floats  # (DISASTER_WEEKS, K)
    false_press: str = FALSE_PRESS  # part of its addresses: what it tells first never happened


def parameters(world: World) -> Parameters:
    """Drawn from the seed: rates differ between worlds, profiles between difficulties only."""
    dice, dial, all_pairs = world.dice("parameters"), world.dial, pairs()
    level = (
        np.array([_LEVELS[pair.kind] * (_NEIGHBOURS if pair.neighbours else 1) for pair in all_pairs]) * world.volume
    )
    base = level * np.exp(dial.spread * dice.standard_normal(len(all_pairs)))
    mix = np.stack([dice.dirichlet(60 * np.array(_MIXES[pair.kind]) / sum(_MIXES[pair.kind])) for pair in all_pairs])
    mix = (mix + 1e-3) / (mix + 1e-3).sum(axis=1, keepdims=True)
    rhythm = np.array([1.15, 1.15, 1.1, 1.1, 1.05, 0.75, 0.7])
    wrong = np.full((K, K), dial.miscoded / (K - 1))
    np.fill_diagonal(wrong, 1 - dial.miscoded)
    return Parameters(
        all_pairs,
        base,
        mix,
        rhythm / rhythm.sum(),
        1.25 ** (np.arange(world.weeks) / 52),
        dial.steadiness,
        dial.told,
        wrong,
        crisis_profile(world.build_up_weeks, dial.strength),
        _profile(_QUARREL, np.minimum(1.0, np.linspace(1.4, 0.1, QUARREL_WEEKS))),
        _profile(_CLASHES, np.linspace(1.0, 0.4, CLASH_WEEKS)),
        _profile(_DISASTER, np.linspace(1.0, 0.1, DISASTER_WEEKS)),
    )


def crisis_profile(weeks: int, strength: float) -> Floats:
    """(weeks, K) multipliers: each type climbs from its own beginning to exp(strength · height) at the end."""
    phase = (np.arange(weeks) + 1) / weeks
    made = np.ones((weeks, K))
    for name, (height, begin) in _CRISIS.items():
        made[:, TYPE[name]] = np.exp(strength * height * np.clip((phase - begin) / (1 - begin), 0, 1) ** 0.8)
    return made


def _profile(heights: dict[str, float], course: Floats) -> Floats:
    made = np.ones((len(course), K))
    for name, height in heights.items():
        made[:, TYPE[name]] = np.exp(height * course)
    return made
