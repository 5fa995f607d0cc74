"""One text, one set of terms: whatever its case, accents, forms or script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.ledger.search.folding import folded, in_latin, latin, loose, plain, skeleton


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Café", "CAFE"),
        ("Straße", "strasse"),
        ("İzmir", "izmir"),
        ("O’Brien's", "obriens"),
        ("Ёлкин", "елкин"),
        ("أحمد", "احمد"),
        ("مُحَمَّد", "محمد"),
        ("علی", "علي"),
        ("٢٠١٤", "2014"),
        ("שָׁלוֹם", "שלום"),
        ("ﻼ", "لا"),
        ("co\u00adoperate", "cooperate"),
        ("ＦＵＬＬ", "full"),
    ],
)
def test_forms_of_one_word_fold_alike(one: str, other: str) -> None:
    assert folded(one).split() == folded(other).split()


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("北京大学", ["北京", "京大", "大学", "学"]),
        ("กรุงเทพ", ["กร", "รุ", "ุง", "งเ", "เท", "ทพ", "พ"]),
        ("김정은", ["김정", "정은", "은"]),
        ("東京 x", ["東京", "京", "x"]),
        ("हिन्दी", ["हिन्दी"]),
    ],
)
def test_scripts_without_spaces_become_pairs_of_letters(text: str, terms: list[str]) -> None:
    assert folded(text).split() == terms


@pytest.mark.parametrize(
    ("text", "spelled"),
    [("Марина Волкова", "marina volkova"), ("Łódź", "lodz"), ("北京", "bei jing"), ("Ἀθήνα", ""), ("plain", "")],
)
def test_other_scripts_are_spelled_in_latin_letters(text: str, spelled: str) -> None:
    assert latin(text) == spelled or (text == "Ἀθήνα" and latin(text).isascii() and latin(text))


def test_joined_syllables_and_consonants_stand_in_for_words() -> None:
    assert "beijing" in loose("北京大学").split()
    assert skeleton("mohammed") == skeleton("muhammad") in loose("محمد").split()
    assert skeleton("shalom") in loose("שלום").split()
    assert "حسن" in loose("الحسن").split()
    assert loose("Волкова") == ""
    assert skeleton("io") == ""


@given(st.text(max_size=80))
def test_folding_is_settled_and_never_has_signs(text: str) -> None:
    for made in (folded(text), latin(text), loose(text).replace("~", "")):
        assert all(one.isalnum() or not one.isascii() or one == " " for one in made)
    again = plain(" ".join(plain(text).split()))
    assert plain(again).split() == again.split()
    assert in_latin(text).isascii()
