"""Phrases in texts: the quick question never denies what the pattern finds."""

import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.assessment.brief.phrases import folded, phrases_of

LETTERS = "iıİIkKKsSſßẞeéÉσςΣǆǅ-_ .0ая"
CASED = [chr(n) for n in range(sys.maxunicode + 1) if chr(n).casefold() != chr(n) or chr(n).upper() != chr(n)]


@given(
    phrases=st.lists(st.text(LETTERS, max_size=6), max_size=3),
    text=st.text(LETTERS, max_size=30),
    prefixes=st.booleans(),
)
def test_found_is_what_the_pattern_says(phrases: list[str], text: str, prefixes: bool) -> None:
    made = phrases_of(tuple(phrases), prefixes=prefixes)
    if made is not None:
        assert made.found(text, folded(text)) is (made.search(text) is not None)


def test_letters_that_a_pattern_takes_for_equal_are_folded_alike() -> None:
    everything = "".join(CASED)
    for letter in sorted({letter for one in CASED for letter in one.casefold()}):
        for match in re.finditer(re.escape(letter), everything, re.IGNORECASE):
            assert folded(match.group()) == folded(letter)


@pytest.mark.parametrize(
    ("phrase", "text", "expected"),
    [
        ("Iran", "in İran today", True),
        ("South_Sudan", "SOUTH  SUDAN's army", True),
        ("Niger", "Nigeria", False),
        ("flood", "Floods in Chad", True),
        ("sea", "seas", False),
    ],
)
def test_examples(phrase: str, text: str, expected: bool) -> None:
    made = phrases_of((phrase,), prefixes=phrase.islower())
    assert made is not None
    assert made.found(text, folded(text)) is expected


def test_nothing_is_no_pattern() -> None:
    assert phrases_of((" ", "_"), prefixes=False) is None
