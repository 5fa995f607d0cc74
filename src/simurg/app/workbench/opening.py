"""What nearly every page needs of a picture, found before anybody asks: the morning's material, who is named and how
they are alike, and the columns that search looks at.

Each step takes its own turn in the reading room, so that whoever comes meanwhile is answered between two of them.
"""

from collections.abc import Callable

from simurg.access.pictures import Picture
from simurg.app.search import Search
from simurg.app.sources import sources_in
from simurg.app.workbench.cube import cube_of
from simurg.app.workbench.look import Look, Told
from simurg.app.workbench.morning import MorningAsk, base_of
from simurg.app.workbench.names import names_in, near_in
from simurg.app.workbench.reading_room import ReadingRoom
from simurg.app.workbench.search import searched
from simurg.ontology.times import Clock

MOST_COMPARED = 400
"""Entities, the most told of first, that are made ready to be compared."""
_COMMON_WORD = "the"


def base_key(ask: MorningAsk) -> tuple[object, ...]:
    """Under which the morning's material is kept."""
    return ("morning base", ask.hour)


def made_ready(room: ReadingRoom, picture: Picture, clock: Clock) -> None:
    """For questions about the present."""
    sources = sources_in(room.workspace)
    ask = MorningAsk.of(None, None, clock(), exercise=False)
    room.ask(picture, None, base_key(ask), lambda ledger, view: base_of(ledger, view, sources))
    steps: list[Callable[[Look], object]] = [
        names_in,
        lambda look: look.kept("cube", lambda: cube_of(look)),
        lambda look: near_in(look).entities([one.key for one in names_in(look).lines[:MOST_COMPARED]]),
    ]
    if (room.workspace.folder / "index" / picture.name).is_dir():  # the first who searches makes it
        steps.append(lambda look: searched(look, room.workspace, Search(_COMMON_WORD)))
    for number, step in enumerate(steps):
        room.answer(picture, None, ("ready", number), _nothing_told(step))


def _nothing_told(step: Callable[[Look], object]) -> Callable[[Look], Told]:
    def make(look: Look) -> Told:
        step(look)
        return Told({})

    return make
