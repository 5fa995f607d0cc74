"""A world played out: its parameters, plot, events, tellings and reports, and the tables drawn from them.

`Scene` holds the truth; only `publishers` turn it into what sources hand out, and only `truth` writes it down.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

import numpy as np
import pyarrow as pa

from simurg.exercise.events import Events, Ints, draw_events, places
from simurg.exercise.people import Meeting, draw_meetings
from simurg.exercise.plot import Plot, plot_of
from simurg.exercise.press import PAPERS, Tellings, draw_tellings
from simurg.exercise.rates import Parameters, parameters
from simurg.exercise.stream import Stream, draw_stream
from simurg.exercise.world import START, World
from simurg.ontology.plover import PLOVER_TYPES

REGISTER_DELAY_DAYS = 35
"""Days after an event's day at which the register of deaths makes it known."""
REGISTERED = 0.85  # share of deadly events that the register finds


@dataclass(frozen=True)
class Scene:
    world: World
    parameters: Parameters
    plot: Plot
    events: Events
    tellings: Tellings
    stream: Stream
    meetings: tuple[Meeting, ...]
    registered: Ints  # events in the register of deaths, in order of time

    @cached_property
    def moments(self) -> list[datetime]:
        """When each event happened."""
        return moments(self.events.second)

    @property
    def morning(self) -> datetime:
        """Six o'clock of a Monday worth a brief: a week after the crisis broke out, or the world's end."""
        return self.world.moment(min(self.plot.outbreak + 1, self.world.weeks)) + timedelta(hours=6)

    def actors(self, event: int) -> tuple[str, str]:
        """Who acts on whom."""
        pair = self.parameters.pairs[self.events.pair[event]]
        return (pair.one, pair.other) if self.events.forward[event] else (pair.other, pair.one)


def play(world: World) -> Scene:
    """Everything that happens in a world, and who tells of it. A second or less for three years."""
    given = parameters(world)
    plot = plot_of(world, given)
    events = draw_events(world, given, plot)
    tellings = draw_tellings(world, given, events)
    deadly = np.flatnonzero((events.deaths > 0) & ~events.invented)
    found = deadly[world.dice("register").random(len(deadly)) < REGISTERED]
    stream = draw_stream(world, events, tellings)
    return Scene(world, given, plot, events, tellings, stream, draw_meetings(world, given, plot, events), found)


def moments(seconds: Ints) -> list[datetime]:
    """Seconds from the world's start as moments in UTC."""
    return [datetime.fromtimestamp(START.timestamp() + int(second), START.tzinfo) for second in seconds]


def known_events(scene: Scene) -> pa.Table:
    """Every event row that the sources let one know, ordered by `known_at`: the columns of the ledger's `events`
    that a warning task needs, and `publisher` (the paper's host). It holds what the collected files say and no more."""
    names = [name for pair in scene.parameters.pairs for name in (pair.one, pair.other)]
    parts = [_from_stream(scene), _from_people(scene), _from_register(scene)]
    known, source, publisher, pair, forward, kind, second, place, deaths, mentions, one_sided = (
        np.concatenate([part[column] for part in parts]) for column in range(11)
    )
    order = np.argsort(known, kind="stable")
    actor, recipient = pair * 2 + ~forward.astype(bool), pair * 2 + forward
    cities = [city.name for city in places()]
    zero = round(START.timestamp())
    table = {
        "known_at": pa.array((known[order] + zero) * 1_000_000, pa.timestamp("us", tz="UTC")),
        "source_id": _worded(source[order], ["gdelt", "human-heron", "human-lark", "ged"]),
        "publisher": _worded(publisher[order], [*_hosts(), ""]),
        "actor": _worded(actor[order], names),
        "recipient": _worded(recipient[order], names, one_sided[order].astype(bool)),
        "event_type": _worded(kind[order], list(PLOVER_TYPES)),
        "occurred_from": pa.array((second[order] // 86400 * 86400 + zero) * 1_000_000, pa.timestamp("us", tz="UTC")),
        "place": _worded(place[order], cities),
        "deaths_best": pa.array(deaths[order].astype(np.int32)),
        "mentions": pa.array(mentions[order].astype(np.int32)),
    }
    return pa.table(table)


def _hosts() -> list[str]:
    return [paper.host for paper in PAPERS]


def _worded(codes: Ints, words: list[str], hidden: object = None) -> pa.Array:
    indices = pa.array(codes.astype(np.int32), mask=hidden)
    return pa.DictionaryArray.from_arrays(indices, pa.array(words)).cast(pa.string())


def _from_stream(scene: Scene) -> list[Ints]:
    told, events = scene.tellings, scene.events
    row = scene.stream.telling
    event = told.event[row]
    zeros = np.zeros(len(row), np.int64)
    return [
        scene.stream.added,
        zeros,
        told.paper[row],
        events.pair[event],
        events.forward[event].astype(np.int64),
        told.coded[row],
        events.second[event],
        events.place[event],
        zeros,
        scene.stream.mentions,
        scene.stream.one_sided.astype(np.int64),
    ]


def _from_people(scene: Scene) -> list[Ints]:
    rows = [(meeting, event) for meeting in scene.meetings for event in meeting.events]
    event = np.array([each for _, each in rows], dtype=np.int64)
    return _plain(
        scene,
        event,
        np.array([meeting.second for meeting, _ in rows], dtype=np.int64),
        np.array([1 + meeting.who for meeting, _ in rows], dtype=np.int64),
    )


def _from_register(scene: Scene) -> list[Ints]:
    event = scene.registered
    known = scene.events.second[event] // 86400 * 86400 + (1 + REGISTER_DELAY_DAYS) * 86400
    event, known = event[known < scene.world.weeks * 7 * 86400], known[known < scene.world.weeks * 7 * 86400]
    return _plain(scene, event, known, np.full(len(event), 3))


def _plain(scene: Scene, event: Ints, known: Ints, source: Ints) -> list[Ints]:
    events, ones, nobody = scene.events, np.ones(len(event), np.int64), np.full(len(event), len(_hosts()))
    return [
        known,
        source,
        nobody,
        events.pair[event],
        events.forward[event].astype(np.int64),
        events.kind[event],
        events.second[event],
        events.place[event],
        events.deaths[event],
        ones,
        ones * 0,
    ]
