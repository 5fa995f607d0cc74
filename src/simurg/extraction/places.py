"""Where: the places that a text names, each with the country it is in and how precise that is.

Of several places of one name, the one in a country that the text names besides counts most, then the publisher's
country, then size; the others stand as alternatives. A name that is more often a state than a city is the state. A city
that is named with a division or a country that it is in ("Tripoli, Lebanon") is in that one.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from simurg.extraction import gazetteer
from simurg.extraction.added import NOTHING, Added
from simurg.extraction.gazetteer import City
from simurg.extraction.names import Hit, Sense, sense_of
from simurg.extraction.reading import PlaceNamed, Span
from simurg.extraction.regions import DIVISION, OF_DIVISION, Region, regions
from simurg.ontology.countries import COUNTRIES

MOST_ALTERNATIVES = 4
_NEXT_TO = 1_000.0
_TOLD, _AT_HOME = 30.0, 8.0
_WELL_KNOWN = 100_000
_DIRECTIONS = frozenset(
    [
        *("north", "south", "east", "west", "northern", "southern", "eastern", "western", "central", "greater", "old"),
        *("new", "inner", "outer", "upper", "lower", "downtown"),
    ]
)
_BEFORE_A_PLACE = frozenset(
    [
        *(
            "in",
            "at",
            "near",
            "from",
            "to",
            "of",
            "around",
            "outside",
            "inside",
            "en",
            "a",
            "à",
            "de",
            "dans",
            "bei",
            "aus",
        ),
        *("nach", "von", "в", "из", "на", "под", "em"),
    ]
)


@dataclass(frozen=True, slots=True)
class Setting:
    """What a text tells about where it is about: how often it names each country, its publisher's, its language."""

    told: Counter[str]
    home: str | None
    language: str | None
    added: Added = NOTHING


def setting_of(hits: Sequence[Hit], home: str | None, language: str | None, added: Added = NOTHING) -> Setting:
    told = Counter(sense.code for hit in hits if (sense := sense_of(hit)).kind in ("state", "people"))
    return Setting(told, home, language, added)


def places_in(text: str, hits: Sequence[Hit], setting: Setting, persons: Sequence[Span] = ()) -> list[PlaceNamed]:
    """The places among a sentence's hits, in their order. `persons`: where persons' names stand, which are no
    places."""
    found = []
    for number, hit in enumerate(hits):
        if any(person.start <= hit.start < person.end for person in persons):
            continue
        place = _place(text, hit, setting, _country_beside(text, hits, number))
        if place is not None:
            found.append(place)
    return found


def country_of(hit: Hit, setting: Setting) -> str | None:
    """The country that a city or region is most likely in."""
    ranked = ranked_cities(hit.senses, setting)
    if ranked:
        return ranked[0].country if setting.added.knows(ranked[0].country) else None
    divisions = _ranked_regions([sense for sense in hit.senses if sense.kind == "region"], setting)
    return divisions[0].country if divisions else None


def ranked_cities(senses: Sequence[Sense], setting: Setting, beside: str | None = None) -> list[City]:
    """The likeliest first. `beside`: the country that stands next to the name."""
    table = gazetteer.cities()
    numbers = [sense.place for sense in senses if sense.kind == "city" and sense.place is not None]
    found = [table[number] if number >= 0 else setting.added.city(number) for number in numbers]
    return sorted(found, key=lambda city: -_weight(city, setting, beside)) if len(found) > 1 else found


def _weight(city: City, setting: Setting, beside: str | None) -> float:
    known = _TOLD if setting.told[city.country] else 1.0
    near = _NEXT_TO if city.country == beside else 1.0
    return (city.people + 1_000) * city.names * known * near * (_AT_HOME if city.country == setting.home else 1.0)


