"""What a copy changes: its dress (edited) or its facts (altered).

An honest outlet alters by rare mistake, a careless one often and at random; a controlled one swaps the roles where its
controller acted in a hostile way, and mends the figures otherwise where its controller is a party.
"""

from dataclasses import replace

import numpy as np

from simurg.exercise.atlas import atlas
from simurg.exercise.parts.fusion.incidents import Said
from simurg.exercise.parts.fusion.outlets import Outlet
from simurg.exercise.parts.fusion.settings import Dial
from simurg.exercise.parts.fusion.wording import Style, Wording, options, sentences

FRIENDLY = ("CONSULT", "AID", "AGREE")
CHANGES = ("deaths", "people", "roles", "place")


def edited(dice: np.random.Generator, dial: Dial, wording: Wording, style: Style) -> tuple[Wording, Style]:
    """A copy's wording and style: the same facts and the same core sentences but one, at most."""
    if dice.random() < dial.reheaded:
        if dice.random() < 0.5:
            style = replace(style, blurb=int(dice.integers(len(sentences()["blurbs"]))))
        wording = replace(wording, title=wording.title + 1 + int(dice.integers(2)))
    if dice.random() >= dial.edited:
        return wording, style
    chance = dice.random(4)
    if chance[0] < 0.5 and len(wording.colour) > 2:
        drop = int(dice.integers(len(wording.colour)))
        wording = replace(wording, colour=wording.colour[:drop] + wording.colour[drop + 1 :])
    if chance[1] < 0.4:
        at = int(dice.integers(len(wording.core)))
        section = wording.core[at][0]
        other = (section, int(dice.integers(options(section))))
        wording = replace(wording, core=(*wording.core[:at], other, *wording.core[at + 1 :]))
    return wording, replace(
        style,
        spelled=bool(chance[2] < 0.4),
        signoff=int(dice.integers(len(sentences()["signoffs"]))) if chance[3] < 0.5 else -1,
    )


def altered(dice: np.random.Generator, dial: Dial, outlet: Outlet, said: Said) -> tuple[Said, str]:
    """The facts as this outlet tells them, and what it changed ("" for nothing)."""
    chance, pick = dice.random(), int(dice.integers(len(CHANGES)))
    if outlet.role == "controlled" and outlet.controller in (said.actor, said.recipient):
        if chance >= dial.slanted:
            return said, ""
        blamed = said.actor == outlet.controller and said.kind not in FRIENDLY
        return changed(dice, said, "roles" if blamed else "deaths")
    if chance >= (dial.careless if outlet.role == "careless" else dial.altered):
        return said, ""
    return changed(dice, said, CHANGES[pick])


def changed(dice: np.random.Generator, said: Said, change: str) -> tuple[Said, str]:
    """Facts with one of them changed; a number of dead that is not told becomes one of people."""
    if change == "roles":
        return replace(said, actor=said.recipient, recipient=said.actor), "roles"
    if change == "place":
        cities = [city for city in atlas().state(said.place.state).cities if city != said.place]
        return replace(said, place=cities[int(dice.integers(len(cities)))]), "place"
    if change == "deaths" and said.deaths:
        return replace(said, deaths=_other(dice, said.deaths, 40)), "deaths"
    return replace(said, people=_other(dice, said.people, 99)), "people"


def _other(dice: np.random.Generator, number: int, end: int) -> int:
    """Another number from 1 up to, not including, `end`."""
    drawn = int(dice.integers(1, end - 1))
    return drawn + (drawn >= number)
