"""What papers print beside events between parties: the large disaster, the port whose computers fail, and all the rest.

Also what an article is, for those articles and for the ones about events (articles.py).
"""

import re
from dataclasses import dataclass
from datetime import datetime

from simurg.exercise.atlas import City, State, atlas
from simurg.exercise.press import PAPERS
from simurg.exercise.prose import DAYS, FOOTER, Writer, filled, phrases
from simurg.exercise.rates import DISASTER_WEEKS
from simurg.exercise.scene import Scene

FILLERS_A_WEEK = 2
HONEST = (0, 1, 2)  # papers with a feed that print other news


@dataclass(frozen=True, slots=True)
class Article:
    """`body` is empty where the paper hands out no feed of it; `telling` is -1 for what is no event."""

    paper: int
    published: datetime
    title: str
    body: str
    url: str
    telling: int


@dataclass(frozen=True, slots=True)
class Disaster:
    """The one that draws the press."""

    kind: str
    code: str
    opening: str
    harm: str
    state: State
    city: City


def great_disaster(scene: Scene) -> Disaster:
    """Of which kind it is and where; when, is in the plot."""
    writer, state = Writer(scene.world.dice("great disaster")), atlas().state(scene.plot.disaster)
    kind, code, opening, harm = writer.pick(phrases()["disaster"]["kinds"])
    return Disaster(kind, code, opening, harm, state, writer.pick(state.cities))


def other_news(scene: Scene) -> list[Article]:
    """Articles that tell of no event between parties."""
    return [*_fillers(scene), *_disaster(scene), *_port(scene)]


def address_of(host: str, at: datetime, title: str, stem: str) -> str:
    """An article's own address."""
    slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60].rstrip("-")
    return f"https://{host}/{at:%Y/%m}/{slug}-{stem}"


def _fillers(scene: Scene) -> list[Article]:
    writer, made = Writer(scene.world.dice("other news")), []
    for week in range(scene.world.weeks):
        for number in range(FILLERS_A_WEEK):
            at = scene.world.moment(week + writer.number(1, 10_000) / 10_000)
            title, body = writer.filler(at)
            made.append(_printed(writer.pick(HONEST), at, title, body, f"{week:04x}{number:02x}"))
    return made


def _disaster(scene: Scene) -> list[Article]:
    """Many articles in the first week, fewer in each week after it."""
    writer, what, made = Writer(scene.world.dice("disaster news")), great_disaster(scene), []
    words = {
        "kind": what.kind, "kind_low": what.kind.lower(), "opening": what.opening, "harm": what.harm,
        "state": what.state.name, "capital": what.state.capital, "leader": what.state.leader, "city": what.city.name,
        "province": what.city.province, "relief": atlas().organisations[2].name,
    }  # fmt: skip
    for behind in range(DISASTER_WEEKS):
        for number in range(max(1, 12 >> behind)):
            at = scene.world.moment(scene.plot.disaster_week + behind + writer.number(500, 9_900) / 10_000)
            if at < scene.world.end:
                title, body = _told(writer, "disaster", at, words, what.city)
                made.append(_printed(writer.pick(HONEST), at, title, body, f"d{behind:02x}{number:02x}"))
    return made


def _port(scene: Scene) -> list[Article]:
    """The attack on a port, as newspapers see it: without an author."""
    writer, state, made = Writer(scene.world.dice("port news")), atlas().state(scene.plot.victim), []
    city = next(city for city in state.cities if city.name == state.port)
    said = state.spokesperson[0].upper() + state.spokesperson[1:]
    words = {"port": state.port, "state": state.name, "spokesperson_cap": said}
    for number in range(6):
        at = scene.world.moment(scene.plot.incident + 0.15 * number + writer.number(500, 1_400) / 10_000)
        if at < scene.world.end:
            title, body = _told(writer, "port", at, words, city)
            made.append(_printed(writer.pick(HONEST), at, title, body, f"b{number:02x}"))
    return made


def _told(writer: Writer, topic: str, at: datetime, words: dict[str, str], city: City) -> tuple[str, str]:
    drawn = {"day": DAYS[at.weekday()], "k": str(writer.number(2, 10)), "n": str(writer.number(5, 40))}
    words = {**words, **drawn, "m": str(writer.number(8, 95))}
    options = phrases()[topic]
    said = dict.fromkeys(filled(writer.pick(options["leads"]), words) for _ in range(4))
    body = f"{city.name.upper()}, {city.state}, {at.day} {at:%B} – {' '.join(said)}\n\n{FOOTER}"
    return filled(writer.pick(options["titles"]), words), body


def _printed(paper: int, at: datetime, title: str, body: str, stem: str) -> Article:
    return Article(paper, at, title, body, address_of(PAPERS[paper].host, at, title, stem), -1)
