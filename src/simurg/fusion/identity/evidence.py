"""What is known of an entity besides its name, and what it says about being the same as another.

`facts_of` reads FollowTheMoney properties once; `findings` names what two sets of facts say (`evidence.yaml` lists all
findings in plain words with a weight set by hand). What only one side tells is no evidence, nor are topics, notes,
sources and programmes. Pure; values that are no text are left out, and so is the 129th.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from simurg.fusion.identity import dates, places
from simurg.fusion.identity.names import Kind
from simurg.fusion.identity.numbers import NUMBERS, compare_numbers, number
from simurg.fusion.identity.weights import by_hand

_FACTS = {
    **dict.fromkeys(("country", "nationality", "citizenship", "jurisdiction", "mainCountry", "flag"), "countries"),
    "birthDate": "born",
    "incorporationDate": "founded",
    "buildDate": "built",
    "gender": "genders",
    "birthPlace": "birth_places",
    "address": "addresses",
    "position": "roles",
    "grossRegisteredTonnage": "tonnages",
    "deadweightTonnage": "deadweights",
    "type": "types",
}
_DATES = frozenset({"born", "founded", "built"})
_WORDS = frozenset({"birth_places", "addresses", "roles", "types"})
_SEXES = {"m": "male", "f": "female", "w": "female", "male": "male", "female": "female"}
MOST_VALUES = 128
MOST_PLACES = 12
SAME, ALIKE, TONNAGE_OFF = 0.9, 0.5, 0.03
"""Shares of words from which places or roles are one, or alike; how far a tonnage may be off, relatively."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Empty where nothing is known. Dates are (year, month, day) with 0 for what is not told."""

    numbers: Mapping[str, frozenset[str]]
    born: frozenset[dates.Date]
    founded: frozenset[dates.Date]
    built: frozenset[dates.Date]
    genders: frozenset[str]
    countries: frozenset[str]
    birth_places: tuple[frozenset[str], ...]
    addresses: tuple[frozenset[str], ...]
    roles: tuple[frozenset[str], ...]
    types: tuple[frozenset[str], ...]
    tonnages: tuple[float, ...]
    deadweights: tuple[float, ...]


def facts_of(properties: Mapping[str, Any]) -> Facts:
    """From FollowTheMoney properties."""
    numbers: dict[str, frozenset[str]] = {}
    found: dict[str, dict[Any, None]] = {fact: {} for fact in _FACTS.values()}
    for prop, raw in properties.items():
        if prop in NUMBERS:
            told = frozenset(value for text in texts(raw) if (value := number(prop, text)))
            if told:
                numbers[prop] = told
        elif fact := _FACTS.get(prop):
            found[fact].update(dict.fromkeys(_values(fact, raw)))
    return Facts(
        numbers=numbers,
        born=frozenset(found["born"]),
        founded=frozenset(found["founded"]),
        built=frozenset(found["built"]),
        genders=frozenset(found["genders"]),
        countries=frozenset(found["countries"]),
        birth_places=_few(found["birth_places"]),
        addresses=_few(found["addresses"]),
        roles=_few(found["roles"]),
        types=_few(found["types"]),
        tonnages=tuple(found["tonnages"]),
        deadweights=tuple(found["deadweights"]),
    )


def _few(found: Iterable[frozenset[str]]) -> tuple[frozenset[str], ...]:
    """The first few in the order of their words, so that the order told in does not matter."""
    return tuple(sorted(found, key=sorted)[:MOST_PLACES])


def texts(found: object) -> list[str]:
    """The texts of a property's value, whether one text or a list."""
    if isinstance(found, str):
        return [found]
    return [text for text in found[:MOST_VALUES] if isinstance(text, str)] if isinstance(found, list | tuple) else []


def _values(fact: str, raw: object) -> Iterator[Any]:
    for text in texts(raw):
        if fact in _DATES:
            yield from dates.dates(text)
        elif fact in _WORDS:
            if told := places.words(text):
                yield told
        elif fact == "countries":
            if code := places.country(text):
                yield code
        elif fact == "genders":
            if sex := _SEXES.get(text.strip().lower()):
                yield sex
        else:
            yield from _tons(text)


def _tons(text: str) -> Iterator[float]:
    digits = text.replace(",", "").split()
    try:
        value = float(digits[0]) if digits else 0.0
    except ValueError:
        return
    if 1.0 < value < 1e7:
        yield value


def findings(left: Facts, right: Facts, kind: Kind) -> Iterator[str]:
    """The name of a finding for everything that both sides tell of."""
    if left.numbers and right.numbers:
        yield from compare_numbers(left.numbers, right.numbers)
    if left.born and right.born:
        yield dates.best(left.born, right.born, dates.births, by_hand())
    if left.founded and right.founded:
        yield dates.best(left.founded, right.founded, dates.foundings, by_hand())
    if left.built and right.built:
        same = {date[0] for date in left.built} & {date[0] for date in right.built}
        yield "built the same year" if same else "built in other years"
    if left.genders and right.genders:
        yield "same gender" if left.genders & right.genders else "other gender"
    if left.countries and right.countries:
        yield _countries(left.countries, right.countries, kind)
    yield from _places(left, right)
    if kind is Kind.VESSEL:
        yield from _vessel(left, right)


def _countries(left: frozenset[str], right: frozenset[str], kind: Kind) -> str:
    if not places.apart(left, right):
        return "same country"
    if kind is Kind.VESSEL:
        return "other flag"
    return "other country of a company" if kind is Kind.ORGANISATION else "other country"


def _places(left: Facts, right: Facts) -> Iterator[str]:
    if left.birth_places and right.birth_places:
        born = places.likest(left.birth_places, right.birth_places) >= ALIKE
        yield "born in the same place" if born else "born in another place"
    if left.addresses and right.addresses:
        yield _address(left.addresses, right.addresses)
    if left.roles and right.roles:
        yield "same role" if places.likest(left.roles, right.roles) >= ALIKE else "other role"


def _address(left: tuple[frozenset[str], ...], right: tuple[frozenset[str], ...]) -> str:
    """`same` asks for a number and three words in common: a town alone is only alike."""
    best = "other address"
    for one in left:
        for two in right:
            share = places.agreement(one, two)
            if share >= SAME and min(len(one), len(two)) >= 3 and any(word[0].isdigit() for word in one & two):
                return "same address"
            if share >= ALIKE:
                best = "address alike"
    return best


def _vessel(left: Facts, right: Facts) -> Iterator[str]:
    for ours, theirs in ((left.tonnages, right.tonnages), (left.deadweights, right.deadweights)):
        if ours and theirs:
            near = any(abs(one - two) <= TONNAGE_OFF * max(one, two) for one in ours for two in theirs)
            yield "same tonnage" if near else "other tonnage"
            break
    if left.types and right.types and not places.likest(left.types, right.types):
        yield "other type of vessel"
