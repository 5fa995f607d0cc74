"""Where: the places that a text names, each with the country it is in and how precise that is.

Of several places of one name, the one in a country that the text names besides counts most, then the publisher's
country, then size; the others stand as alternatives. A name that is more often a state than a city is the state.
"""

from collections import Counter
from collections.abc import Sequence

from simurg.extraction.gazetteer import City, cities
from simurg.extraction.names import Hit, Sense
from simurg.extraction.reading import PlaceNamed, Span
from simurg.ontology.countries import COUNTRIES

MOST_ALTERNATIVES = 4


def countries_told(hits: Sequence[Hit]) -> Counter[str]:
    """How often a text speaks of each country, by its name or its people."""
    return Counter(hit.senses[0].code for hit in hits if hit.senses[0].kind in ("state", "people", "region"))


def places_in(text: str, hits: Sequence[Hit], told: Counter[str], home: str | None) -> list[PlaceNamed]:
    """The places among the hits, in their order."""
    found = []
    for hit in hits:
        place = _place(text, hit, told, home)
        if place is not None:
            found.append(place)
    return found


def _place(text: str, hit: Hit, told: Counter[str], home: str | None) -> PlaceNamed | None:
    kind = hit.senses[0].kind
    span = Span(hit.start, hit.end)
    if kind == "state":
        code = hit.senses[0].code
        return PlaceNamed(COUNTRIES[code], code, "country", span)
    if kind != "city" or not _stands_as_place(text, hit):
        return None
    ranked = ranked_cities(hit.senses, told, home)
    best = ranked[0]
    others = tuple(
        f"{city.name}, {COUNTRIES.get(city.country, city.country)}" for city in ranked[1 : 1 + MOST_ALTERNATIVES]
    )
    return PlaceNamed(best.name, best.country, "place", span, None, best.latitude, best.longitude, others)


def ranked_cities(senses: Sequence[Sense], told: Counter[str], home: str | None) -> list[City]:
    """The likeliest first."""
    table = cities()
    found = [table[sense.place] for sense in senses if sense.place is not None]
    return sorted(found, key=lambda city: -_weight(city, told, home))


def _weight(city: City, told: Counter[str], home: str | None) -> float:
    near = 30.0 if told[city.country] else 1.0
    return (city.people + 1_000) * near * (8.0 if city.country == home else 1.0)


def _stands_as_place(text: str, hit: Hit) -> bool:
    """Not a part of a longer proper name ("Austin Smith", "Lincoln Group"), as far as capitals tell."""
    after = text[hit.end : hit.end + 2]
    if after[:1] == " " and after[1:].isupper() and not text[hit.start : hit.end].isupper():
        before = text[max(0, hit.start - 12) : hit.start].rstrip(" ").rpartition(" ")[2].lower()
        return before in _LEADING
    return True


_LEADING = frozenset(
    "in at near from to of around outside inside en a à de dans bei aus nach von в из на под em".split()
)
