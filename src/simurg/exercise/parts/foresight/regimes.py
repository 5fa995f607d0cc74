"""How wars begin, spread, escalate and end: a chain of regimes for each state, month by month.

A state is quiet, tense, at war, or in a war that wanes. In a month

    quiet → war      hazard · relapse · spill        quiet → tense    tension · relapse
    tense → war      BREAKOUT · spill                tense → quiet    CALMS
    war → quiet, or waning → quiet six months later: the difficulty's `end`, abruptly in ABRUPT of the cases

with `spill` the planted effect, in force while a neighbour was at war the month before, and `relapse` for 18 months
after a war. A war has a level of its own on the log scale, a wave around it (AR(1)), and sometimes escalates; deaths
are a Gamma-Poisson around that. Quiet months are rarely deadly, by `spill` more often beside a war. The same
step draws the truth and, many at once, what an oracle knows of the future: arrays are copies (N) by states (S).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simurg.exercise.parts.foresight.chart import chart
from simurg.exercise.parts.foresight.pairs import Floats, Ints
from simurg.exercise.parts.foresight.settings import ForesightPart

Flags = npt.NDArray[np.bool_]
QUIET, TENSE, WAR, WANING = range(4)
REGIMES = ("quiet", "tense", "war", "waning")
BREAKOUT, CALMS, ABRUPT = 0.10, 0.10, 0.6
RELAPSE, RELAPSE_MONTHS = 4.0, 18
ESCALATES, STEP = 0.04, 1.0
WANES_MONTHS, WANES = 6, 0.6
_LEVEL, _LEVELS = np.log(40.0), 1.2  # of a war: median and log-sd
_HOLD, _WAVE = 0.7, 0.5
_SHAPE = 2.0
_HIGHEST = np.log(6_000.0)
_LONG_AGO = 999


@dataclass(frozen=True, slots=True)
class Chances:
    """Parameters of war: hazards a month and share of deadly months by state (S,), and the planted effect."""

    hazard: Floats
    tension: Floats
    rare: Floats
    spill: float
    end: float
    borders: Flags


@dataclass(frozen=True, slots=True)
class State:
    """Where each state stands: regime, months in it, months since its last war ended, the war's level and wave."""

    regime: Ints
    age: Ints
    since: Ints
    level: Floats
    wave: Floats

    def copies(self, count: int) -> "State":
        """The first copy, so many times."""
        return State(*(np.repeat(each[:1], count, axis=0) for each in self._all()))

    def _all(self) -> tuple[npt.NDArray[np.generic], ...]:
        return self.regime, self.age, self.since, self.level, self.wave


@dataclass(frozen=True, slots=True)
class Month:
    """What a month brings. `spread`: wars that would not have begun without a neighbour's."""

    state: State
    deaths: Ints
    begins: Flags
    spread: Flags


def chances(part: ForesightPart) -> Chances:
    """A part's parameters: some states are far more at risk than others."""
    dice, dial = part.dice("chances"), part.dial
    count = len(chart().names)
    risk = 0.0022 * np.exp(dice.normal(0.0, 1.0, count))
    rare = np.minimum(0.2, 0.012 * np.exp(dice.normal(0.0, 1.2, count)))
    tension = (1 - dial.blue) * risk * (BREAKOUT + CALMS) / BREAKOUT
    return Chances(dial.blue * risk, tension, rare, dial.spill, dial.end, chart().borders)


def peace(given: Chances) -> State:
    """Everybody quiet, and no war within memory."""
    nothing = np.zeros((1, len(given.hazard)), np.int64)
    level = np.zeros(nothing.shape)
    return State(nothing, nothing, nothing + _LONG_AGO, level, level)


def next_month(given: Chances, state: State, dice: np.random.Generator) -> Month:
    """One month on; see the module for the chances."""
    shape = state.regime.shape
    first, second, third, fourth = dice.random((4, *shape))
    quiet, tense, war = (state.regime == each for each in (QUIET, TENSE, WAR))
    lift = np.where((war.astype(np.float64) @ given.borders) > 0, given.spill, 1.0)
    relapse = np.where(state.since < RELAPSE_MONTHS, RELAPSE, 1.0)
    own = np.where(quiet, given.hazard * relapse, np.where(tense, BREAKOUT, 0.0))
    begins = first < own * lift
    ends = war & (second < given.end)
    regime = np.select(
        [
            begins,
            quiet & (second < given.tension * relapse),
            tense & (second < CALMS),
            ends & (third < ABRUPT),
            ends,
            (state.regime == WANING) & (state.age + 1 >= WANES_MONTHS),
        ],
        [WAR, TENSE, QUIET, QUIET, WANING, QUIET],
        state.regime,
    )
    age = np.where(regime == state.regime, state.age + 1, 0)
    since = np.where(ends, 0, np.where(regime == WAR, _LONG_AGO, np.minimum(state.since + 1, _LONG_AGO)))
    level = np.where(begins, dice.normal(_LEVEL, _LEVELS, shape), state.level)
    level = np.minimum(np.where(war & ~ends & (fourth < ESCALATES), level + STEP, level), _HIGHEST)
    wave = np.where(begins, 0.0, _HOLD * state.wave) + dice.normal(0.0, _WAVE, shape)
    made = State(regime, age, since, level, wave)
    return Month(made, _deaths(given, made, lift, dice), begins, begins & (first >= own))


def _deaths(given: Chances, state: State, lift: Floats, dice: np.random.Generator) -> Ints:
    wanes = np.where(state.regime == WANING, WANES * (state.age + 1), 0.0)
    mean = np.exp(np.minimum(state.level + state.wave - wanes, _HIGHEST))
    fighting = dice.poisson(mean * dice.gamma(_SHAPE, 1 / _SHAPE, mean.shape))
    often = np.minimum(0.5, given.rare * lift * np.where(state.regime == TENSE, 4.0, 1.0))
    small = (dice.random(mean.shape) < often) * (1 + dice.poisson(2.0 * dice.gamma(1.0, 1.0, mean.shape)))
    return np.asarray(np.where((state.regime == WAR) | (state.regime == WANING), fighting, small), dtype=np.int64)
