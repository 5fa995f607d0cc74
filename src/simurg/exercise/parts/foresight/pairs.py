"""Who deals with whom, how often and in what way: the parameters of relations before anything shifts.

Rows fall into three groups, cooperative, requests and conflictual (PLOVER's own halves), with types inside. Arrays are
over pairs (P), groups (G) and the 16 types (K). Oracles may read these.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simurg.exercise.parts.foresight.chart import chart
from simurg.exercise.parts.foresight.settings import ForesightPart
from simurg.ontology.plover import CONFLICTUAL, COOPERATIVE, PLOVER_TYPES

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
COOPERATION, REQUEST, CONFLICT = range(3)
GROUPS = ("cooperation", "request", "conflict")
GROUP_OF = np.array(
    [COOPERATION if name in COOPERATIVE else CONFLICT if name in CONFLICTUAL else REQUEST for name in PLOVER_TYPES]
)
#                  AGREE CONS SUPP CONC COOP AID  RETR REQU ACCU REJE THRE PROT SANC MOBI COER ASSA
_USUAL = np.array([10., 25., 10., 3.0, 10., 6.0, 1.0, 1.0, 12., 6.0, 5.0, 3.0, 3.0, 4.0, 3.0, 2.0])  # fmt: skip
_REQUESTS = 0.08
_BORDERING = 0.75  # share of pairs that are neighbours


@dataclass(frozen=True, slots=True)
class Pairs:
    """`one`, `other`: state numbers (P,). `rate`: rows a day by group (P, G). `mix`: types within groups (P, K)."""

    one: Ints
    other: Ints
    rate: Floats
    mix: Floats

    def __len__(self) -> int:
        return len(self.one)

    def names(self) -> list[tuple[str, str]]:
        """Both names of each pair, in order of name."""
        name = chart().names
        return [(name[one], name[other]) for one, other in zip(self.one, self.other, strict=True)]


def draw_pairs(part: ForesightPart) -> Pairs:
    """Pairs with their usual rates, at a reporting volume of 1."""
    dice, dial = part.dice("pairs"), part.dial
    one, other = _who(dice, part.pairs)
    level = dial.level * np.exp(dice.normal(0.0, dial.spread, part.pairs))
    friendly = dice.beta(6.0, 4.0, part.pairs) * (1 - _REQUESTS)
    shares = np.stack([friendly, np.full(part.pairs, _REQUESTS), 1 - _REQUESTS - friendly], axis=1)
    mix = np.empty((part.pairs, len(PLOVER_TYPES)))
    for group in range(3):
        kinds = np.flatnonzero(group == GROUP_OF)
        mix[:, kinds] = dice.dirichlet(8 * _USUAL[kinds] / _USUAL[kinds].sum(), part.pairs)
    return Pairs(one, other, level[:, None] * shares, mix)


def _who(dice: np.random.Generator, count: int) -> tuple[Ints, Ints]:
    """Mostly neighbours, some far from each other; a pair's first name comes first in the alphabet."""
    order = np.argsort(chart().names)
    rank = np.argsort(order)
    left, right = np.nonzero(np.triu(np.ones_like(chart().borders), 1))
    near = np.flatnonzero(chart().borders[left, right])
    far = np.flatnonzero(~chart().borders[left, right])
    wanted = min(len(near), round(_BORDERING * count))
    chosen = np.concatenate([dice.choice(near, wanted, replace=False), dice.choice(far, count - wanted, replace=False)])
    low, high = np.minimum(rank[left[chosen]], rank[right[chosen]]), np.maximum(rank[left[chosen]], rank[right[chosen]])
    turn = np.lexsort((high, low))
    return order[low[turn]], order[high[turn]]
