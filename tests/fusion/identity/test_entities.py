"""Entities compared, and candidates found, on samples of our own."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simurg.fusion.identity.blocking import candidates, keys
from simurg.fusion.identity.entities import compare, read_entity
from simurg.fusion.identity.names import Kind
from simurg.fusion.identity.naming import MOST_NAMES
from simurg.ontology.errors import CallerError


def person(*names: str, **more: Any) -> dict[str, Any]:
    return {"schema": "Person", "properties": {"name": list(names), **more}}


def firm(name: str, **more: Any) -> dict[str, Any]:
    return {"schema": "Company", "properties": {"name": [name], **more}}


def part(left: dict[str, Any], right: dict[str, Any], name: str) -> float | None:
    return next((p.effect for p in compare(left, right).parts if p.feature == name), None)


def test_dates_numbers_and_countries_decide_between_equal_names() -> None:
    ada = person("Ada Verhoeven", birthDate=["1961-04-12"])
    assert compare(ada, person("Ada Verhoeven", birthDate=["1961-04-12"])).probability > 0.9
    assert compare(ada, person("Ada Verhoeven", birthDate=["1984-09-30"])).probability < 0.5
    assert compare(ada, person("Ada Verhoeven", birthDate=["1961"])).probability > 0.8
    one = {"schema": "Vessel", "properties": {"name": ["Silver Heron"], "imoNumber": ["IMO 9074729"]}}
    renamed = {"schema": "Vessel", "properties": {"name": ["Grey Gull"], "imoNumber": ["9074729", "IMO9074729"]}}
    assert compare(one, renamed).probability > 0.9
    assert (
        compare(
            one, {"schema": "Vessel", "properties": {"name": ["Silver Heron"], "imoNumber": ["IMO 9319466"]}}
        ).probability
        < 0.5
    )
    assert (
        compare(firm("Norvik", jurisdiction="no"), firm("Norvik", jurisdiction="pa")).probability
        < compare(firm("Norvik", jurisdiction="no"), firm("Norvik", jurisdiction="no")).probability
    )


@pytest.mark.parametrize(
    ("left", "right", "name"),
    [
        ({"birthDate": "1961-04-12"}, {"birthDate": "1961-12-04"}, "born day and month swapped"),
        ({"birthDate": "1961"}, {"birthDate": "1962-04-12"}, "born a year apart"),
        ({"birthDate": "1961-04-12"}, {"birthDate": "1961-07-01"}, "born another day of that year"),
        ({"birthDate": "1961-04"}, {"birthDate": "1961-04-12"}, "born the same month"),
        ({"gender": "female"}, {"gender": "male"}, "other gender"),
        ({"nationality": "fr"}, {"citizenship": ["de", "fr"]}, "same country"),
        ({"nationality": "fr"}, {"country": "de"}, "other country"),
        ({"passportNumber": "AB 12345"}, {"idNumber": "ab12345"}, "number shared, of another kind"),
        ({"passportNumber": "AB12345"}, {"passportNumber": "ZZ99999"}, "number differs"),
        ({"innCode": "7700000009"}, {"innCode": "7800000002"}, "own number differs"),
        ({"innCode": "7700000001"}, {"innCode": "7811111112"}, "number differs"),
        ({"birthPlace": "Utrecht"}, {"birthPlace": ["UTRECHT"]}, "born in the same place"),
        ({"address": "1 Quay St., 1011 Utrecht"}, {"address": "1 quay street, UTRECHT"}, "same address"),
        ({"incorporationDate": "2001-01-02"}, {"incorporationDate": "2001-01-02"}, "founded the same day"),
        ({"incorporationDate": "2001"}, {"incorporationDate": "2011"}, "founded in other years"),
    ],
)
def test_every_finding_is_shown_and_symmetric(left: dict[str, Any], right: dict[str, Any], name: str) -> None:
    one, two = person("Ada Verhoeven", **left), person("Ada Verhoeven", **right)
    assert part(one, two, name) is not None
    assert compare(one, two).probability == compare(two, one).probability


def test_aliases_parts_of_names_and_weak_aliases() -> None:
    ada = person("Ada Verhoeven", alias=["Адa Верхувен", "A. Verhoeven-Smit"])
    assert compare(ada, person("Anna Lindqvist", alias=["VERHOEVEN Ada"])).probability > 0.5
    split = {"schema": "Person", "firstName": "Ada", "lastName": "Verhoeven"}
    assert compare(split, ada).probability > 0.8
    weak = {"schema": "Person", "properties": {"name": ["Nobody Known"], "weakAlias": ["Ada Verhoeven"]}}
    assert (
        compare(weak, person("Ada Verhoeven")).probability
        > compare(person("Nobody Known"), person("Ada Verhoeven")).probability
    )
    assert len(read_entity(person(*(f"Name{n}x Other" for n in range(100)))).namings[Kind.PERSON].names) <= MOST_NAMES


def test_a_person_is_no_company_but_may_be_a_legal_entity() -> None:
    ada = person("Ada Verhoeven")
    assert part(ada, firm("Ada Verhoeven"), "other kind") is not None
    assert part(ada, {"schema": "LegalEntity", "name": "Ada Verhoeven"}, "other kind") is None


def test_things_whose_names_differ_in_a_number_are_others() -> None:
    fifth, sixth = ({"schema": "Vessel", "name": f"Silver Heron {number}"} for number in (5, 6))
    assert compare(fifth, sixth).probability < 0.5 < compare(fifth, fifth).probability
    assert part(fifth, sixth, "other number in the name") is not None
    assert part(fifth, {"schema": "Vessel", "name": "Silver Heron"}, "other number in the name") is None


def test_nothing_known_is_unlikely_and_no_error() -> None:
    assert compare(person(), person()).probability < 0.1
    assert compare(person("😀"), person("😀")).probability < 0.1
    odd = read_entity({"schema": "Person", "properties": {"name": [None, 3], "birthDate": {"a": 1}}})
    assert odd.namings[Kind.PERSON].names == ()
    assert odd.facts.born == frozenset()


def test_what_is_no_entity_is_refused() -> None:
    with pytest.raises(CallerError, match="no schema"):
        read_entity({"name": "Ada"})
    with pytest.raises(CallerError, match="no mapping"):
        read_entity({"schema": "Person", "properties": ["Ada"]})


@settings(max_examples=100)
@given(*(st.lists(st.sampled_from(["Ada Verhoeven", "Ада", "V. Ada", "Kees", "😀", ""]), max_size=4) for _ in "lr"))
def test_comparison_is_symmetric(left: list[str], right: list[str]) -> None:
    one, two = compare(person(*left), person(*right)), compare(person(*right), person(*left))
    assert one.probability == pytest.approx(two.probability, abs=1e-12)


def test_candidates_find_the_misspelt_the_reordered_and_the_poor() -> None:
    table = [
        {"name": "Ada Verhoeven", "date": "1961-04-12", "place": "Utrecht"},
        {"name": "Verhoevn, Ada", "date": "1961-12-04", "place": ""},
        {"name": "Kees Lindqvist", "date": "1950-01-01", "place": "Malmö"},
        {"name": "Kees Lindquist", "date": "", "place": "malmo"},
        *({"name": f"Filler{n} Person{n * 7}", "date": f"19{n:02}-02-03"} for n in range(10, 60)),
    ]
    found = {place: list(others) for place, others in candidates([keys(row) for row in table], most=2)}
    assert found[0][0] == 1
    assert found[1][0] == 0
    assert found[2][0] == 3
    assert found[3][0] == 2
    assert all(len(others) <= 2 for others in found.values())
    assert all(place not in others for place, others in found.items())


def test_candidates_of_another_table() -> None:
    left = [keys({"name": "Norvik Shipping", "number": "12345678"}, Kind.ORGANISATION), keys({"name": ""})]
    right = [keys({"name": "Other Firm"}, Kind.ORGANISATION), keys({"name": "Norvyk", "number": "12345679"})]
    assert {place: list(others) for place, others in candidates(left, right, 1)} == {0: [1], 1: []}


@given(st.lists(st.frozensets(st.sampled_from("abcdef"), max_size=4), max_size=12), st.integers(1, 4))
def test_candidates_are_bounded_others_and_repeatable(table: list[frozenset[str]], most: int) -> None:
    found = [(place, list(others)) for place, others in candidates(table, most=most)]
    assert [place for place, _ in found] == list(range(len(table)))
    assert all(len(others) <= most and place not in others for place, others in found)
    assert found == [(place, list(others)) for place, others in candidates(table, most=most)]


def test_no_candidates_cannot_be_asked_for() -> None:
    with pytest.raises(CallerError, match="no candidates"):
        list(candidates([frozenset("a")], most=0))
