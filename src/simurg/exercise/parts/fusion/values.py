"""What claims are about: places in a hierarchy, numbers, intervals. For each, how to be vague and how to be wrong.

A value is a city's path `continent/state/province/city` or a part of it, a whole number as text, or two days
`2024-09-02/2024-09-17`. All values are text, so that a claim is one; `vaguer` and `wrong` take and give text.
"""

from datetime import date, timedelta
from functools import cache

import numpy as np

from simurg.exercise.atlas import atlas

KINDS = ("place", "number", "interval")
ERRORS = {"place": 95, "number": 400, "interval": 60}
"""How many wrong values are about equally likely: for oracles. Whoever errs at random rarely agrees with another."""
_FIRST = date(2024, 9, 2)


@cache
def cities() -> tuple[str, ...]:
    """The path of every city, in the atlas' order."""
    continent = atlas().continent.removeprefix("the ")
    return tuple(
        f"{continent}/{state.name}/{city.province}/{city.name}" for state in atlas().states for city in state.cities
    )


def true_value(dice: np.random.Generator, kind: str) -> str:
    """A value with nothing vague about it."""
    if kind == "place":
        return cities()[int(dice.integers(len(cities())))]
    if kind == "number":
        return str(int(np.exp(dice.uniform(np.log(1_000), np.log(900_000)))) // 10 * 10 + int(dice.integers(1, 10)))
    begin = _FIRST + timedelta(days=int(dice.integers(0, 300)))
    return _days(begin, begin + timedelta(days=int(dice.integers(2, 40))))


def vaguer(kind: str, value: str, far: bool) -> str:
    """The province (or, if far, the state); two digits (or one); the whole weeks (or the whole months) around it."""
    if kind == "place":
        return value.rsplit("/", 2 if far else 1)[0]
    if kind == "number":
        unit = 10 ** max(0, len(value) - (1 if far else 2))
        return str((int(value) + unit // 2) // unit * unit)
    first, last = days(value)
    if far:
        following = (last.replace(day=1) + timedelta(days=32)).replace(day=1)
        return _days(first.replace(day=1), following - timedelta(days=1))
    return _days(first - timedelta(days=first.weekday()), last + timedelta(days=6 - last.weekday()))


def wrong(dice: np.random.Generator, kind: str, value: str) -> str:
    """Another value: any other city; a number between a third and three times it; both days moved."""
    if kind == "place":
        others = [city for city in cities() if city != value]
        return others[int(dice.integers(len(others)))]
    if kind == "number":
        factor = float(np.exp(dice.uniform(0.05, np.log(3.0)) * (1 if dice.random() < 0.5 else -1)))
        return str(max(1, round(int(value) * factor)))
    first, last = days(value)
    moved = int(dice.integers(2, 31)) * (1 if dice.random() < 0.5 else -1)
    stretched = int(dice.integers(0, 6))
    return _days(first + timedelta(days=moved), last + timedelta(days=moved + stretched))


def agrees(kind: str, claimed: str, value: str) -> bool:
    """Whether a claim is right, if perhaps vague, of a true value."""
    return claimed in (value, vaguer(kind, value, far=False), vaguer(kind, value, far=True))


def same(kind: str, told: str, value: str) -> bool:
    """Whether an answer counts as the true value: the same city; within 1 %; each end within one day."""
    if kind == "number":
        return abs(float(told) - float(value)) <= 0.01 * float(value)
    if kind == "interval":
        return all(abs((one - other).days) <= 1 for one, other in zip(days(told), days(value), strict=True))
    return told == value


def days(value: str) -> tuple[date, date]:
    """An interval's first and last day."""
    first, last = value.split("/")
    return date.fromisoformat(first), date.fromisoformat(last)


def _days(first: date, last: date) -> str:
    return f"{first.isoformat()}/{last.isoformat()}"
