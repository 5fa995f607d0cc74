"""Which countries share a land border, and which continent they are on, by ISO 3166-1 alpha-3 code.

Source: GeoNames, country info (CC BY 4.0), as of 2026, without the fence of a military base (Cuba – United States).
Borders change seldom; a state that did not exist yet has no months in a history, so it changes nothing before. The
table takes no view on any dispute.
"""

import numpy as np
import numpy.typing as npt

from simurg.ontology.country_names import iso3_of_name
from simurg.ontology.errors import CallerError

MOST_PLACES = 10_000

_BORDERS = """
AFG CHN IRN PAK TJK TKM UZB|AGO COD COG NAM ZMB|ALB GRC MKD MNE SRB XKX|AND ESP FRA|ARE OMN SAU
ARG BOL BRA CHL PRY URY|ARM AZE GEO IRN TUR|AUT CHE CZE DEU HUN ITA LIE SVK SVN|AZE GEO IRN RUS TUR|BDI COD RWA TZA
BEL DEU FRA LUX NLD|BEN BFA NER NGA TGO|BFA CIV GHA MLI NER TGO|BGD IND MMR|BGR GRC MKD ROU SRB TUR|BIH HRV MNE SRB
BLR LTU LVA POL RUS UKR|BLZ GTM MEX|BOL BRA CHL PER PRY|BRA COL GUF GUY PER PRY SUR URY VEN|BRN MYS|BTN CHN IND
BWA NAM ZAF ZWE|CAF CMR COD COG SDN SSD TCD|CAN USA|CHE DEU FRA ITA LIE|CHL PER
CHN IND KAZ KGZ LAO MMR MNG NPL PAK PRK RUS TJK VNM|CIV GHA GIN LBR MLI|CMR COG GAB GNQ NGA TCD
COD COG RWA SSD TZA UGA ZMB|COG GAB|COL ECU PAN PER VEN|CRI NIC PAN|CZE DEU POL SVK|DEU DNK FRA LUX NLD POL
DJI ERI ETH SOM|DOM HTI|DZA ESH LBY MAR MLI MRT NER TUN|ECU PER|EGY ISR LBY PSE SDN|ERI ETH SDN|ESH MAR MRT
ESP FRA GIB MAR PRT|EST LVA RUS|ETH KEN SDN SOM SSD|FIN NOR RUS SWE|FRA ITA LUX MCO|GAB GNQ|GBR IRL|GEO RUS TUR
GHA TGO|GIN GNB LBR MLI SEN SLE|GMB SEN|GNB SEN|GRC MKD TUR|GTM HND MEX SLV|GUF SUR|GUY SUR VEN|HND NIC SLV
HRV HUN MNE SRB SVN|HUN ROU SRB SVK SVN UKR|IDN MYS PNG TLS|IND MMR NPL PAK|IRN IRQ PAK TKM TUR
IRQ JOR KWT SAU SYR TUR|ISR JOR LBN PSE SYR|ITA SMR SVN VAT|JOR PSE SAU SYR|KAZ KGZ RUS TKM UZB|KEN SOM SSD TZA UGA
KGZ TJK UZB|KHM LAO THA VNM|KOR PRK|KWT SAU|LAO MMR THA VNM|LBN SYR|LBR SLE|LBY NER SDN TCD TUN|LSO ZAF
LTU LVA POL RUS|LVA RUS|MDA ROU UKR|MEX USA|MKD SRB XKX|MLI MRT NER SEN|MMR THA|MNE SRB XKX|MNG RUS
MOZ MWI SWZ TZA ZAF ZMB ZWE|MRT SEN|MWI TZA ZMB|MYS THA|NAM ZAF ZMB|NER NGA TCD|NGA TCD|NOR RUS SWE|OMN SAU YEM
POL RUS SVK UKR|PRK RUS|QAT SAU|ROU SRB UKR|RUS UKR|RWA TZA UGA|SAU YEM|SDN SSD TCD|SRB XKX|SSD UGA|SVK UKR|SWZ ZAF
SYR TUR|TJK UZB|TKM UZB|TZA UGA ZMB|ZAF ZWE|ZMB ZWE
"""
"""Each border once: a country, then those of its neighbours that come after it in the alphabet."""
_CONTINENTS = """
North and Central America: ABW AIA ATG BHS BLZ BMU BRB CAN CRI CUB CUW CYM DMA DOM GLP GRD GRL GTM HND HTI JAM KNA
LCA MEX MSR MTQ NIC PAN PRI SLV TTO USA VCT VGB VIR
Asia: AFG ARE ARM AZE BGD BHR BRN BTN CHN GEO HKG IDN IND IRN IRQ ISR JOR JPN KAZ KGZ KHM KOR KWT LAO LBN LKA MAC
MDV MMR MNG MYS NPL OMN PAK PHL PRK PSE QAT SAU SGP SYR THA TJK TKM TUR TWN UZB VNM YEM
Africa: AGO BDI BEN BFA BWA CAF CIV CMR COD COG COM CPV DJI DZA EGY ERI ESH ETH GAB GHA GIN GMB GNB GNQ KEN LBR LBY
LSO MAR MDG MLI MOZ MRT MUS MWI MYT NAM NER NGA REU RWA SDN SEN SHN SLE SOM SSD STP SWZ SYC TCD TGO TUN TZA UGA ZAF
ZMB ZWE
Europe: ALB AND AUT BEL BGR BIH BLR CHE CYP CZE DEU DNK ESP EST FIN FRA FRO GBR GGY GIB GRC HRV HUN IMN IRL ISL ITA
JEY LIE LTU LUX LVA MCO MDA MKD MLT MNE NLD NOR POL PRT ROU RUS SMR SRB SVK SVN SWE UKR VAT XKX
South America: ARG BOL BRA CHL COL ECU FLK GUF GUY PER PRY SUR URY VEN
Oceania: AUS COK FJI FSM GUM KIR MHL NCL NIU NRU NZL PLW PNG PYF SLB TLS TON TUV VUT WSM
"""


