"""From the many names of a country to its ISO 3166-1 alpha-3 code.

Beside the short names of `ontology.countries`: long names and the spellings of UCDP, VIEWS, ACLED and ICEWS,
among them names of states that changed (UCDP's "Russia (Soviet Union)"). Case, accents, punctuation, underscores
and a leading "the" do not matter; what stands in brackets is tried only if the rest says nothing.
"""

import re
import unicodedata
from functools import cache, lru_cache

from simurg.ontology.countries import COUNTRIES

_ALSO = """
ARE UAE|ATG Antigua & Barbuda|BHS The Bahamas|BIH Bosnia-Herzegovina|BIH Bosnia|BRN Brunei Darussalam
CAF Central African Rep
CIV Cote d'Ivoire|CIV Ivory Coast|COD DR Congo|COD Congo, DRC|COD Congo, Democratic Republic of|COD DRC|COD Zaire
COD Democratic Republic of Congo|COD Congo (Kinshasa)|COG Congo|COG Congo, Republic of|COG Congo-Brazzaville
CPV Cape Verde|CZE Czech Republic|FSM Micronesia, Federated States of|FSM Federated States of Micronesia
GBR Great Britain|GBR UK|GMB Gambia|IRN Iran, Islamic Republic of|IRN Islamic Republic of Iran|KGZ Kyrgyz Republic
KHM Kampuchea|KNA St. Kitts and Nevis|KOR Korea, South|KOR Republic of Korea|LAO Lao PDR
LAO Lao People's Democratic Republic|LCA St. Lucia|MAC Macau|MDA Republic of Moldova|MHL Marshall Is.|MKD Macedonia
MKD Macedonia, FYR|MKD FYR Macedonia|MMR Burma|PRK Korea, North|PRK Democratic People's Republic of Korea
PSE Occupied Palestinian Territory|PSE Occupied Palestinian Territories|PSE State of Palestine
PSE Palestinian Territory|PSE Palestinian Territories|ROU Rumania|RUS Russian Federation|RUS Soviet Union
SLB Solomon Is.|SRB Yugoslavia|STP Sao Tome and Principe|SWZ Swaziland|SWZ Kingdom of eSwatini|SYR Syrian Arab Republic
TLS East Timor|TUR Turkey|TWN Chinese Taipei|TZA United Republic of Tanzania|TZA Tanzania, United Republic of
USA United States of America|USA US|VAT Vatican City|VAT Vatican|VCT St. Vincent and the Grenadines
VEN Venezuela, Bolivarian Republic of|VNM Viet Nam|VNM North Vietnam|YEM Yemen, North|XKX Republic of Kosovo
HKG Hong Kong SAR|COG Republic of Congo|VIR Virgin Islands, U.S.|JEY Bailiwick of Jersey
GGY Bailiwick of Guernsey|BOL Plurinational State of Bolivia|CUW Curacao|REU Reunion|CIV Côte d'Ivoire
"""
_BRACKETS = re.compile(r"\s*[(\[].*?[)\]]")


@lru_cache(maxsize=65_536)
def iso3_of_name(name: str) -> str | None:
    """The alpha-3 code of a name (or of a code), or None if no country is known by it."""
    if name in COUNTRIES:
        return name
    known = _names()
    return known.get(plain_name(name)) or known.get(plain_name(_BRACKETS.sub("", name)))


@cache
def _names() -> dict[str, str]:
    also = [entry.split(" ", 1) for entry in _ALSO.strip().replace("\n", "|").split("|")]
    return {plain_name(name): code for code, name in [*COUNTRIES.items(), *also]}


def plain_name(name: str) -> str:
    """As names are compared."""
    letters = unicodedata.normalize("NFKD", name[:200]).casefold()
    words = "".join(letter if letter.isalnum() else " " for letter in letters if not unicodedata.combining(letter))
    return " ".join(words.split()).removeprefix("the ")
