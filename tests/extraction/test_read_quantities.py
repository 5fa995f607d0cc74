"""How many: amounts of people and their bounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.extraction.quantities import bounds_of, quantities_in
from simurg.extraction.quantity_words import quantity_words
from simurg.extraction.reading import Span

CASES = [
    ("en", "At least twelve people were killed and 30 wounded.", [("deaths", 12, 12, None), ("injured", 30, 30, 30)]),
    (
        "en",
        "The blast, killing 1,200 and injuring dozens, shook the town.",
        [("deaths", 1200, 1200, 1200), ("injured", 24, None, None)],
    ),
    (
        "en",
        "Between 40 and 50 soldiers were killed; up to 300 are missing.",
        [("deaths", 40, None, 50), ("missing", None, None, 300)],
    ),
    ("en", "There were no casualties.", [("deaths", 0, 0, 0)]),
    (
        "en",
        "Forty-two people were detained; 2 million are displaced.",
        [("detained", 42, 42, 42), ("displaced", 2_000_000, 2_000_000, 2_000_000)],
    ),
    ("en", "Four militants killed two soldiers.", [("deaths", 2, 2, 2)]),
    (
        "es",
        "Al menos doce personas murieron y 30 resultaron heridas.",
        [("deaths", 12, 12, None), ("injured", 30, 30, 30)],
    ),
    (
        "fr",
        "L'explosion a fait 12 morts et une vingtaine de blessés.",
        [("deaths", 12, 12, 12), ("injured", 20, 20, 20)],
    ),
    (
        "de",
        "Mindestens zwölf Menschen wurden getötet und 30 verletzt.",
        [("deaths", 12, 12, None), ("injured", 30, 30, 30)],
    ),
    ("ru", "Погибли не менее 12 человек, 30 ранены.", [("deaths", 12, 12, None), ("injured", 30, 30, 30)]),
    ("ar", "مقتل 12 شخصا وإصابة 30 آخرين", [("deaths", 12, 12, 12), ("injured", 30, 30, 30)]),
    ("tr", "En az 12 kişi öldü, 30 kişi yaralandı.", [("deaths", 12, 12, None), ("injured", 30, 30, 30)]),
    ("pt", "Pelo menos 12 pessoas morreram e 30 ficaram feridas.", [("deaths", 12, 12, None), ("injured", 30, 30, 30)]),
]


@pytest.mark.parametrize(("language", "sentence", "wanted"), CASES)
def test_amounts_and_bounds(
    language: str, sentence: str, wanted: list[tuple[str, int | None, int | None, int | None]]
) -> None:
    found = quantities_in(sentence, Span(0, len(sentence)), language)
    assert [(one.what, one.low, one.best, one.high) for one in found] == wanted


@pytest.mark.parametrize(
    "sentence",
    [
        "The army fired 12 rockets.",
        "He died in 2014.",
        "They killed time for 3 hours.",
        "A suicide bomber killed himself.",
    ],
)
def test_what_is_not_counted(sentence: str) -> None:
    found = quantities_in(sentence, Span(0, len(sentence)), "en")
    assert [one for one in found if one.what == "deaths" and (one.best or 0) in (12, 3, 1)] == []


@given(st.integers(0, 9_999_999))
def test_figures_are_read_with_and_without_groups(number: int) -> None:
    words = quantity_words("en")
    assert bounds_of(str(number), words) == bounds_of(f"{number:,}", words) == (number, number)


@given(st.text(max_size=60))
def test_bounds_are_in_order(words: str) -> None:
    sentence = f"At least {words} people were killed and 3 to {words} wounded."
    for one in quantities_in(sentence, Span(0, len(sentence)), "en"):
        assert one.low is None or one.high is None or one.low <= one.high
