"""Words for peoples ("Syrian", "ruso"), for roles ("army", "rebeldes") and names of organisations, from our
vocabularies."""

from collections.abc import Iterator
from functools import cache

from simurg.extraction.inflections import (
    arabic,
    arabic_adjective,
    bent,
    german_adjective,
    romance_adjective,
    russian_adjective,
)
from simurg.extraction.names import Form, Sense, case_of, rows_of, shape_of
from simurg.ontology.countries import COUNTRIES

_COLUMNS = ("es", "fr", "de", "ru", "ar", "tr", "pt")


def forms_of_organisations() -> Iterator[Form]:
    """International organisations, parties, armed groups, media, and institutions with names of their own."""
    for name, code, shape, country, forms in rows_of("organisations.tsv"):
        full = f"{country} {code}" if country and " " not in code and len(code) <= 3 else code
        sense = Sense("organisation", full, name, country or None, shape_of(shape))
        for written in forms.split("|"):
            for form in bent(written):
                yield form, case_of(written), sense


def forms_of_roles(language: str) -> Iterator[Form]:
    for spoken, role, shape, name, forms in rows_of("roles.tsv"):
        if spoken != language:
            continue
        for written in forms.split("|"):
            office = not _offices(language).isdisjoint(written.lower().split())
            sense = Sense("role", role, name, None, "person" if office else shape_of(shape))
            case = case_of(written) if language == "de" or written.isupper() else "any"
            for form in arabic(written) if language == "ar" else (written,):
                yield form, case, sense


@cache
def _offices(language: str) -> frozenset[str]:
    """Words that make a role one person's office."""
    return frozenset(
        word for spoken, words in rows_of("offices.tsv") if spoken == language for word in words.split("|")
    )


def forms_of_peoples(language: str) -> Iterator[Form]:
    if language == "en":
        for code, forms in rows_of("demonyms_en.tsv"):
            for form in forms.split("|"):
                yield form, "capital", _people(code, plural=form.endswith("s") and not form.endswith(("ss", "us")))
        return
    column = 1 + _COLUMNS.index(language)
    for row in rows_of("demonyms_more.tsv"):
        code, word = row[0], row[column]
        for form, plural in _bent(word, language):
            yield form, "capital" if language == "tr" else "any", _people(code, plural=plural)


def _people(code: str, *, plural: bool) -> Sense:
    return Sense("people", code, COUNTRIES[code], code, "people", plural)


def _bent(word: str, language: str) -> Iterator[tuple[str, bool]]:
    if language in ("es", "fr", "pt"):
        yield from romance_adjective(word, language)
        return
    bends = {"de": german_adjective, "ru": russian_adjective, "ar": arabic_adjective, "tr": _turkish}
    for form in bends[language](word):
        yield form, False


def _turkish(word: str) -> Iterator[str]:
    yield word
    yield f"{word}ler" if word[-1] in "iüe" else f"{word}lar"
