"""What happened: the incidents that the reports of the fusion part tell, and the facts that a text can state.

Sisters share pair, kind, place and matter with an earlier incident some days before; they are other incidents, told
under like headlines. No two of a family happen on one day, so that a text always tells which it means.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from simurg.exercise.atlas import City, atlas
from simurg.exercise.parts.fusion.settings import FusionPart
from simurg.exercise.prose import phrases
from simurg.exercise.rates import Pair, pairs

BEGIN = datetime(2024, 9, 2, tzinfo=UTC)
DAYS = 60
INCIDENTS = 110
KINDS = (
    "ASSAULT",
    "ASSAULT",
    "ASSAULT",
    "COERCE",
    "MOBILIZE",
    "THREATEN",
    "PROTEST",
    "SANCTION",
    "ACCUSE",
    "CONSULT",
    "AID",
    "AGREE",
)
VIOLENT, DEADLY = ("ASSAULT", "COERCE", "PROTEST"), 0.7


@dataclass(frozen=True, slots=True)
class Said:
    """The facts that one text states: who, whom, what, where, when and how many. `small`, `large` are other figures."""

    actor: str
    recipient: str
    kind: str  # PLOVER
    place: City
    day: datetime  # midnight UTC
    people: int
    deaths: int
    issue: str
    small: int
    large: int


@dataclass(frozen=True, slots=True)
class Incident:
    """`said` holds the true facts; `sister` the number of the incident that it is like, or -1."""

    said: Said
    second: int  # after BEGIN
    sister: int


def incidents(part: FusionPart) -> tuple[Incident, ...]:
    """In the order in which they are drawn, which is not that of time."""
    dice, known = part.dice("incidents"), pairs()
    made: list[Incident] = []
    for _ in range(part.count(INCIDENTS)):
        if made and dice.random() < part.dial.sisters:
            made.append(_sister(dice, int(dice.integers(len(made))), made))
            continue
        second = int(dice.integers(0, DAYS * 86400))
        made.append(Incident(_facts(dice, known[int(dice.integers(len(known)))], _day(second)), second, -1))
    return tuple(made)


_OWN: dict[str, Any] = {"day": BEGIN, "people": 0, "deaths": 0}  # what sisters do not share


def _sister(dice: np.random.Generator, like: int, made: list[Incident]) -> Incident:
    """One to four days later, or the next day on which none of its like happened; with other figures."""
    old = made[like]
    days = {each.said.day for each in made if replace(each.said, **_OWN) == replace(old.said, **_OWN)}
    second = old.second + 86400 * int(dice.integers(1, 5)) + int(dice.integers(-20_000, 20_000))
    while _day(second) in days:
        second += 86400
    deaths = int(dice.integers(1, 40)) if old.said.deaths else 0
    said = replace(old.said, day=_day(second), people=int(dice.integers(3, 99)), deaths=deaths)
    return Incident(said, second, like)


def _facts(dice: np.random.Generator, pair: Pair, day: datetime) -> Said:
    one, other = (pair.one, pair.other) if dice.random() < 0.5 else (pair.other, pair.one)
    home = atlas().state_of(one) or atlas().state_of(other)
    if home is None:
        raise ValueError("One party of every pair belongs to a state.")
    kind = KINDS[int(dice.integers(len(KINDS)))]
    issues = phrases()["issues"]
    return Said(
        one,
        other,
        kind,
        home.cities[int(dice.integers(len(home.cities)))],
        day,
        int(dice.integers(3, 99)),
        int(dice.integers(1, 40)) if kind in VIOLENT and dice.random() < DEADLY else 0,
        issues[int(dice.integers(len(issues)))],
        int(dice.integers(2, 10)),
        int(dice.integers(13, 95)),
    )


def _day(second: int) -> datetime:
    return BEGIN + timedelta(days=second // 86400)
