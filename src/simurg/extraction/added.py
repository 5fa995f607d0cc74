"""Names that a workspace adds to those that every house knows: its own organisations and groups, places that no
gazetteer has, and whole states of an exercise. Values in, values out: whoever opens `actors.yaml` gives it here.

    states: [{code: XOR, name: Orrelia, names: [Orrelia, Orrélie], peoples: {en: [Orrelian, Orrelians]}}]
    actors: [{code: XOR REB, name: Free Basin Movement, kind: group, country: XOR, names: [Free Basin Movement]}]
    places: [{name: Castelmere, country: XOR, latitude: -43.1, longitude: -124.0, names: [Castelmere]}]

A name counts as in `names`: whole words, with a capital where its letters have case. Peoples count in their language.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, cast

from simurg.extraction.gazetteer import City
from simurg.extraction.inflections import bent
from simurg.extraction.names import SPOKEN, Form, Names, Sense, Shape
from simurg.ontology.countries import COUNTRIES
from simurg.ontology.errors import CallerError

MOST_ENTRIES, MOST_NAMES, MOST_LETTERS = 2_000, 200, 120
PEOPLE = 500_000
"""People of a place that says nothing of them: a workspace names no hamlets in vain."""
_KINDS: Mapping[str, Shape] = {"organisation": "organisation", "group": "group", "institution": "institution"}
_KEYS = {
    "states": ({"code", "name", "names"}, {"peoples"}),
    "actors": ({"code", "name", "kind", "names"}, {"country"}),
    "places": ({"name", "country", "latitude", "longitude", "names"}, {"people"}),
}
_NO_CASE = ("es", "fr", "de", "ru", "ar", "pt")
"""Languages that write peoples without a capital."""


@dataclass(frozen=True)
class Added:
    """Not slotted: its tables are made once. `countries`: code -> English name of states that ISO 3166-1 has not."""

    forms: tuple[Form, ...] = ()
    peoples: Mapping[str, tuple[Form, ...]] = field(default_factory=dict)
    cities: tuple[City, ...] = ()
    countries: Mapping[str, str] = field(default_factory=dict)
    mark: str = ""
    """Differs where the names do, so that a reading by other names is another reading."""

    def tables_for(self, language: str | None) -> tuple[Names, ...]:
        """As `names.tables_for`; none where nothing is added."""
        return self._tables[language if language in SPOKEN else "en" if language else ""] if self.forms else ()

    def city(self, place: int) -> City:
        """Places are numbered from -1 downwards, those of the gazetteer from 0 upwards."""
        return self.cities[-1 - place]

    def name_of(self, country: str) -> str:
        """The English name of a code; the code itself if there is none."""
        return self.countries.get(country) or COUNTRIES.get(country, country)

    def knows(self, country: str) -> bool:
        return country in COUNTRIES or country in self.countries

    @cached_property
    def _tables(self) -> dict[str, tuple[Names, ...]]:
        every = Names(self.forms)
        spoken = {**self.peoples, "": tuple(form for forms in self.peoples.values() for form in forms)}
        return {language: (every, Names(spoken.get(language, ()))) for language in (*SPOKEN, "")}


NOTHING = Added()


def added_of(told: object) -> Added:
    """From what stands in `actors.yaml`; CallerError says what is wrong with it."""
    if told is None:
        return NOTHING
    if not isinstance(told, Mapping) or set(told) - set(_KEYS):
        raise CallerError("Added names are `states`, `actors` and `places`.", hint="See docs/reading-scores.md.")
    states, actors, places = (_entries(told, name) for name in _KEYS)
    countries = {str(one["code"]): str(one["name"]) for one in states}
    forms: list[Form] = []
    for one in states:
        sense = Sense("state", one["code"], one["name"], one["code"], "state")
        forms += _written(one["names"], sense)
    for one in actors:
        shape, country = _shape(one), one.get("country")
        forms += _written(one["names"], Sense("organisation", one["code"], one["name"], country, shape))
    cities = tuple(_city(one) for one in places)
    for number, (one, city) in enumerate(zip(places, cities, strict=True)):
        forms += _written(one["names"], Sense("city", city.country, city.name, city.country, place=-1 - number))
    mark = hashlib.sha256(repr(told).encode()).hexdigest()[:8]
    return Added(tuple(forms), _peoples(states), cities, countries, mark)


def _entries(told: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    entries = told[name] if told.get(name) is not None else []
    if not isinstance(entries, list) or len(entries) > MOST_ENTRIES:
        raise CallerError(f"`{name}` is a list of at most {MOST_ENTRIES} entries.")
    needed, may = _KEYS[name]
    for number, one in enumerate(entries, 1):
        if not isinstance(one, Mapping) or needed - set(one) or set(one) - needed - may:
            raise CallerError(f"Entry {number} of `{name}` has {', '.join(sorted(needed))}; it may have {may}.")
        _checked(one["names"], f"entry {number} of `{name}`")
        _checked([one["name"], *(one[key] for key in ("code", "country") if key in one)], f"entry {number} of `{name}`")
    return entries


def _checked(names: object, where: str) -> None:
    if not isinstance(names, list) or len(names) > MOST_NAMES:
        raise CallerError(f"The names in {where} are a list of at most {MOST_NAMES} texts.")
    for one in names:
        if not isinstance(one, str) or not 2 <= len(one.strip()) <= MOST_LETTERS:
            raise CallerError(f"A name in {where} is no text of 2 to {MOST_LETTERS} letters.", hint="Quote NO and ON.")


def _shape(one: Mapping[str, Any]) -> Shape:
    if one["kind"] not in _KINDS:
        raise CallerError(f"{str(one['kind'])[:40]!r} is no kind of actor.", hint=f"Use {', '.join(_KINDS)}.")
    return _KINDS[one["kind"]]


def _city(one: Mapping[str, Any]) -> City:
    numbers = [one["latitude"], one["longitude"], one.get("people", PEOPLE)]
    if any(isinstance(each, bool) or not isinstance(each, int | float) for each in numbers):
        raise CallerError(f"{one['name'][:40]}: latitude, longitude and people are numbers.")
    latitude, longitude, people = (float(each) for each in cast(list[float], numbers))
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180 and 0 <= people <= 1e8):
        raise CallerError(f"{one['name'][:40]} lies nowhere on Earth.", hint="Degrees: -90 to 90 and -180 to 180.")
    return City(one["name"], one["country"], "", latitude, longitude, round(people))


def _written(names: Sequence[str], sense: Sense) -> Iterator[Form]:
    for name in names:
        for form in bent(name):
            yield form, "capital", sense


def _peoples(states: Sequence[Mapping[str, Any]]) -> dict[str, tuple[Form, ...]]:
    found: dict[str, list[Form]] = {}
    for one in states:
        peoples = one.get("peoples") or {}
        if not isinstance(peoples, Mapping) or set(peoples) - set(SPOKEN):
            raise CallerError(f"{one['name'][:40]}: `peoples` are words by language ({', '.join(SPOKEN)}).")
        for language, words in peoples.items():
            _checked(words, f"the peoples of {one['name'][:40]}")
            found.setdefault(language, []).extend(_people(one, language, words))
    return {language: tuple(forms) for language, forms in found.items()}


def _people(state: Mapping[str, Any], language: str, words: Sequence[str]) -> Iterator[Form]:
    for word in words:
        plural = language in ("en", "es", "fr", "pt") and word.endswith("s")
        sense = Sense("people", state["code"], state["name"], state["code"], "people", plural)
        articled = (word, f"ال{word}") if language == "ar" else (word,)
        for form in (each for one in articled for each in (bent(one) if language == "ar" else (one,))):
            yield form, "any" if language in _NO_CASE else "capital", sense
