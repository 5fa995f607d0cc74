"""What is known of an entity besides its name, and what it says about being the same as another.

Weights are natural-log odds, set by hand; the source of each is what the property means (an IMO number belongs to one
hull, a date of birth told to the day is shared by about one person in 20,000 but is often wrong by a day or a swap).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from simurg.fusion.identity.letters import latin
from simurg.fusion.identity.model import Part
from simurg.fusion.identity.names import Kind

EVIDENCE = {
    "no name": -3.0,
    "weak alias": 0.3,
    "other kind": -4.0,
    "other number in the name": -2.5,  # a fund's series, a hull's number; not for persons
    "own number shared": 9.0,  # one thing has it: IMO, LEI, INN, OGRN, ...
    "own number differs": -4.0,
    "number shared": 6.0,  # registration, passport, tax or identity number, whatever its kind is called
    "number differs": -0.7,
    "born the same day": 2.2,
    "born the same year": 0.7,
    "born day and month swapped": 1.2,
    "born another day of that year": -1.0,
    "born a year apart": -1.5,
    "born in other years": -4.0,
    "founded the same day": 1.5,
    "founded in other years": -1.5,
    "other gender": -3.0,
    "same country": 0.4,
    "other country": -1.2,
    "other country of a company": -1.8,
    "born in the same place": 0.6,
    "same address": 1.0,
}
OWN_NUMBERS = ("imoNumber", "leiCode", "innCode", "ogrnCode", "mmsi", "swiftBic", "uniqueEntityId", "npiCode", "isin")
NUMBERS = (
    *("registrationNumber", "idNumber", "taxNumber", "vatCode", "passportNumber", "dunsCode", "okpoCode", "kppCode"),
    *("socialSecurityNumber", "cageCode", "permId", "serialNumber", "wikidataId", "bikCode"),
)
_FACTS = {
    **dict.fromkeys(OWN_NUMBERS, "own_numbers"),
    **dict.fromkeys(NUMBERS, "numbers"),
    **dict.fromkeys(("country", "nationality", "citizenship", "jurisdiction", "mainCountry", "flag"), "countries"),
    "birthDate": "born",
    "incorporationDate": "founded",
    "buildDate": "founded",
    "gender": "genders",
    "birthPlace": "birth_places",
    "address": "addresses",
}
_SIGNS = re.compile(r"[^a-z0-9]+")
_DATE = re.compile(r"(\d{4})(?:-?(\d{2})(?:-?(\d{2}))?)?")
MOST_VALUES = 32


@dataclass(frozen=True, slots=True)
class Facts:
    """Sets are empty where nothing is known. Dates are (year, month, day) with 0 for what is not told."""

    own_numbers: frozenset[tuple[str, str]]
    numbers: frozenset[str]
    born: frozenset[tuple[int, int, int]]
    founded: frozenset[tuple[int, int, int]]
    genders: frozenset[str]
    countries: frozenset[str]
    birth_places: frozenset[str]
    addresses: frozenset[str]


def facts_of(properties: Mapping[str, Any]) -> Facts:
    """From FollowTheMoney properties; values that are no text are left out."""
    found: dict[str, set[Any]] = {}
    for prop, raw in properties.items():
        fact = _FACTS.get(prop)
        if fact is None:
            continue
        kept = found.setdefault(fact, set())
        for text in texts(raw):
            if fact in ("born", "founded"):
                kept.update(_date(text))
            elif plain := _plain(text):
                if fact == "own_numbers":
                    kept.add((prop, plain))
                else:
                    kept.add(plain)
    return Facts(
        own_numbers=frozenset(pair for pair in found.get("own_numbers", ()) if len(pair[1]) > 4),
        numbers=frozenset(number for number in found.get("numbers", ()) if len(number) > 4),
        born=frozenset(found.get("born", ())),
        founded=frozenset(found.get("founded", ())),
        genders=frozenset(found.get("genders", ())) - {"other"},
        countries=frozenset(found.get("countries", ())),
        birth_places=frozenset(found.get("birth_places", ())),
        addresses=frozenset(found.get("addresses", ())),
    )


def texts(found: object) -> list[str]:
    """The texts of a property's value, whether one text or a list; anything else is left out, and so is the 33rd."""
    if isinstance(found, str):
        return [found]
    return [text for text in found[:MOST_VALUES] if isinstance(text, str)] if isinstance(found, list | tuple) else []


@lru_cache(maxsize=65536)
def _plain(text: str) -> str:
    return _SIGNS.sub("", latin(text[:256]))


def _date(text: str) -> Iterator[tuple[int, int, int]]:
    found = _DATE.match(text)
    if found:
        year, month, day = found.groups(default="0")
        yield int(year), int(month), int(day)


def weigh(left: Facts, right: Facts, kind: Kind) -> Iterator[Part]:
    """A part for everything that both sides tell of."""
    for name in _findings(left, right, kind):
        yield Part(name, 1.0, EVIDENCE[name])


def _findings(left: Facts, right: Facts, kind: Kind) -> Iterator[str]:
    if left.own_numbers or left.numbers:
        yield from _numbers(left, right)
    if left.born and right.born:
        yield min((_born(one, two) for one in left.born for two in right.born), key=lambda name: -EVIDENCE[name])
    if left.founded and right.founded:
        if any(one == two and one[2] for one in left.founded for two in right.founded):
            yield "founded the same day"
        elif not {date[0] for date in left.founded} & {date[0] for date in right.founded}:
            yield "founded in other years"
    if left.genders and right.genders and not left.genders & right.genders:
        yield "other gender"
    if left.countries and right.countries:
        if left.countries & right.countries:
            yield "same country"
        else:
            yield "other country of a company" if kind is Kind.ORGANISATION else "other country"
    if left.birth_places & right.birth_places:
        yield "born in the same place"
    if left.addresses & right.addresses:
        yield "same address"


def _numbers(left: Facts, right: Facts) -> Iterator[str]:
    everything = left.numbers | {number for _, number in left.own_numbers}
    theirs = right.numbers | {number for _, number in right.own_numbers}
    if left.own_numbers & right.own_numbers:
        yield "own number shared"
    elif everything & theirs:
        yield "number shared"
    elif {kind for kind, _ in left.own_numbers} & {kind for kind, _ in right.own_numbers}:
        yield "own number differs"
    elif left.numbers and right.numbers:
        yield "number differs"


def _born(one: tuple[int, int, int], two: tuple[int, int, int]) -> str:
    years = abs(one[0] - two[0])
    if years:
        return "born a year apart" if years == 1 else "born in other years"
    if not (one[1] and two[1]) or (one[1] == two[1] and not (one[2] and two[2])):
        return "born the same year"
    if one == two:
        return "born the same day"
    swapped = one[1] == two[2] and one[2] == two[1]
    return "born day and month swapped" if swapped else "born another day of that year"
