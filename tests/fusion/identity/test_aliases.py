"""What the names of two entities say, beyond the pair that is most alike."""

from typing import Any

import pytest

from simurg.fusion.identity.aliases import Best, best_pair, full, name_findings
from simurg.fusion.identity.model import packaged_model
from simurg.fusion.identity.names import Kind, Name
from simurg.fusion.identity.naming import MOST_NAMES, naming_of, parted
from simurg.fusion.identity.weights import by_hand, packaged_weights, weights_of
from simurg.ontology.errors import OperatorError


def score(left: Name, right: Name) -> Best:
    return full(left, right, packaged_model())


def said(left: dict[str, Any], right: dict[str, Any], kind: Kind = Kind.PERSON) -> dict[str, float]:
    return dict(name_findings(naming_of(left, kind), naming_of(right, kind), score))


def names(*found: str, **more: Any) -> dict[str, Any]:
    return {"name": list(found), **more}


@pytest.mark.parametrize(
    ("left", "right", "wanted"),
    [
        (names("Ada Verhoeven"), names("Ada Verhoeven"), "names that speak for it"),
        (names("Ada Verhoeven"), names("Kees Lindqvist"), "names that speak against it"),
        (names("Ada Verhoeven"), names(), "no name"),
        (names("Kees", weakAlias=["Grey Heron"]), names("Grey Heron"), "weak alias"),
        (names("Ali Hassan"), names("Ali Hassan"), "a common name"),
        (names("Verhoeven"), names("Ada Verhoeven"), "a single word"),
        (names("Ada Verhoeven"), names("Ада Верхувен"), "counterparts in another script"),
        (names("A. Verhoeven"), names("Ada Verhoeven"), "an initial fits"),
        (names("Ada Maria Verhoeven"), names("VERHOEVEN, Ada Maria"), "three words agree"),
        (names("Ada Verhoeven", alias=["Ada Smit"]), names("Ada Verhoeven", alias=["Ada Smit"]), "more names agree"),
        (
            names("Ada Smit", alias=["Tom Brandt"]),
            names("Kees Lindqvist", alias=["Tom Brandt"]),
            "only an alias agrees",
        ),
        (names("Ada Smit", fatherName="Pieter"), names("Ada Smit", fatherName="Joost"), "father's names differ"),
        (
            {"firstName": "Hans", "lastName": "Friedrich"},
            {"firstName": "Friedrich", "lastName": "Hans"},
            "given and family name change places",
        ),
        (
            {"firstName": "Ada", "lastName": "Verhoeven"},
            {"firstName": "Kees", "lastName": "Verhoeven"},
            "given names differ",
        ),
    ],
)
def test_what_persons_names_say(left: dict[str, Any], right: dict[str, Any], wanted: str) -> None:
    assert wanted in said(left, right)
    assert said(left, right) == pytest.approx(said(right, left))


@pytest.mark.parametrize(
    ("left", "right", "wanted"),
    [
        ("Heron Brigade 35", "Heron Brigade 36", "other number in the name"),
        ("Heron Fund II", "Heron Fund", "a number in one name only"),
        ("Norvik Ltd", "Norvik GmbH", "other legal form"),
        ("Norvik Ltd", "Norvik Limited", "one word is all of the name"),
        ("Norvik", "Norvik Baltic", "a word more"),
        ("National Bank", "National Bank", "a common name"),
    ],
)
def test_what_names_of_organisations_say(left: str, right: str, wanted: str) -> None:
    found = said(names(left), names(right), Kind.ORGANISATION)
    assert wanted in found
    assert found == pytest.approx(said(names(right), names(left), Kind.ORGANISATION))


def test_uncommon_names_and_equal_forms_say_nothing_of_the_kind() -> None:
    assert not {"a common name", "a single word", "only an alias agrees"} & set(
        said(names("Ada Verhoeven"), names("Ada Verhoeven"))
    )
    equal = said(names("Norvik Shipping Ltd"), names("Norvik Shipping Limited"), Kind.ORGANISATION)
    assert set(equal) == {"names that speak for it"}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("김광진", "김 광진"),
        ("남궁민수", "남궁 민수"),
        ("张东磊", "张 东磊"),
        ("欧阳明", "欧阳 明"),
        ("李", "李"),
        ("Kim Il", "Kim Il"),
        ("Ада", "Ада"),
    ],
)  # fmt: skip
def test_names_in_syllables_are_parted(text: str, wanted: str) -> None:
    assert parted(text) == wanted


def test_organisations_words_in_other_languages_are_one() -> None:
    left, right = names("Ministry of Defence"), names("Министерство обороны")
    assert said(left, right, Kind.ORGANISATION)["names that speak for it"] > 1.0


def test_many_names_are_bounded_and_the_best_is_found_among_them() -> None:
    many = names(*(f"Other Person{n}x" for n in range(40)), "Ada Verhoeven")
    found = naming_of(many | {"alias": [f"Z{n}y Person" for n in range(500)]}, Kind.PERSON)
    assert len(found.names) <= MOST_NAMES
    best = best_pair(found.names, naming_of(names("VERHOEVEN Ada"), Kind.PERSON).names, score)
    assert best is not None
    assert best.log_odds > 2.0
    assert best_pair((), found.names, score) is None


def test_weights_name_every_finding_and_no_other() -> None:
    assert set(packaged_weights().of) == set(by_hand())
    with pytest.raises(OperatorError, match="do not fit"):
        weights_of({"version": "x", "weights": {"names that speak for it": 1.0}})
    with pytest.raises(OperatorError, match="not in the file"):
        weights_of({"version": "x"})


def test_signs_of_fitted_weights_are_those_set_by_hand_where_those_are_clear() -> None:
    fitted = packaged_weights().of
    clear = {name: weight for name, weight in by_hand().items() if abs(weight) > 1.0}
    assert all(fitted[name] * weight > 0 for name, weight in clear.items())
