"""Who acts in the language part, and how eight languages name them: articles, cases, endings.

A party is a state, its government, army, police or protesters, an organisation between states, or an armed group.
`named` gives its name in a case of a language; which cases there are stands with each language. All nouns are chosen so
that few rules are needed; a grammarian would find slips, as in translated news.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from simurg.exercise.atlas import atlas

ROLES = ("GOV", "MIL", "COP", "CVL")
_SPOKEN = {"GOV": "government", "MIL": "army", "COP": "police", "CVL": "protesters"}


@dataclass(frozen=True, slots=True)
class Party:
    """`name` in English, `code` as readers write it, `state` by name (empty for an organisation between states)."""

    name: str
    code: str
    kind: str  # state, GOV, MIL, COP, CVL, organisation or group
    state: str


@cache
def spoken(name: str) -> Mapping[str, Any]:
    """One of the part's word files: a language, or `names`."""
    place = files("simurg.exercise.parts.language").joinpath("speech", f"{name}.yaml")
    told: dict[str, Any] = yaml.safe_load(place.read_text(encoding="utf-8"))
    return told


@cache
def parties() -> Mapping[str, tuple[Party, ...]]:
    """All parties by kind."""
    states = atlas().states
    found = {"state": tuple(Party(one.name, one.code, "state", one.name) for one in states)}
    for role in ROLES:
        found[role] = tuple(
            Party(f"{one.adjective} {_SPOKEN[role]}", f"{one.code} {role}", role, one.name) for one in states
        )
    found["group"] = tuple(Party(one.groups[0], f"{one.code} REB", "group", one.name) for one in states)
    found["organisation"] = tuple(Party(one.name, one.code, "organisation", "") for one in atlas().organisations)
    return found


def named(party: Party, language: str, case: str = "") -> str:
    """The party's name; the endings of words that agree with it are cases too. KeyError for an unknown case."""
    return _LANGUAGES[language](party, case)


def _state(party: Party, language: str) -> str:
    return party.state if language == "en" else str(spoken("names")["states"][party.state][language])


def _plain(party: Party, language: str, adjective: Callable[[str], Mapping[str, str]]) -> str:
    """Nominative with its article."""
    if party.kind == "state":
        return _state(party, language)
    if party.kind in ROLES:
        stem = spoken("names")["stems"][party.state].get(language, "")
        told = spoken("names")["roles"][party.kind][language]
        return str(told).format(**adjective(stem), state=_state(party, language))
    return str(spoken("names")["bodies"][party.name][language])


def _english(party: Party, case: str) -> str:  # noqa: ARG001
    if party.kind in ROLES:
        return str(spoken("names")["roles"][party.kind]["en"]).format(adj=atlas().state(party.state).adjective)
    return party.name if party.kind == "state" else f"the {party.name}"


def _spanish(party: Party, case: str) -> str:
    name = _plain(party, "es", lambda stem: {"o": f"{stem}o", "a": f"{stem}a", "os": f"{stem}os"})
    return _before(name, {"a": "a ", "de": "de ", "": ""}[case], {"a el ": "al ", "de el ": "del "})


def _french(party: Party, case: str) -> str:
    name = _plain(party, "fr", lambda stem: {"m": stem, "f": f"{stem}ne", "s": f"{stem}s"})
    short = {"de le ": "du ", "à le ": "au ", "de les ": "des ", "à les ": "aux "}
    return _before(name, {"a": "à ", "de": "de ", "": ""}[case], short)


def _portuguese(party: Party, case: str) -> str:
    name = _plain(party, "pt", lambda stem: {"o": f"{stem}o", "a": f"{stem}a", "os": f"{stem}os"})
    short = {"a a ": "à ", "a o ": "ao ", "de a ": "da ", "de o ": "do "}
    return _before(name, {"a": "a ", "de": "de ", "": ""}[case], short)


def _before(name: str, preposition: str, short: Mapping[str, str]) -> str:
    whole = preposition + name
    for long, joined in short.items():
        if whole.startswith(long):
            return joined + whole[len(long) :]
    return whole


