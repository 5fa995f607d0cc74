"""The event stream's rows: a machine that reads every article, codes who did what to whom, and often does so twice.

Each article becomes one row, sometimes two that differ in their number only; in some the second actor is lost.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simurg.exercise.codes import CAMEO
from simurg.exercise.events import Events, Ints
from simurg.exercise.press import Tellings
from simurg.exercise.world import START, World
from simurg.ontology.plover import PLOVER_TYPES

TWICE, ONE_SIDED = 0.15, 0.06
QUARTER = 15 * 60


@dataclass(frozen=True, slots=True)
class Stream:
    """One row a coded event, in the order in which the stream published them (`added`, seconds, on the quarter)."""

    telling: Ints
    added: Ints
    variant: Ints  # index into CAMEO[type]
    mentions: Ints
    one_sided: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.telling)


def draw_stream(world: World, events: Events, tellings: Tellings) -> Stream:
    """Rows that the stream publishes before the world's end."""
    dice = world.dice("stream")
    count = len(tellings)
    telling = np.sort(np.concatenate([np.arange(count), np.flatnonzero(dice.random(count) < TWICE)]))
    added = (tellings.second[telling] // QUARTER + dice.integers(1, 4, len(telling))) * QUARTER
    variant_of_event = dice.integers(0, 1 << 20, len(events))
    sizes = np.array([len(CAMEO[name]) for name in PLOVER_TYPES])
    variant = variant_of_event[tellings.event[telling]] % sizes[tellings.coded[telling]]
    mentions = 1 + dice.poisson(3.0 * tellings.fashion[telling])
    one_sided = dice.random(len(telling)) < ONE_SIDED
    inside = np.flatnonzero(added < world.weeks * 7 * 86400)
    order = inside[np.argsort(added[inside], kind="stable")]
    return Stream(telling[order], added[order], variant[order], mentions[order], one_sided[order])


def first_number(world: World) -> int:
    """The stream's first event number: as arbitrary as a publisher's own."""
    weeks_of_stream = (START.toordinal() - 730_000) // 7
    return 900_000_000 + weeks_of_stream * 1_000 + int(world.dice("numbers").integers(0, 1_000_000))
