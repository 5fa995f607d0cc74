"""How long the present regime has lasted: the exact run-length filter, for all pairs at once.

Adams & MacKay 2007, "Bayesian online changepoint detection"; Fearnhead & Liu 2007. A hypothesis is "the present regime
began on day s". Its weight is multiplied each day by the chance it gave to that day, and each day a new one begins
with the chance of a change (`hazard`). Families are conjugate, so the chance of a day is N(state + x) - N(state) on
the log scale, with N the log normaliser of the family:

- *share* of conflict among conflict and cooperation: beta-binomial, state = (conflicts, cooperations);
- *rate* against an exposure: negative binomial with a gamma prior, state = (events, exposure).

Events come in clusters, so counts enter divided by a dispersion (quasi-likelihood: McCullagh & Nelder 1989, ch. 9),
and what is older than `memory` effective events fades, so that a slow drift is no shift (a power-steady model: Smith
1979). With no fading and as many places as days the filter is exact; else the lightest of the old hypotheses give way.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln, logsumexp

from simurg.detection.counts import Ints
from simurg.detection.false_discovery import Floats

Normaliser = Callable[[Floats], Floats]
EMPTY = -1


def share_normaliser(state: Floats) -> Floats:
    """log Beta(a, b) of states (..., 2)."""
    made: Floats = gammaln(state[..., 0]) + gammaln(state[..., 1]) - gammaln(state[..., 0] + state[..., 1])
    return made


def rate_normaliser(state: Floats) -> Floats:
    """log Gamma(a) - a log b of states (..., 2); what depends on the day alone is left out."""
    made: Floats = gammaln(state[..., 0]) - state[..., 0] * np.log(state[..., 1])
    return made


@dataclass(frozen=True, slots=True)
class Family:
    """`weight` of a state says how many effective events it holds, for the fading."""

    normaliser: Normaliser
    weight: Callable[[Floats], Floats]


SHARE = Family(share_normaliser, lambda state: state.sum(axis=-1))
RATE = Family(rate_normaliser, lambda state: state[..., 0])


@dataclass(frozen=True, slots=True)
class Extent:
    """`young`: days whose beginnings are all kept; `old`: how many older beginnings are kept beside them."""

    hazard: float
    young: int
    old: int
    memory: float


class RunLengths:
    """The weights of all hypotheses at one moment; `step` takes the next day. Places 0..old-1 are the old ones."""

    __slots__ = ("_extent", "_family", "_norm", "_rows", "start", "state", "weight")

    def __init__(self, pairs: int, family: Family, extent: Extent) -> None:
        places = extent.old + extent.young
        self._family, self._extent, self._rows = family, extent, np.arange(pairs)
        self.start: Ints = np.full((pairs, places), EMPTY, dtype=np.int64)
        self.state: Floats = np.ones((pairs, places, 2))
        self.weight: Floats = np.full((pairs, places), -np.inf)  # log
        self._norm: Floats = np.zeros((pairs, places))

    def step(self, day: int, told: Floats, prior: Floats) -> None:
        """`told` (pairs x 2) is added to every state; a regime that begins today starts from `prior` (pairs x 2)."""
        extent = self._extent
        place = extent.old + day % extent.young
        self._retire(place)
        first = day == 0
        if not first:
            self.weight += np.log1p(-extent.hazard)
        self.weight[:, place] = 0.0 if first else np.log(extent.hazard)
        self.state[:, place], self.start[:, place] = prior, day
        self._norm[:, place] = self._family.normaliser(prior)
        self._fade()
        self.state += told[:, None, :]
        norm = self._family.normaliser(self.state)
        self.weight += norm - self._norm
        self._norm = norm
        self.weight -= logsumexp(self.weight, axis=1, keepdims=True)

    def _retire(self, place: int) -> None:
        """What has grown old takes the place of the lightest old hypothesis, if it is heavier."""
        lightest = np.argmin(self.weight[:, : self._extent.old], axis=1)
        rows = self._rows[self.weight[:, place] > self.weight[self._rows, lightest]]
        to = lightest[rows]
        for held in (self.start, self.state, self.weight, self._norm):
            held[rows, to] = held[rows, place]

    def _fade(self) -> None:
        if not np.isfinite(self._extent.memory):
            return
        weight = self._family.weight(self.state)
        heavy = weight > self._extent.memory
        if heavy.any():
            self.state[heavy] *= (self._extent.memory / weight[heavy])[:, None]
            self._norm[heavy] = self._family.normaliser(self.state[heavy])
