"""Claims about one subject become a record that can be compared."""

import random
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.fusion.identity.entities import compare, read_entity
from simurg.fusion.identity.evidence import _FACTS as FACTS
from simurg.fusion.identity.numbers import NUMBERS
from simurg.fusion.identity.records import packaged_properties, property_of, record_of, snake


def claim(predicate: str, text: str, **more: Any) -> dict[str, Any]:
    return {"predicate": predicate, "object": text, "confidence": None, "reliability": None, "valid_to": None, **more}


@pytest.mark.parametrize(
    ("predicate", "wanted"),
    [
        ("birth_date", "birthDate"),
        ("birthDate", "birthDate"),
        ("Date of birth", "birthDate"),
        ("date-of-birth", "birthDate"),
        ("aka", "alias"),
        ("IMO", "imoNumber"),
        ("imoNumber", "imoNumber"),
        ("registration_number", "registrationNumber"),
        ("uses", None),
        ("", None),
    ],
)
def test_predicates_mean_properties_in_snake_and_camel_case(predicate: str, wanted: str | None) -> None:
    assert property_of(predicate) == wanted


def test_claims_become_lists_and_unknown_predicates_are_kept_apart() -> None:
    found = record_of(
        [
            claim("type", "ship"),
            claim("name", "Silver Heron"),
            claim("name", "SILVER HERON"),
            claim("imo_number", "9074729"),
            claim("owned_by", "Norvik Shipping"),
        ]
    )
    assert found == {
        "schema": "Vessel",
        "properties": {"name": ["SILVER HERON", "Silver Heron"], "imoNumber": ["9074729"]},
        "others": {"owned_by": ["Norvik Shipping"]},
    }
    assert compare(found, found).probability > 0.9


def test_better_graded_and_surer_claims_come_first() -> None:
    rows = [
        claim("name", "Third", reliability="C"),
        claim("name", "Second", reliability="B", confidence=0.6),
        claim("name", "First", reliability="B", confidence=0.9),
        claim("name", "Fourth"),
    ]
    assert record_of(rows, ["Own name"])["properties"]["name"] == ["Own name", "First", "Second", "Third", "Fourth"]


def test_doubtful_names_are_weak_and_other_doubtful_claims_no_evidence() -> None:
    found = record_of(
        [
            claim("name", "Ada Verhoeven", confidence=0.9),
            claim("alias", "The Heron", confidence=0.2),
            claim("alias", "Grey Gull", reliability="E"),
            claim("birth_date", "1961", confidence=0.1),
            claim("name", "Ada Smit", valid_to=datetime(1990, 1, 1, tzinfo=UTC)),
        ]
    )
    assert found["properties"] == {
        "name": ["Ada Verhoeven"],
        "previousName": ["Ada Smit"],
        "weakAlias": ["The Heron", "Grey Gull"],
    }
    assert found["others"] == {"birth_date": ["1961"]}


@pytest.mark.parametrize(
    ("kinds", "schema"),
    [
        ([], "Thing"),
        (["person"], "Person"),
        (["Organization", "company"], "Company"),
        (["legal_entity", "organization"], "Organization"),
        (["person", "company"], "LegalEntity"),
        (["person", "ship"], "Thing"),
        (["nothing known"], "Thing"),
    ],
)
def test_the_kind_is_what_was_told_and_contradictions_leave_it_open(kinds: list[str], schema: str) -> None:
    found = record_of([claim("schema", kind) for kind in kinds])
    assert found["schema"] in (schema, "Organization" if schema == "Company" else schema)
    assert read_entity(found).schema == found["schema"]


def test_every_property_of_the_vocabulary_is_read_by_the_comparison() -> None:
    names = {"name", "alias", "weakAlias", "previousName", "abbreviation"}
    parts = {"firstName", "secondName", "middleName", "fatherName", "lastName", "motherName"}
    assert set(packaged_properties().of.values()) <= names | parts | set(FACTS) | set(NUMBERS)


def test_rows_without_words_are_left_out() -> None:
    assert record_of([claim("", "x"), claim("name", ""), {"predicate": "name", "object": None}]) == {
        "schema": "Thing",
        "properties": {},
        "others": {},
    }


_ROWS = st.lists(
    st.builds(
        claim,
        st.sampled_from(["name", "alias", "birthDate", "uses", "type"]),
        st.sampled_from(["Ada", "Ада", "1961", "person", "ship"]),
        confidence=st.sampled_from([None, 0.1, 0.5, 0.9]),
        reliability=st.sampled_from([None, "A", "C", "E", "F", "?"]),
    ),
    max_size=8,
)


@given(_ROWS, st.randoms(use_true_random=False))
def test_the_order_of_claims_does_not_matter(rows: list[dict[str, Any]], chance: random.Random) -> None:
    turned = list(rows)
    chance.shuffle(turned)
    assert record_of(turned) == record_of(rows)


@given(st.text(max_size=40))
def test_snake_case_is_its_own(text: str) -> None:
    assert snake(snake(text)) == snake(text)
