"""First-level divisions by name: provinces, states, governorates, in English, as ISO 3166-2 writes them, and locally.

The table is the one in the package iso3166-2 (MIT; after ISO 3166-2 and OpenStreetMap), of which only the data are
read, not the code. A division that is named like its city ("Aleppo") is the city unless a word for a division stands
beside it.
"""

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from simurg.extraction.folding import fold
from simurg.extraction.inflections import bent
from simurg.extraction.names import Form, Sense, rows_of
from simurg.extraction.territories import alpha3

_LANGUAGES = frozenset(
    [
        "eng",
        "ara",
        "rus",
        "ukr",
        "spa",
        "fra",
        "deu",
        "tur",
        "por",
        "zho",
        "jpn",
        "kor",
        "pus",
        "prs",
        "fas",
        "kur",
        "hin",
        "urd",
        "heb",
    ]
)
_LOCAL = re.compile(r"\s*'?([^,(]+?)'? \(([a-z]{3})\)")
_WORD = re.compile(
    r"(?: (?:oblast|Oblast|Sheng|Shi|Zizhiqu|province|Province|Respublika|kraj|krai|state|State|Wilayat|wilaya|rajons?|"
    r"Governorate|Region|District|County|maakond|megye|judet|Zhuang|Huizu|Uygur))+$|^(?:Muḩāfaz̧at |Departamento |"
    r"Provincia |Wojewodztwo |Woj\. |Minṭaqat |Gorod )"
)
_SLOGAN = re.compile(r"\b(?:of|the|State|Gateway|Land|Home|Pearl|Light|Pride)\b|['‘’]s ")
_SMALL = frozenset(
    (
        "Municipality",
        "District",
        "Parish",
        "Local council",
        "Rayon",
        "Unitary authority",
        "London borough",
        "Council area",
        "Urban municipality",
        "City municipality",
        "Rural municipality",
        "Popularate",
        "Quarter",
        "Metropolitan district",
        "Two-tier county",
        "City with county rights",
        "District municipality",
    )
)
_MANY = 45
"""Divisions of a country above which small ones (districts, municipalities) are not first-level in any useful sense."""


@dataclass(frozen=True, slots=True)
class Region:
    """`code`: ISO 3166-2."""

    code: str
    name: str
    country: str
    latitude: float | None
    longitude: float | None


@cache
def regions() -> tuple[Region, ...]:
    return tuple(region for region, _ in _rows())


def forms_of_regions() -> Iterator[Form]:
    """Forms of the divisions; `place` of a sense is its number in `regions()`."""
    words = {fold(word).strip() for (word,) in rows_of("words_not_places.tsv")}
    for number, (region, forms) in enumerate(_rows()):
        sense = Sense("region", region.country, region.name, region.country, place=number)
        for form in forms:
            if fold(form).strip() not in words and len(form) >= (2 if form[0] > "⺀" else 4):
                for bent_form in bent(form):
                    yield bent_form, "capital", sense


@cache
def _rows() -> tuple[tuple[Region, tuple[str, ...]], ...]:
    codes = alpha3()
    found = list(_everyday())
    for country, divisions in json.loads(_file().read_text(encoding="utf-8")).items():
        small = len(divisions) > _MANY
        for code, row in divisions.items():
            if country not in codes or (small and row["type"] in _SMALL and country not in ("GB", "UG", "AZ")):
                continue
            forms = tuple(dict.fromkeys(_forms(row)))
            where = row["latLng"] or (None, None)
            if forms:
                found.append((Region(code, _name(row, forms), codes[country], where[0], where[1]), forms))
    return tuple(found)


def _everyday() -> Iterator[tuple[Region, tuple[str, ...]]]:
    """Regions that news names and ISO 3166-2 does not have, or not so."""
    for country, name, latitude, longitude, forms in rows_of("regions_everyday.tsv"):
        yield Region("", name, country, float(latitude), float(longitude)), tuple(forms.split("|"))


def _name(row: dict[str, str | None], forms: tuple[str, ...]) -> str:
    """In English where the table has it and it is no nickname, else as ISO 3166-2 writes it."""
    english = [form for form in _english(row) if not _SLOGAN.search(form)]
    alike = [form for form in english if fold(form)[:3] == fold(forms[0])[:3]]
    if alike:
        return alike[0]
    plain = forms[0].isascii() and " " not in forms[0]
    return forms[0] if plain or not english else english[0]


def _file() -> Path:
    spec = find_spec("iso3166_2")
    if spec is None or not spec.submodule_search_locations:
        raise LookupError("The package iso3166-2 is not installed; install Simurg's dependencies again.")
    return Path(spec.submodule_search_locations[0]) / "iso3166-2.json"


def _english(row: dict[str, str | None]) -> list[str]:
    return [form for form, language in _LOCAL.findall(row["localOtherName"] or "") if language == "eng"]


def _forms(row: dict[str, str | None]) -> Iterator[str]:
    name = (row["name"] or "").partition("[")[0].strip()
    for form in (name, *_turned(name)):
        yield _WORD.sub("", form).strip() or form
        yield _plain(_WORD.sub("", form).strip() or form)
    for form, language in _LOCAL.findall(row["localOtherName"] or ""):
        if language in _LANGUAGES and not _SLOGAN.search(form) and not form.isupper():
            yield _WORD.sub("", form).strip() or form


def _turned(name: str) -> tuple[str, ...]:
    """ "Adygeja, Respublika" is Respublika Adygeja."""
    head, comma, tail = name.partition(", ")
    return (head, f"{tail} {head}") if comma else ()


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


DIVISION = re.compile(
    r"[ -](?:province|provinces|governorate|governorates|region|oblast|state|district|prefecture|county|department|"
    r"krai|republic|canton|wilaya|emirate|область|области|областью|край|провинция|провинции|ili|eyaleti|vilayeti)(?!\w)",
    re.IGNORECASE,
)
OF_DIVISION = re.compile(
    r"(?:province|governorate|region|oblast|state|district|department|provincia|departamento|gobernación|estado|région|"
    r"gouvernorat|département|province|provinz|gouvernement|bundesland|oblast|região|محافظة|ولاية|إقليم|مقاطعة)"
    r" (?:of |de la |de |del |d[’']|du |do |da |der )?$",
    re.IGNORECASE,
)
"""Words for a division, before a name."""
