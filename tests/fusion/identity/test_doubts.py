"""What letters alone do not show: syllables, consonants, acronyms, texts that tell several names."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simurg.fusion.identity.doubts import CONSONANTS, OTHER_SYLLABLE, SAME_SYLLABLES, doubts
from simurg.fusion.identity.features import features
from simurg.fusion.identity.names import Kind, read_name
from simurg.fusion.identity.naming import naming_of
from simurg.fusion.identity.wordings import names_in

WORDS = [
    "Ri",
    "Paek",
    "Chol",
    "Cheol-su",
    "Pong",
    "Pyong",
    "Semyon",
    "Semen",
    "Qasimi",
    "Ghasemi",
    "Zhang",
    "Guowei",
    "A.",
]


def found(left: str, right: str, kind: Kind = Kind.PERSON) -> tuple[str, ...]:
    one, two = read_name(left, kind), read_name(right, kind)
    return doubts(one, two, features(one, two))


@pytest.mark.parametrize(
    ("left", "right", "said"),
    [
        ("Paek Pong-ryul", "Paek Pyong-ryul", OTHER_SYLLABLE),
        ("Zhang Guowei", "Guohui Zhang", OTHER_SYLLABLE),
        ("Ri Chol-hyok", "Lee Cheol-hyeok", SAME_SYLLABLES),
        ("Paek Jong-un", "Paek Jong-uun", SAME_SYLLABLES),
        ("Semyon Goncharov", "GONCHAROV Semen", CONSONANTS),
    ],
)
def test_a_pair_of_persons_says(left: str, right: str, said: str) -> None:
    assert said in found(left, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Zhang Guowei", "ZHANG Guo Wei"),
        ("Guowei Zhang", "Zhang Guowei"),
        ("Arkady Belozerov", "Belozerov Arkady"),
        ("Hassan Qasimi", "Hussein Qasimi"),
        ("Ali Omar", "Aly Umar"),  # too few sounds to tell
    ],
)
def test_these_say_nothing(left: str, right: str) -> None:
    assert found(left, right) == ()


def test_acronyms_and_long_numbers_of_bodies() -> None:
    assert found("KPNO", "Kandrian People National Organization", Kind.ORGANISATION)
    assert not found("KP", "Kandrian Party", Kind.ORGANISATION)
    assert found("Unit 61398", "PLA Unit 61398", Kind.ORGANISATION)
    assert not found("Unit 61", "PLA Unit 61", Kind.ORGANISATION)


@settings(max_examples=100)
@given(*(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join) for _ in "lr"))
def test_it_does_not_matter_which_name_is_left(left: str, right: str) -> None:
    assert found(left, right) == found(right, left)


def test_a_text_may_tell_several_names() -> None:
    body = Kind.ORGANISATION
    assert list(names_in("Nur al-Jabal a.k.a. Army of Light", body))[1:] == ["Nur al-Jabal", "Army of Light"]
    assert list(names_in("Nur al-Jabal/Army of Light", body))[1:] == ["Nur al-Jabal", "Army of Light"]
    assert list(names_in("Kandrian National Front (KNF)", body))[1:] == ["Kandrian National Front", "KNF"]
    for text in ("Orlandine Bank (Malta) Ltd", "Orlandine A/S", "Orlandine", "", "/", "() a.k.a.", "A" * 300 + "/Army"):
        assert list(names_in(text, body)) == [text]


def test_names_that_only_shorten_others() -> None:
    told = {"name": ["Hassan Said Masri"], "alias": ["H. S. Masri", "Hassan Masri", "Abu Ahmad"]}
    read = naming_of(told, Kind.PERSON)
    assert [name.joined for name in read.names] == ["hassansaidmasri", "hassanmasri"]
    assert [name.joined for name in read.full] == ["hassansaidmasri"]
    assert read.weak == {"abuahmad"}
    assert [name.joined for name in naming_of({"name": "Abu Ahmad"}, Kind.PERSON).names] == ["abuahmad"]
