"""What truly happens, and what is only made up: one row an event, drawn from the rates and the plot."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simurg.exercise.atlas import City, atlas
from simurg.exercise.plot import CRISIS, RUMOUR, Plot, clashes_added, multipliers, storylines
from simurg.exercise.rates import TYPE, Floats, Pair, Parameters
from simurg.exercise.world import World

Ints = npt.NDArray[np.int64]
_DEADLY = {"states": 0.15, "within": 0.55, "body": 0.0}  # share of assaults that kill, outside of clashes


@dataclass(frozen=True, slots=True)
class Events:
    """Columns of equal length, in order of time. `second` counts from the world's start; `place` indexes `places()`."""

    pair: Ints
    forward: npt.NDArray[np.bool_]  # whether `one` of the pair acts on `other`
    kind: Ints  # index of the PLOVER type
    second: Ints
    place: Ints
    deaths: Ints
    story: Ints
    invented: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.pair)


def places() -> tuple[City, ...]:
    """All cities of the continent, in a fixed order."""
    return tuple(city for state in atlas().states for city in state.cities)


def draw_events(world: World, given: Parameters, plot: Plot) -> Events:
    """True events with the rumour's invented ones among them (`invented`), ordered by time."""
    dice = world.dice("events")
    burst = dice.gamma(given.steadiness, 1 / given.steadiness, (len(given.pairs), world.weeks))
    mean = given.base[:, None] * 7 * given.growth[None] * burst
    mean = mean[:, :, None] * given.mix[:, None] * multipliers(world, given, plot)
    mean[plot.crisis] += clashes_added(world, plot)
    counts = dice.poisson(mean)
    made_up = _invented(world, given, plot, dice)
    cells = np.concatenate(
        [np.repeat(np.arange(counts.size), counts.ravel()), np.repeat(np.arange(counts.size), made_up.ravel())]
    )
    invented = np.arange(len(cells)) >= counts.sum()
    pair, week, kind = (np.asarray(each, dtype=np.int64) for each in np.unravel_index(cells, counts.shape))
    day = week * 7 + dice.choice(7, size=len(cells), p=given.rhythm)
    second = day * 86400 + np.clip(dice.normal(13.0, 4.5, len(cells)), 0.1, 23.9).__mul__(3600).astype(np.int64)
    story = storylines(world, given, plot)[pair, week].astype(np.int64)
    story[invented] = RUMOUR
    place = _places(given, pair, story, dice)
    deaths = _deaths(given, pair, kind, story, dice)
    forward = dice.random(len(cells)) < 0.55
    order = np.lexsort((place, kind, pair, second))
    return Events(
        pair[order],
        forward[order],
        kind[order],
        second[order],
        place[order],
        deaths[order],
        story[order],
        invented[order],
    )


def _invented(world: World, given: Parameters, plot: Plot, dice: np.random.Generator) -> Ints:
    """Made-up events of the rumour: they climb as a crisis would, only louder, and then stop."""
    counts = np.zeros((len(given.pairs), world.weeks, len(TYPE)), dtype=np.int64)
    begin, end = plot.rumour_weeks
    telling = {"ACCUSE": 2.0, "THREATEN": 3.0, "MOBILIZE": 4.0, "COERCE": 1.0, "ASSAULT": 1.5, "SANCTION": 0.5}
    for week in range(begin, min(end, world.weeks)):
        loud = world.dial.invented * max(world.volume, 0.3) * (week - begin + 1) / (end - begin)
        for name, weight in telling.items():
            counts[plot.rumour, week, TYPE[name]] = dice.poisson(loud * weight / sum(telling.values()))
    return counts


def _places(given: Parameters, pair: Ints, story: Ints, dice: np.random.Generator) -> Ints:
    """Mostly in one of the two states; what is hostile between states, near their border."""
    index = {city: number for number, city in enumerate(places())}
    size = max(len(state.cities) for state in atlas().states) * 2
    usual, border = np.zeros((len(given.pairs), size), np.int64), np.zeros((len(given.pairs), 8), np.int64)
    for number, each in enumerate(given.pairs):
        usual[number] = np.resize([index[city] for city in _homes(each)], size)
        border[number] = np.resize([index[city] for city in _borders(each)], 8)
    at_border = dice.random(len(pair)) < np.where(np.isin(story, (CRISIS, RUMOUR)), 0.7, 0.2)
    anywhere = usual[pair, dice.integers(0, size, len(pair))]
    return np.where(at_border, border[pair, dice.integers(0, 8, len(pair))], anywhere)


def _homes(pair: Pair) -> list[City]:
    states = [state for name in (pair.one, pair.other) if (state := atlas().state_of(name)) is not None]
    return [city for state in states for city in state.cities]


def _borders(pair: Pair) -> list[City]:
    if pair.kind != "states":
        return _homes(pair)[-6:]
    one, other = atlas().state(pair.one), atlas().state(pair.other)
    return [*one.near(other), *other.near(one)]


def _deaths(given: Parameters, pair: Ints, kind: Ints, story: Ints, dice: np.random.Generator) -> Ints:
    deadly = np.array([_DEADLY[each.kind] for each in given.pairs])[pair]
    deadly = np.where(story == CRISIS, 0.6, np.where(story == RUMOUR, 0.5, deadly))
    kills = (kind == TYPE["ASSAULT"]) & (dice.random(len(kind)) < deadly)
    return np.where(kills, 1 + dice.lognormal(0.9, 1.0, len(kind)).astype(np.int64), 0)


def weekly(events: Events, weeks: int, count: int) -> Floats:
    """(pairs, weeks) counts of true events."""
    made = np.zeros((count, weeks))
    true = ~events.invented
    np.add.at(made, (events.pair[true], events.second[true] // (7 * 86400)), 1)
    return made
