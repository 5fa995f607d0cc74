"""Names that nothing may give: found however they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.ontology.protected import BLACK, NOBODY, Protected

LIST = Protected.of(["Ada Verhoeven", "Łukasz Ćwik", "Иванов", "李雷", "Öz", "x", "  "])


@pytest.mark.parametrize(
    "text",
    [
        "ADA VERHOEVEN said",
        "Ada\u00a0Verhoeven's house",
        "Ada-Verhoeven",
        "ada  verhoéven",
        "A\u00adda Verhoeven",
        "Ada\nVerhoeven",
        "Ａｄａ Verhoeven",
        "lukasz cwik",
        "с Ивановым",
        "据李雷说",
        "Oz said",
        "Ada Ver\u200bhoeven",
    ],
)
def test_a_name_is_found_however_it_is_written(text: str) -> None:
    assert LIST.named_in(text)
    blacked = LIST.blacked(text)
    assert BLACK in blacked
    assert len(blacked) == len(text)
    assert not LIST.named_in(blacked)


@pytest.mark.parametrize(
    "text", ["Ada met Verhoeven", "Adam Verhoeven", "Ozan", "Ivanov", "a x b", "", "Ada, Verhoevenstraat"]
)
def test_other_names_stay(text: str) -> None:
    assert LIST.blacked(text) == text
    assert not LIST.named_in(text)


def test_of_several_all_are_blacked_out_and_the_rest_stays_where_it_was() -> None:
    text = "Ada Verhoeven met Иванова; then Ada Verhoeven left."
    blacked = LIST.blacked(text)
    assert blacked == "█████████████ met ███████; then █████████████ left."
    assert blacked.index("left") == text.index("left")


def test_what_stands_around_a_name_is_no_name_of_its_own() -> None:
    blacked = LIST.blacked("Ada Ada Verhoeven Verhoeven")
    assert blacked == "Ada █████████████ Verhoeven"
    assert not LIST.named_in(blacked)


def test_nobody_is_listed_in_an_empty_list() -> None:
    assert NOBODY.blacked("Ada") == "Ada"
    assert not NOBODY.named_in("Ada")
    assert (NOBODY | LIST).names == LIST.names


@given(st.text(max_size=30), st.text(max_size=30), st.sampled_from(sorted(LIST.names)))
def test_no_blacked_text_gives_a_name(before: str, after: str, name: str) -> None:
    text = f"{before} {name} {after}"
    blacked = LIST.blacked(text)
    assert len(blacked) == len(text)
    assert not LIST.named_in(blacked)
