"""Who tells of which event, when, and who copies whom: the tellings behind feeds and event stream.

An event that the press takes up has one first telling; other papers copy that plainly (same words, own
address, each once) hours or days later, more so when a pair is in fashion. Events that were made up are first told by
one paper, and then copied like any other news. The event stream reads all of them.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simurg.exercise.events import Events, Ints
from simurg.exercise.plot import DISASTER
from simurg.exercise.rates import DELAY_SHARES, DELAYS, FALSE_PRESS, Parameters
from simurg.exercise.world import World


@dataclass(frozen=True, slots=True)
class Paper:
    """`share` of first tellings, `copying` weight among those who copy; `feed` where it publishes one."""

    name: str
    title: str
    host: str
    share: float
    copying: float
    feed: str | None = None


PAPERS = (
    Paper("wire", "Meridane Wire Service", "wire.meridane.example", 0.42, 0.02, "rss"),
    Paper("courier", "The Vardhelm Courier", "courier.vardhelm.example", 0.14, 0.26, "rss"),
    Paper("tribune", "Tribuna de Quellan", "tribuna.quellan.example", 0.14, 0.22, "atom"),
    Paper(FALSE_PRESS, "The Southern Sentinel", "sentinel.passage.example", 0.0, 0.12, "rss"),
    Paper("mere", "Castelmere Post", "post.castelmere.example", 0.08, 0.08),
    Paper("carrow", "Carrow Herald", "herald.carrow.example", 0.06, 0.08),
    Paper("steppe", "Steppe Radio", "radio.tavisk.example", 0.06, 0.06),
    Paper("luka", "Luka Dnevnik", "dnevnik.luka.example", 0.05, 0.06),
    Paper("ilmar", "Ilmar Today", "today.ilmar.example", 0.05, 0.10),
)
LIAR = next(index for index, paper in enumerate(PAPERS) if paper.name == FALSE_PRESS)


@dataclass(frozen=True, slots=True)
class Tellings:
    """One row an article, in order of time. `original` is the row that it copies, or -1."""

    event: Ints
    paper: Ints
    second: Ints  # published, from the world's start
    original: Ints
    coded: Ints  # type as the event stream codes it
    in_feed: npt.NDArray[np.bool_]
    fashion: npt.NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.event)


def draw_tellings(world: World, given: Parameters, events: Events) -> Tellings:
    """First tellings and copies, none after the world's end."""
    dice = world.dice("press")
    told = np.flatnonzero(events.invented | (dice.random(len(events)) < given.told))
    count = len(told)
    shares = np.array([paper.share for paper in PAPERS])
    first = np.where(events.invented[told], LIAR, dice.choice(len(PAPERS), size=count, p=shares / shares.sum()))
    delay = dice.choice(DELAYS, size=count, p=DELAY_SHARES) * dice.uniform(0.7, 1.0, count)
    second = events.second[told] + (delay * 86400).astype(np.int64)
    coded = _coded(given, events.kind[told], dice)
    in_feed = dice.random(count) < np.where(events.deaths[told] > 0, 0.5, 0.11)
    shown = np.exp(world.dial.attention * dice.standard_normal((len(given.pairs), world.weeks + 2)))
    fashion = shown[events.pair[told], events.second[told] // (7 * 86400)]
    fashion = np.where(events.story[told] == DISASTER, 2.5, 1.0) * fashion  # a flood draws the press
    copies = np.minimum(dice.poisson(fashion), 30)
    source = np.repeat(np.arange(count), copies)
    copying = np.array([paper.copying for paper in PAPERS])
    by = dice.choice(len(PAPERS), size=len(source), p=copying / copying.sum())
    _, once = np.unique(source * len(PAPERS) + by, return_index=True)  # a paper copies an article once
    source, by = source[once], by[once]
    later = second[source] + (dice.exponential(0.5, len(source)) * 86400).astype(np.int64) + 1800
    keep = (by != first[source]) & (later < world.weeks * 7 * 86400)
    source, by, later = source[keep], by[keep], later[keep]
    row = np.concatenate([np.arange(count), source])
    columns = (told[row], np.concatenate([first, by]), np.concatenate([second, later]))
    original = np.concatenate([np.full(count, -1), source])
    inside = columns[2] < world.weeks * 7 * 86400
    order = np.lexsort((columns[1], columns[0], columns[2]))
    order = order[inside[order]]
    moved = np.full(len(row), -1)
    moved[order] = np.arange(len(order))
    there = original[order]
    return Tellings(
        columns[0][order],
        columns[1][order],
        columns[2][order],
        np.where(there < 0, -1, moved[there]),
        coded[row][order],
        in_feed[row][order],
        fashion[row][order],
    )


def _coded(given: Parameters, kind: Ints, dice: np.random.Generator) -> Ints:
    """Types as coded, by the confusion matrix."""
    edges = given.confusion[kind].cumsum(axis=1)
    edges[:, -1] = 1.0
    return np.asarray((dice.random(len(kind))[:, None] > edges).sum(axis=1), dtype=np.int64)
