"""The fictional continent of the exercise: states, provinces, cities, roles and groups, read from `atlas.yaml`.

Nothing here is real: the continent lies where the South Pacific is empty and the codes are from ISO 3166's
user-assigned range. The atlas is the same for every seed; what happens on it is not.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import cos, hypot, sin
from typing import Any

import yaml

LABEL = "EXERCISE – FICTIONAL"
"""Stands on everything that the exercise writes and that has room for it."""


@dataclass(frozen=True, slots=True)
class City:
    name: str
    province: str
    state: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class State:
    name: str
    code: str  # three letters, ISO 3166 user-assigned
    two: str
    adjective: str
    capital: str
    leader: str
    foreign: str
    defence: str
    spokesperson: str
    port: str
    pipeline: str
    companies: tuple[str, ...]
    groups: tuple[str, ...]
    neighbours: tuple[str, ...]
    latitude: float
    longitude: float
    cities: tuple[City, ...]

    def near(self, other: "State", count: int = 4) -> tuple[City, ...]:
        """The cities closest to another state: where a border dispute happens."""
        return tuple(
            sorted(
                self.cities,
                key=lambda city: (hypot(city.latitude - other.latitude, city.longitude - other.longitude), city.name),
            )[:count]
        )


@dataclass(frozen=True, slots=True)
class Organisation:
    name: str
    short: str
    code: str


@dataclass(frozen=True, slots=True)
class Atlas:
    continent: str
    states: tuple[State, ...]
    organisations: tuple[Organisation, ...]

    def state(self, name: str) -> State:
        """The state of that name; KeyError for any other name."""
        return {state.name: state for state in self.states}[name]

    def state_of(self, actor: str) -> State | None:
        """The state that an actor is, or whose armed group it is; None for an organisation between states."""
        return next((state for state in self.states if actor == state.name or actor in state.groups), None)


@cache
def atlas() -> Atlas:
    """The one atlas of version 1."""
    text = files("simurg.exercise").joinpath("atlas.yaml").read_text(encoding="utf-8")
    told: dict[str, Any] = yaml.safe_load(text)
    return Atlas(
        told["continent"],
        tuple(_state(each) for each in told["states"]),
        tuple(Organisation(**each) for each in told["organisations"]),
    )


def _state(told: dict[str, Any]) -> State:
    latitude, longitude = told["centre"]
    cities = []
    for ring, (province, names) in enumerate(told["provinces"].items()):
        for step, name in enumerate(names):
            turn, reach = 1.571 * ring + 0.45 * step, 0.7 + 0.55 * step
            place = round(latitude + reach * sin(turn), 4), round(longitude + 1.4 * reach * cos(turn), 4)
            cities.append(City(name, province, told["name"], *place))
    lists: dict[str, Any] = {key: tuple(told[key]) for key in ("companies", "groups", "neighbours")}
    plain = ("name", "code", "two", "adjective", "capital", "leader", "foreign", "defence", "spokesperson")
    return State(
        **{key: told[key] for key in (*plain, "port", "pipeline")},
        **lists,
        latitude=latitude,
        longitude=longitude,
        cities=tuple(cities),
    )
