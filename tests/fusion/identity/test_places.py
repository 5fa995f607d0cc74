"""Countries by any of their names, and words of places that agree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.fusion.identity.places import agreement, apart, country, likest, words


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("ru", "ru"),
        ("RU", "ru"),
        ("Russian Federation", "ru"),
        ("gb-sct", "gb"),
        ("suhh", "su"),
        ("Syrian Arab Republic", "sy"),
        ("Atlantis", "atlantis"),
        ("", ""),
        ("—", ""),
    ],
)
def test_countries_are_read_by_code_or_name(text: str, wanted: str) -> None:
    assert country(text) == wanted


def test_a_state_that_is_no_more_is_not_apart_from_its_heirs() -> None:
    assert not apart(frozenset({"su"}), frozenset({"kz"}))
    assert not apart(frozenset({"rs"}), frozenset({"yu"}))
    assert apart(frozenset({"ru"}), frozenset({"ua"}))
    assert not apart(frozenset({"ru", "ua"}), frozenset({"ua"}))


def test_empty_words_are_left_out() -> None:
    assert words("12 Quay Street, Utrecht") == {"12", "quay", "utrecht"}
    assert words("улица Ленина, дом 5") == {"lenina", "5"}


@pytest.mark.parametrize(
    ("left", "right", "wanted"),
    [
        ("12 Quay Street, Utrecht", "Quay St. 12, UTRECHT", 1.0),
        ("12 Quay Street, Utrecht", "14 Quay Street, Utrecht", 0.0),  # another house
        ("Utrecht", "Utrecht, Netherlands", 1.0),
        ("Donetsk", "Donetsck", 1.0),
        ("Utrecht", "Malmö", 0.0),
    ],
)
def test_agreement_is_the_share_of_the_shorter_ones_words(left: str, right: str, wanted: float) -> None:
    assert agreement(words(left), words(right)) == agreement(words(right), words(left)) == wanted


def test_the_likest_of_several_counts_and_nothing_is_like_nothing() -> None:
    assert likest([words("Malmö"), words("Utrecht")], [words("Utrecht")]) == 1.0
    assert likest([], [words("Utrecht")]) == 0.0


@given(st.text(max_size=60), st.text(max_size=60))
def test_agreement_is_a_share_and_symmetric(left: str, right: str) -> None:
    found = agreement(words(left), words(right))
    assert 0.0 <= found <= 1.0
    assert found == agreement(words(right), words(left))
