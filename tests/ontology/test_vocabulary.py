"""Countries as a workspace knows them: codes and names fold into one, and none is ever two countries."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.ontology.countries import COUNTRIES
from simurg.ontology.errors import CallerError
from simurg.ontology.vocabulary import ISO, countries_of

OURS = countries_of({"XOR": {"name": "Orrelia", "also": ["XO"]}, "RUS": {"also": ["SUN"]}})


@pytest.mark.parametrize("told", ["XOR", "XO", "Orrelia", "orrelia"])
def test_every_code_and_name_folds_into_one(told: str) -> None:
    assert (OURS.fold(told), OURS.name_of(told), OURS.codes_of(told)) == ("XOR", "Orrelia", ("XOR", "XO"))


def test_a_country_of_iso_may_have_further_codes() -> None:
    assert (OURS.fold("SUN"), OURS.name_of("SUN")) == ("RUS", "Russia")
    assert OURS.codes_of("Russian Federation") == ("RUS", "SUN")


def test_what_is_no_country_stays_as_it_is() -> None:
    assert (OURS.fold("XX"), OURS.name_of("XX"), OURS.codes_of("XX"), OURS.code_of("XX")) == ("XX", "XX", (), None)


@given(st.sampled_from(sorted(COUNTRIES)), st.text(max_size=20))
def test_folding_twice_is_folding_once(code: str, text: str) -> None:
    assert ISO.fold(code) == OURS.fold(code) == code
    assert OURS.fold(OURS.fold(text)) == OURS.fold(text)
    assert OURS.code_of(OURS.name_of(code)) == code


@pytest.mark.parametrize(
    "told",
    [
        [],
        {"XO": {"name": "Orrelia"}},
        {"xor": {"name": "Orrelia"}},
        {"XOR": None},
        {"XOR": {}},
        {"XOR": {"name": " "}},
        {"XOR": {"name": "Orrelia", "codes": ["XO"]}},
        {"XOR": {"name": "Orrelia", "also": "XO"}},
        {"XOR": {"name": "Orrelia", "also": [False]}},
        {"XOR": {"name": "Orrelia", "also": ["X" * 81]}},
        {"XOR": {"name": "Orrelia", "also": [f"O{number}" for number in range(41)]}},
        {"XOR": {"name": "Ukraine"}},
        {"XOR": {"name": "Orrelia", "also": ["UKR"]}},
        {"UKR": {"name": "Orrelia"}},
        {"XOR": {"name": "Orrelia"}, "XOS": {"name": "orrelia"}},
        {f"X{chr(65 + n // 26)}{chr(65 + n % 26)}": {"name": f"N{n}"} for n in range(301)},
    ],
)
def test_what_would_be_two_countries_or_none_is_refused(told: Any) -> None:
    with pytest.raises(CallerError):
        countries_of(told)


def test_without_an_entry_there_are_those_of_iso() -> None:
    assert countries_of(None) is ISO
    assert dict(ISO.names) == COUNTRIES
