"""What happens in the language part: who did what to whom, in which city, on which day, with how many dead.

Every PLOVER type comes about equally often. Which kinds of parties may do what to whom stands in `SIDES`.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from simurg.exercise.atlas import City, atlas
from simurg.exercise.parts.language.parties import Party, parties, spoken
from simurg.exercise.parts.language.settings import BEGIN, DAYS, LanguagePart
from simurg.ontology.plover import PLOVER_TYPES

_TALKERS = ("state", "state", "GOV", "organisation")
SIDES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    **dict.fromkeys(PLOVER_TYPES, (_TALKERS, ("state", "GOV"))),
    "CONCEDE": (("state", "GOV"), ("state", "GOV", "group")),
    "COOPERATE": (("state", "MIL", "organisation"), ("state", "MIL")),
    "AID": (("state", "GOV", "organisation"), ("state",)),
    "RETREAT": (("state", "MIL", "group"), ("state", "MIL")),
    "REQUEST": (_TALKERS, ("state", "GOV", "organisation", "group")),
    "ACCUSE": (_TALKERS, ("state", "GOV", "MIL", "group")),
    "THREATEN": (("state", "GOV", "MIL", "group"), ("state", "GOV")),
    "PROTEST": (("CVL",), ("GOV", "state")),
    "SANCTION": (("state", "GOV"), ("state",)),
    "MOBILIZE": (("state", "MIL"), ("state",)),
    "COERCE": (("GOV", "COP", "MIL"), ("group",)),
    "ASSAULT": (("MIL", "group", "group"), ("MIL", "COP", "group")),
}
"""Kinds of who acts and of whom, by type."""
AT_HOME = frozenset({"PROTEST", "COERCE"})
"""Types in which both sides are of one state; in the others they are of two, but for armed groups."""
COUNTS = (5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 25, 26, 27, 28, 29, 30)
"""Numbers of dead: after each, eight languages count people in one form (Arabic apart, as translations do)."""


@dataclass(frozen=True, slots=True)
class Happening:
    """`town` is the name of the place; `city` says where it truly is: its state may be that of a namesake."""

    number: int
    kind: str
    actor: Party
    recipient: Party
    city: City
    ambiguous: bool
    day: date
    deaths: int  # 0 where the type has none


def happenings(part: LanguagePart) -> tuple[Happening, ...]:
    """All events in the order of their days."""
    dice = part.dice("events")
    kinds = [PLOVER_TYPES[int(each) % len(PLOVER_TYPES)] for each in dice.permutation(part.events)]
    days = sorted(int(each) for each in dice.integers(2, DAYS - 3, part.events))
    found = []
    for number, (kind, day) in enumerate(zip(kinds, days, strict=True)):
        actor, recipient = _sides(dice, kind)
        city, twin = _city(dice, recipient.state or actor.state, part.dial.twin)
        deaths = COUNTS[int(dice.integers(3, len(COUNTS)))] if kind == "ASSAULT" else 0
        found.append(Happening(number, kind, actor, recipient, city, twin, _day(day), deaths))
    return tuple(found)


def cities_of(state: str) -> tuple[City, ...]:
    """The cities of a state that the eight languages can write."""
    return tuple(one for one in atlas().state(state).cities if one.name in spoken("names")["cities"])


def twins() -> dict[str, City]:
    """Another place of a city's name, in another state: at that state's centre."""
    found = {}
    for name, home in spoken("names")["twins"].items():
        state = atlas().state(home)
        found[name] = City(name, state.cities[-1].province, home, state.latitude, state.longitude)
    return found


def _sides(dice: np.random.Generator, kind: str) -> tuple[Party, Party]:
    acting, receiving = SIDES[kind]
    while True:
        actor = _drawn(dice, parties()[acting[int(dice.integers(len(acting)))]])
        recipient = _drawn(dice, parties()[receiving[int(dice.integers(len(receiving)))]])
        if actor == recipient:
            continue
        one = actor.state == recipient.state
        fits = one if kind in AT_HOME else not one or (actor.kind == "group") != (recipient.kind == "group")
        if fits:
            return actor, recipient


def _drawn(dice: np.random.Generator, among: tuple[Party, ...]) -> Party:
    return among[int(dice.integers(len(among)))]


def _city(dice: np.random.Generator, state: str, chance: float) -> tuple[City, bool]:
    """A city of the state; where the dice want it, one that has a namesake."""
    home = state or atlas().states[int(dice.integers(len(atlas().states)))].name
    here = cities_of(home)
    city = here[int(dice.integers(len(here)))]
    wanted = float(dice.random()) < chance
    both = [*(one for one in twins().values() if one.state == home), *(one for one in here if one.name in twins())]
    if wanted and both:
        return both[int(dice.integers(len(both)))], True
    return city, city.name in twins()


def _day(number: int) -> date:
    return (BEGIN + timedelta(days=number)).date()