def _pairs() -> frozenset[tuple[str, str]]:
    entries = [entry.split() for entry in _BORDERS.strip().replace("\n", "|").split("|")]
    one_way = {(first, other) for first, *others in entries for other in others}
    return frozenset(one_way | {(right, left) for left, right in one_way})


def _continents() -> dict[str, str]:
    of: dict[str, str] = {}
    name = ""
    for line in _CONTINENTS.strip().splitlines():
        head, _, codes = line.rpartition(":")
        name = head or name
        of |= dict.fromkeys(codes.split(), name)
    return of


BORDERS = _pairs()
"""Pairs of alpha-3 codes, both ways round."""
CONTINENTS = _continents()
"""Alpha-3 code -> continent."""


def neighbours_of(places: tuple[str, ...]) -> npt.NDArray[np.bool_]:
    """Places by places: whether two share a land border. A name that is no country's has none.

    CallerError for more than MOST_PLACES: the answer is their square.
    """
    if len(places) > MOST_PLACES:
        raise CallerError(
            f"Neighbours are looked for among at most {MOST_PLACES:,} places; here are {len(places):,}.",
            hint="Ask of countries or provinces, not of the cells of a grid.",
        )
    at: dict[str, list[int]] = {}
    for row, place in enumerate(places):
        at.setdefault(iso3_of_name(place) or "", []).append(row)
    shared = np.zeros((len(places), len(places)), dtype=np.bool_)
    for left, right in BORDERS:
        for row in at.get(left, ()):
            shared[row, at.get(right, [])] = True
    return shared


def continents_of(places: tuple[str, ...]) -> tuple[str, ...]:
    """The continent of each place, empty for a name that is no country's."""
    return tuple(CONTINENTS.get(iso3_of_name(place) or "", "") for place in places)
