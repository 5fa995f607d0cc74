"""The vocabularies are in form: what each column may hold, and that no form is given twice to two meanings."""

import re
from collections import Counter

import pytest

from simurg.extraction.names import SPOKEN, case_of, rows_of, shape_of
from simurg.extraction.quantity_words import KINDS, languages, quantity_words
from simurg.extraction.stance import languages as stance_languages
from simurg.extraction.stance import stance_words
from simurg.ontology.countries import COUNTRIES

ROLES = {
    *("GOV", "MIL", "COP", "SPY", "JUD", "LEG", "REB", "UAF", "OPP", "PTY"),
    *("CVL", "REF", "LAB", "EDU", "MED", "BUS", "CRM", "REL", "NGO", "HLH"),
}


@pytest.mark.parametrize(
    "name", ["demonyms_en.tsv", "demonyms_more.tsv", "states_everyday.tsv", "states_short.tsv", "capitals.tsv"]
)
def test_first_columns_are_countries(name: str) -> None:
    assert {row[0] for row in rows_of(name)} <= set(COUNTRIES)


def test_tables_have_their_columns() -> None:
    assert {len(row) for row in rows_of("demonyms_more.tsv")} == {8}
    assert {len(row) for row in rows_of("roles.tsv")} == {5}
    assert {len(row) for row in rows_of("organisations.tsv")} == {5}
    assert {len(row) for row in rows_of("regions_everyday.tsv")} == {5}


def test_roles_and_kinds_are_known_ones() -> None:
    for language, role, kind, name, forms in rows_of("roles.tsv"):
        assert language in SPOKEN
        assert role in ROLES
        assert shape_of(kind)
        assert name
        assert "" not in forms.split("|")


def test_every_spoken_language_has_the_roles_that_matter() -> None:
    for language in SPOKEN:
        found = {row[1] for row in rows_of("roles.tsv") if row[0] == language}
        assert {"GOV", "MIL", "COP", "LEG", "REB", "OPP", "CVL"} <= found


def test_organisations_have_codes_and_one_meaning_a_form() -> None:
    forms = Counter[str]()
    for name, code, kind, country, written in rows_of("organisations.tsv"):
        assert re.fullmatch(r"[A-Z]{3}( [A-Z0-9]+)?", code), name
        assert shape_of(kind)
        assert country == "" or country in COUNTRIES
        forms.update(form for form in set(written.split("|")))
    assert {form for form, count in forms.items() if count > 1} <= {"JEM", "Justice and Equality Movement"}


def test_an_unknown_kind_of_actor_is_refused() -> None:
    with pytest.raises(ValueError, match="no kind of actor"):
        shape_of("empire")


def test_capitals_of_a_form_say_how_it_is_matched() -> None:
    assert [case_of(form) for form in ("US", "NATO", "al-Shabaab", "Mali", "НАТО")] == [
        "exact",
        "exact",
        "any",
        "capital",
        "exact",
    ]


@pytest.mark.parametrize("language", SPOKEN)
def test_amounts_and_stance_are_known_in_every_language(language: str) -> None:
    assert language in languages()
    assert language in stance_languages()
    assert quantity_words(language).numbers
    assert set(stance_words(language).kinds) == {"denied", "possible", "planned", "says"}
    assert set(KINDS) <= set(quantity_words(language).after.groupindex)
