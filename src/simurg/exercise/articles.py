"""The words and addresses of all articles: a copy has its original's words and an address of its own."""

import re

from simurg.exercise.events import places
from simurg.exercise.news import Article, address_of, other_news
from simurg.exercise.press import PAPERS
from simurg.exercise.prose import Happening, Writer
from simurg.exercise.scene import Scene, moments
from simurg.ontology.plover import PLOVER_TYPES


def articles_of(scene: Scene) -> list[Article]:
    """One article for each telling, in the tellings' order, then the papers' other news."""
    writer, tokens = Writer(scene.world.dice("words")), scene.world.dice("addresses")
    told, made = scene.tellings, []
    stems = re.findall(r".{8}", tokens.bytes(4 * len(told)).hex())
    when = moments(told.second)
    texts: dict[int, tuple[str, str]] = {}
    for row in range(len(told)):
        original = int(told.original[row])
        if original >= 0:
            title, body = texts[original]
        else:
            title, body = _text(scene, writer, row)
            texts[row] = (title, body)
        paper = int(told.paper[row])
        address = address_of(PAPERS[paper].host, when[row], title, stems[row])
        made.append(Article(paper, when[row], title, body, address, row))
    return made + other_news(scene)


def happening(scene: Scene, event: int) -> Happening:
    """What a teller has of an event."""
    actor, recipient = scene.actors(event)
    events = scene.events
    named = PLOVER_TYPES[events.kind[event]]
    return Happening(
        actor, recipient, named, places()[events.place[event]], scene.moments[event], int(events.deaths[event])
    )


def _text(scene: Scene, writer: Writer, row: int) -> tuple[str, str]:
    what = happening(scene, int(scene.tellings.event[row]))
    title, words = writer.headline(what)
    if not scene.tellings.in_feed[row]:
        return title, ""
    return title, writer.body(what, words, PAPERS[scene.tellings.paper[row]].title)
