"""The truth of a world, in tables of its own: what happened, who told it, who copied, what was made up.

It is written apart from what is collected. Names of events are digests of seed and number and stand nowhere else.
"""

import json
from typing import Any

import numpy as np
import pyarrow as pa

from simurg.exercise.atlas import LABEL
from simurg.exercise.events import places
from simurg.exercise.news import Article
from simurg.exercise.people import PSEUDONYMS
from simurg.exercise.plot import STORYLINES
from simurg.exercise.press import PAPERS
from simurg.exercise.rates import QUARREL_WEEKS
from simurg.exercise.scene import Scene, moments
from simurg.ontology.ids import digest_of
from simurg.ontology.plover import PLOVER_TYPES
from simurg.ontology.times import text_of

MOMENT = pa.timestamp("us", tz="UTC")


def event_names(scene: Scene) -> list[str]:
    """One name an event, in hex."""
    return [
        digest_of("exercise", scene.world.version, scene.world.seed, index).hex() for index in range(len(scene.events))
    ]


def truth_events(scene: Scene) -> pa.Table:
    """One row an event: name, who, whom, type, moment, place and coordinates, deaths, storyline, `invented`.

    `invented` events never happened: they are told, but are no truth.
    """
    events = scene.events
    cities = [places()[index] for index in events.place]
    actors = [scene.actors(index) for index in range(len(events))]
    return pa.table(
        {
            "event": event_names(scene),
            "actor": [actor for actor, _ in actors],
            "recipient": [recipient for _, recipient in actors],
            "event_type": [PLOVER_TYPES[kind] for kind in events.kind],
            "occurred_at": pa.array(scene.moments, MOMENT),
            "place": [city.name for city in cities],
            "country": [city.state for city in cities],
            "latitude": [city.latitude for city in cities],
            "longitude": [city.longitude for city in cities],
            "deaths": pa.array(np.where(events.invented, 0, events.deaths), pa.int32()),
            "storyline": [STORYLINES[story] for story in events.story],
            "invented": events.invented,
        }
    )


def truth_tellings(scene: Scene, articles: list[Article]) -> pa.Table:
    """One row a report and event: `report` is an address or pseudonym and number, `copy_of` an address or null."""
    told, names = scene.tellings, event_names(scene)
    notes = [(meeting, event) for meeting in scene.meetings for event in meeting.events]
    count = len(notes)
    press: dict[str, list[Any]] = {
        "report": [articles[row].url for row in range(len(told))],
        "source": [PAPERS[paper].name for paper in told.paper],
        "told_at": moments(told.second),
        "event": [names[event] for event in told.event],
        "copy_of": [articles[row].url if row >= 0 else None for row in told.original],
        "coded_as": [PLOVER_TYPES[kind] for kind in told.coded],
        "in_feed": [bool(articles[row].body) and PAPERS[told.paper[row]].feed is not None for row in range(len(told))],
        "invented": scene.events.invented[told.event].tolist(),
    }
    people: dict[str, list[Any]] = {
        "report": [f"{PSEUDONYMS[meeting.who]}/{meeting.number}" for meeting, _ in notes],
        "source": [PSEUDONYMS[meeting.who] for meeting, _ in notes],
        "told_at": moments(np.array([meeting.second for meeting, _ in notes], dtype=np.int64)),
        "event": [names[event] for _, event in notes],
        "copy_of": [None] * count,
        "coded_as": [PLOVER_TYPES[scene.events.kind[event]] for _, event in notes],
        "in_feed": [False] * count,
        "invented": [bool(scene.events.invented[event]) for _, event in notes],
    }
    types = {"told_at": MOMENT, "copy_of": pa.string()}
    return pa.table({key: pa.array([*press[key], *people[key]], types.get(key)) for key in press})


def truth_plot(scene: Scene) -> dict[str, object]:
    """The plot in words and dates."""
    plot, world, pairs = scene.plot, scene.world, scene.parameters.pairs

    def day(week: int) -> str:
        return f"{world.moment(week):%Y-%m-%d}"

    def named(pair: int) -> list[str]:
        return [pairs[pair].one, pairs[pair].other]

    return {
        "label": LABEL,
        "morning": text_of(scene.morning),
        "world": {key: getattr(world, key) for key in ("seed", "difficulty", "weeks", "volume", "version")},
        "crisis": {"pair": named(plot.crisis), "builds_up_from": day(plot.onset), "breaks_out": day(plot.outbreak)},
        "attack_on_port": {"state": plot.victim, "on": day(plot.incident)},
        "rumour": {"pair": named(plot.rumour), "from": day(plot.rumour_weeks[0]), "to": day(plot.rumour_weeks[1])},
        "false_sources": [PAPERS[3].name, PSEUDONYMS[1]],
        "disaster": {"state": plot.disaster, "from": day(plot.disaster_week)},
        "quarrels": [{"pair": named(p), "from": day(w), "to": day(w + QUARREL_WEEKS)} for p, w in plot.quarrels],
    }


def plot_text(scene: Scene) -> bytes:
    """`plot.json`."""
    return (json.dumps(truth_plot(scene), indent=2, ensure_ascii=False) + "\n").encode()
