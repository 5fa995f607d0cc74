"""The event stream in the format of GDELT 2.0 events: 61 columns split by tabs, no header, one file a quarter.

The format has no room for a title, so place names carry the word "fictional".
"""

from datetime import datetime

from simurg.exercise.atlas import City, State, atlas
from simurg.exercise.codes import CAMEO, QUAD_CLASS
from simurg.exercise.events import places
from simurg.exercise.news import Article
from simurg.exercise.scene import Scene, moments
from simurg.exercise.stream import first_number
from simurg.ontology.plover import PLOVER_TYPES

QUARTER_WEEKS = 13


def files(scene: Scene, articles: list[Article]) -> dict[str, bytes]:
    """Named by the moment of the file, as the publisher does."""
    made: dict[str, list[str]] = {}
    stream, events, told = scene.stream, scene.events, scene.tellings
    actors = {name: _actor(name) for pair in scene.parameters.pairs for name in (pair.one, pair.other)}
    spots = [_spot(city, state) for city in places() for state in [atlas().state(city.state)]]
    number, tones = first_number(scene.world), scene.world.dice("tones").normal(0, 1.5, len(stream))
    for row, added in enumerate(moments(stream.added)):
        telling = int(stream.telling[row])
        event = int(told.event[telling])
        code, goldstein = CAMEO[PLOVER_TYPES[told.coded[telling]]][stream.variant[row]]
        actor, recipient = scene.actors(event)
        second = "\t" * 9 if stream.one_sided[row] else actors[recipient]
        mentions, spot = int(stream.mentions[row]), spots[events.place[event]]
        columns = (
            f"{number + row}", _dates(scene.moments[event]), actors[actor], second,
            f"{telling % 2}\t{code}\t{code[:3]}\t{code[:2]}\t{QUAD_CLASS[code[:2]]}\t{goldstein}",
            f"{mentions}\t1\t{mentions}\t{goldstein / 3 + tones[row]:.4f}",
            spot, "0\t\t\t\t\t\t\t" if stream.one_sided[row] else spot, spot,
            f"{added:%Y%m%d%H%M%S}", articles[telling].url,
        )  # fmt: skip
        quarter = int(stream.added[row]) // (QUARTER_WEEKS * 7 * 86400)
        name = f"gdelt/{scene.world.moment(quarter * QUARTER_WEEKS):%Y%m%d%H%M%S}.exercise-fictional.export.CSV"
        made.setdefault(name, []).append("\t".join(columns))
    return {name: ("\n".join(lines) + "\n").encode() for name, lines in made.items()}


def _dates(at: datetime) -> str:
    return f"{at:%Y%m%d}\t{at:%Y%m}\t{at.year}\t{at.year + (at.timetuple().tm_yday - 1) / 365:.4f}"


def _actor(name: str) -> str:
    """Ten columns: code, name, country, known group, ethnic, two religions, three types."""
    state = atlas().state_of(name)
    if state is None:
        body = next(each for each in atlas().organisations if each.name == name)
        return f"{body.code}\t{name.upper()}\t\t{body.code[:3]}\t\t\t\t{body.code[3:]}\t\t"
    kind = "GOV" if name == state.name else "REB"
    return f"{state.code}{kind}\t{name.upper()}\t{state.code}\t\t\t\t\t{kind}\t\t"


def _spot(city: City, state: State) -> str:
    """Eight columns: type 4 is a city of the world."""
    name = f"{city.name}, {city.province}, {state.name} (fictional)"
    province = 1 + sorted({each.province for each in state.cities}).index(city.province)
    first = f"4\t{name}\t{state.two}\t{state.two}{province:02d}\t"
    return first + f"\t{city.latitude}\t{city.longitude}\t-{9_000_000 + places().index(city)}"