def _german(party: Party, case: str) -> str:
    """Every noun with an article is feminine, so that nominative and accusative are one, genitive and dative too."""
    article, ending = {"": ("die", "e"), "dat": ("der", "en")}[case]
    if party.kind == "CVL":
        article = ""
    name = _plain(party, "de", lambda stem: {"e": stem + ending})
    return name if party.kind == "state" else f"{article} {name}".strip()


_RUSSIAN = {
    "ия": {"": "ия", "gen": "ии", "dat": "ии", "acc": "ию", "ins": "ией"},
    "а": {"": "а", "gen": "ы", "dat": "е", "acc": "у", "ins": "ой"},
}
_NEUTER = {"": "о", "gen": "а", "dat": "у", "acc": "о", "ins": "ом"}
_ADJECTIVE = {
    "f": {"": "ая", "gen": "ой", "dat": "ой", "acc": "ую", "ins": "ой"},
    "n": {"": "ое", "gen": "ого", "dat": "ому", "acc": "ое", "ins": "им"},
    "p": {"": "ие"},
}
_AGREES = {"e": ("а", "о"), "v": ("а", "о"), "o": ("а", "о"), "s": ("ась", "ось")}


def _russian(party: Party, case: str) -> str:
    if case in _AGREES:
        return _AGREES[case][party.kind == "GOV"]
    if party.kind == "state":
        return _bent(_state(party, "ru"), case)
    if party.kind not in ROLES:
        first, rest = spoken("names")["bodies"][party.name]["ru"]
        return f"{_bent(first, case)} {rest}"
    gender, noun = spoken("names")["roles"][party.kind]["ru"]
    bent = _bent(f"{noun}я", case) if gender == "f" else noun + (_NEUTER[case] if gender == "n" else "")
    return f"{spoken('names')['stems'][party.state]['ru']}{_ADJECTIVE[gender][case]} {bent}"


def _bent(word: str, case: str) -> str:
    if word.endswith("га") and case == "gen":
        return word[:-1] + "и"
    ending = next(one for one in _RUSSIAN if word.endswith(one))
    return word.removesuffix(ending) + _RUSSIAN[ending][case]


_ARABIC = {"f": ("ت", ""), "ya": ("ت", "ى"), "at": ("ت", "ى"), "a": ("ت", "ا")}


def _arabic(party: Party, case: str) -> str:
    if case in _ARABIC:
        return _ARABIC[case][party.kind == "MIL"]
    name = _plain(party, "ar", lambda stem: {"m": stem, "f": f"{stem}ة", "p": f"{stem}ون"})
    return {"": name, "li": f"لل{name[2:]}" if name.startswith("ال") else f"ل{name}"}[case]


_HARMONY = {
    "a": ("ı", "a"), "ı": ("ı", "a"), "e": ("i", "e"), "i": ("i", "e"), "o": ("u", "a"), "u": ("u", "a"),
    "ö": ("ü", "e"), "ü": ("ü", "e"),
}  # fmt: skip


def _turkish(party: Party, case: str) -> str:
    """A state's name ends in a vowel; all others are compounds that end in a possessive."""
    name = _plain(party, "tr", lambda _stem: {})
    high, low = _HARMONY[next(letter for letter in reversed(name.lower()) if letter in _HARMONY)]
    between, whence = ("y", "") if party.kind == "state" else ("n", "n")
    ending = {
        "": "", "dat": f"{between}{low}", "acc": f"{between}{high}", "gen": f"n{high}n", "ins": f"yl{low}",
        "abl": f"{whence}d{low}n",
    }[case]  # fmt: skip
    return name + ("’" if ending and party.kind not in ROLES else "") + ending


_LANGUAGES: Mapping[str, Callable[[Party, str], str]] = {
    "en": _english, "es": _spanish, "fr": _french, "de": _german, "ru": _russian, "ar": _arabic, "tr": _turkish,
    "pt": _portuguese,
}  # fmt: skip