def _country_beside(text: str, hits: Sequence[Hit], number: int) -> str | None:
    """ "Tripoli, Lebanon"; "Tripoli in Lebanon": the country that the next name is, if hardly anything is between."""
    if number + 1 >= len(hits):
        return None
    following = hits[number + 1]
    gap = text[hits[number].end : following.start]
    sense = sense_of(following)
    if sense.kind in ("state", "region") and (gap in (", ", " (") or gap.strip() in ("in", "en", "in the", "в")):
        return sense.code
    return None


def _place(text: str, hit: Hit, setting: Setting, beside: str | None) -> PlaceNamed | None:
    span = Span(hit.start, hit.end)
    sense = sense_of(hit)
    if sense.kind == "state":
        return PlaceNamed(sense.name, sense.code, "country", span)
    if sense.kind in ("people", "organisation", "role"):
        return None
    divisions = [sense for sense in hit.senses if sense.kind == "region"]
    cities = [sense for sense in hit.senses if sense.kind == "city"]
    if not _stands_as_place(text, hit):
        return None
    if divisions and (not cities or _told_as_division(text, hit) or divisions[0].code == "PSE"):
        return _region(_ranked_regions(divisions, setting), span)
    ranked = ranked_cities(cities, setting, beside)
    if _unlikely(ranked[0], setting, beside):
        return None
    best, others = ranked[0], ranked[1 : 1 + MOST_ALTERNATIVES]
    also = tuple(f"{city.name}, {setting.added.name_of(city.country)}" for city in others)
    return PlaceNamed(best.name, best.country, "place", span, None, best.latitude, best.longitude, also)


def _unlikely(city: City, setting: Setting, beside: str | None) -> bool:
    """A small town in a country that the text does not speak of, while it speaks of others: rather a word or another
    place of its name, too small for the gazetteer."""
    if city.people >= _WELL_KNOWN or not setting.told or beside == city.country:
        return False
    return not setting.told[city.country] and city.country != setting.home


def _told_as_division(text: str, hit: Hit) -> bool:
    """Whether a word for a division stands beside the name."""
    if DIVISION.match(text, hit.end):
        return True
    return bool(OF_DIVISION.search(text[max(0, hit.start - 24) : hit.start]))


def _ranked_regions(senses: Sequence[Sense], setting: Setting) -> list[Region]:
    table = regions()
    found = [table[sense.place] for sense in senses if sense.place is not None]
    return sorted(found, key=lambda region: (not setting.told[region.country], region.country != setting.home))


def _region(ranked: Sequence[Region], span: Span) -> PlaceNamed:
    best = ranked[0]
    unlike = [region for region in ranked[1:] if region.country != best.country]
    also = tuple(f"{region.name}, {COUNTRIES.get(region.country, region.country)}" for region in unlike)[
        :MOST_ALTERNATIVES
    ]
    return PlaceNamed(best.name, best.country, "admin1", span, best.name, best.latitude, best.longitude, also)


def _stands_as_place(text: str, hit: Hit) -> bool:
    """Not a part of a longer proper name ("Austin Smith", "Lincoln Group"), as far as capitals tell."""
    after = text[hit.end : hit.end + 3]
    if after[:1] == " " and after[1:2].isupper() and after[2:3].islower() and not text[hit.start : hit.end].isupper():
        if DIVISION.match(text, hit.end):
            return True
        before = text[max(0, hit.start - 12) : hit.start].rstrip(" ").rpartition(" ")[2].lower()
        return before in _BEFORE_A_PLACE
    return not _ends_a_name(text, hit.start)


def _ends_a_name(text: str, start: int) -> bool:
    """ "near Tal Afar": a capital right before, after a small word, as where all words have capitals it tells
    nothing."""
    if text[start - 1 : start] != " ":
        return False
    words = text[max(0, start - 40) : start].split()
    if len(words) < 2 or not words[-1][:1].isupper() or not words[-1].isalpha() or words[-1].lower() in _DIRECTIONS:
        return False
    return words[-2].isalpha() and words[-2].islower()
