"""The names of the language part as a workspace writes them down: countries for simurg.yaml, and `actors.yaml`.

The reader of a real house knows real states; whoever plays an exercise adds these. Organisations, groups and places
stand with their forms in each language and script; a state's names and peoples too.
"""

from typing import Any

import yaml

from simurg.exercise.atlas import LABEL, atlas
from simurg.exercise.parts.language.happenings import cities_of, twins
from simurg.exercise.parts.language.parties import Party, named, parties, spoken
from simurg.exercise.parts.language.settings import LANGUAGES

_ENDINGS = {
    "es": ("o", "a", "os", "as"), "pt": ("o", "a", "os", "as"), "fr": ("", "ne", "s", "nes"),
    "de": ("e", "en", "er", "es"), "ar": ("", "ة", "ون", "ين"),
    "ru": ("ий", "ая", "ое", "ие", "ого", "ому", "им", "ой", "ую"),
}  # fmt: skip
_CASES = {
    "en": ("",), "es": ("",), "fr": ("",), "pt": ("",), "de": ("",), "ar": ("", "li"),
    "ru": ("", "gen", "dat", "acc", "ins"), "tr": ("",),
}  # fmt: skip
_ARTICLES = ("the ", "la ", "l'", "el ", "le ", "a ", "o ", "die ")


def countries_text() -> str:
    """`countries:` of simurg.yaml."""
    told = {state.code: {"name": state.name, "also": [state.two]} for state in atlas().states}
    return yaml.safe_dump({"countries": told}, allow_unicode=True, sort_keys=False)


def actors_text() -> str:
    """`actors.yaml`."""
    return f"# {LABEL}: names of an invented continent.\n" + yaml.safe_dump(
        actors(), allow_unicode=True, sort_keys=False, width=10_000
    )


def actors() -> dict[str, Any]:
    """States with their peoples, organisations, groups and places, as `actors.yaml` has them."""
    bodies = [*parties()["organisation"], *parties()["group"]]
    return {
        "states": [_state(one) for one in parties()["state"]],
        "actors": [_body(one) for one in bodies],
        "places": [
            {"name": city.name, "country": atlas().state(city.state).code, "latitude": city.latitude,
             "longitude": city.longitude, "names": [city.name, *spoken("names")["cities"][city.name]]}
            for state in atlas().states
            for city in (*cities_of(state.name), *(one for one in twins().values() if one.state == state.name))
        ],
    }  # fmt: skip


def _state(party: Party) -> dict[str, Any]:
    peoples = {"en": [adjective := atlas().state(party.state).adjective, f"{adjective}s"]}
    for language, stem in spoken("names")["stems"][party.state].items():
        peoples[language] = [stem + ending for ending in _ENDINGS[language]]
    return {"code": party.code, "name": party.name, "names": _forms(party), "peoples": peoples}


def _body(party: Party) -> dict[str, Any]:
    found: dict[str, Any] = {"code": party.code, "name": party.name, "kind": party.kind, "names": _forms(party)}
    return found | ({"country": party.code[:3]} if party.kind == "group" else {})


def _forms(party: Party) -> list[str]:
    """Without articles, each once."""
    found: dict[str, None] = {}
    for language in LANGUAGES:
        for case in _CASES[language]:
            name = named(party, language, case)
            article = next((one for one in _ARTICLES if name.startswith(one)), "")
            found[name.removeprefix(article)] = None
    return list(found)
