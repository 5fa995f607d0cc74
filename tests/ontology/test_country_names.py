import pytest

from simurg.ontology.countries import COUNTRIES
from simurg.ontology.country_names import iso3_of_name
from simurg.ontology.fips import FIPS_TO_ISO3, iso3_of


@pytest.mark.parametrize("code", COUNTRIES)
def test_every_country_is_found_by_its_name_and_code(code):
    assert iso3_of_name(COUNTRIES[code]) == iso3_of_name(code) == code


@pytest.mark.parametrize(
    ("name", "code"),
    [("Myanmar (Burma)", "MMR"), ("DR Congo (Zaire)", "COD"), ("Congo", "COG"), ("Cote d'Ivoire", "CIV"),
     ("Niger", "NER"),
     ("Russia (Soviet Union)", "RUS"), ("South_Korea", "KOR"), ("the Gambia", "GMB"), ("  INDIA ", "IND"),
     ("Guinea-Bissau", "GNB"), ("Yemen (North Yemen)", "YEM"), ("Serbia (Yugoslavia)", "SRB"), ("St. Lucia", "LCA")],
)  # fmt: skip
def test_other_spellings(name, code):
    assert iso3_of_name(name) == code


@pytest.mark.parametrize("name", ["", "Atlantis", "Police_(Australia)x", "Korea", "()", "Government"])
def test_what_is_no_country_has_no_code(name):
    assert iso3_of_name(name) is None


def test_a_role_in_a_country_is_no_country():
    assert iso3_of_name("Police (Australia)") is None


def test_fips_codes_are_two_letters_and_cover_every_country():
    assert all(len(fips) == 2 and fips.isupper() for fips in FIPS_TO_ISO3)
    assert set(COUNTRIES) <= set(FIPS_TO_ISO3.values())
    assert (iso3_of("RS"), iso3_of("GM"), iso3_of("AS"), iso3_of("OS")) == ("RUS", "DEU", "AUS", None)
