"""The outlets of the language part: two for each language, each with a style, a home and a feed of its own."""

from dataclasses import dataclass

from simurg.exercise.atlas import atlas
from simurg.exercise.parts.language.settings import LANGUAGES

_TITLES = {
    "en": (("Meridane Wire Desk", "agency"), ("Relief Desk Notes", "note")),
    "es": (("Agencia Austral de Quellan", "agency"), ("El Traductor de Alvera", "clumsy")),
    "fr": (("Gazette de Castelmere", "local"), ("Le Passage traduit", "clumsy")),
    "de": (("Ansgard Kurzmeldung", "headline"), ("Fjellmark Bote", "local")),
    "ru": (("Вестник Меридании", "agency"), ("Официальный листок Зельварина", "official")),
    "ar": (("وكالة سواحل ميريدانا", "agency"), ("نشرة سريماند الرسمية", "official")),
    "tr": (("Bozkır Postası", "local"), ("Ters Saha Notları", "note")),
    "pt": (("Agência do Passo Austral", "agency"), ("Tradutora de Salinar", "clumsy")),
}
_HOSTS = ("first", "second")


@dataclass(frozen=True, slots=True)
class Outlet:
    """`home`: the code of the state that it publishes in; `form`: rss or atom."""

    name: str
    title: str
    host: str
    language: str
    style: str
    home: str
    form: str


def outlets() -> tuple[Outlet, ...]:
    """All outlets, in a fixed order."""
    found = []
    for place, language in enumerate(LANGUAGES):
        for turn, (title, style) in enumerate(_TITLES[language]):
            name = f"{language}-{_HOSTS[turn]}"
            home = atlas().states[(place + turn) % len(atlas().states)].code
            form = "atom" if (place + turn) % 2 else "rss"
            found.append(Outlet(name, title, f"{name}.press.example", language, style, home, form))
    return tuple(found)
