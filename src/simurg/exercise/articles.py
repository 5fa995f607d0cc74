"""The words and addresses of all articles: a copy has its original's words and an address of its own."""

import re
from dataclasses import dataclass
from datetime import datetime

from simurg.exercise.events import places
from simurg.exercise.press import PAPERS
from simurg.exercise.prose import Happening, Writer
from simurg.exercise.scene import Scene, moments
from simurg.ontology.plover import PLOVER_TYPES

FILLERS_A_WEEK = 2


@dataclass(frozen=True, slots=True)
class Article:
    """`body` is empty where the paper hands out no feed of it; `telling` is -1 for what is no event."""

    paper: int
    published: datetime
    title: str
    body: str
    url: str
    telling: int


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
        paper = PAPERS[told.paper[row]]
        made.append(
            Article(
                int(told.paper[row]), when[row], title, body, _address(paper.host, when[row], title, stems[row]), row
            )
        )
    return made + _fillers(scene)


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


def _fillers(scene: Scene) -> list[Article]:
    writer, made = Writer(scene.world.dice("other news")), []
    for week in range(scene.world.weeks):
        for number in range(FILLERS_A_WEEK):
            at = scene.world.moment(week + writer.number(1, 10_000) / 10_000)
            title, body = writer.filler(at)
            paper = writer.pick((0, 1, 2))
            address = _address(PAPERS[paper].host, at, title, f"{week:04x}{number:02x}")
            made.append(Article(paper, at, title, body, address, -1))
    return made


def _address(host: str, at: datetime, title: str, stem: str) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60].rstrip("-")
    return f"https://{host}/{at:%Y/%m}/{slug}-{stem}"
