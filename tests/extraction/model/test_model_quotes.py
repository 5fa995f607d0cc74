"""Quotes: found exactly or not at all, whatever the typography."""

import unicodedata
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.extraction.model.folding import folded, plain
from simurg.extraction.model.quotes import LEAST, MOST, Quoted
from simurg.extraction.reading import Span

STORY = (
    "Rebels “shelled” the port of Sandby – again\u00a0– on Monday, killing 30 people.\n\n"
    "The minister’s o\ufb03ce said that 12 000 had \ufb02ed. It was a cafe\u0301 quarter; the ca\u00adfé burnt down. "
    "Talks were held. Later the talks were held up; in the end talks were held again by both."
)


def found(quote: str, context: str | None = None, text: str = STORY) -> str | None:
    """The original words, or None."""
    span = Quoted.of(text).find(quote, context)
    return span.of(text) if isinstance(span, Span) else None


@pytest.mark.parametrize(
    ("quote", "original"),
    [
        ('Rebels "shelled" the port', "Rebels “shelled” the port"),
        ("the port of Sandby - again - on Monday", "the port of Sandby – again\u00a0– on Monday"),
        ("minister's office said", "minister’s o\ufb03ce said"),
        ("that 12\u202f000 had fled", "that 12 000 had \ufb02ed"),
        ("It was a café quarter", "It was a cafe\u0301 quarter"),
        ("the café burnt down", "the ca\u00adfé burnt down"),
        ("  killing 30 people. ", "killing 30 people."),
        ("killing\n30  people", "killing 30 people"),
    ],
)
def test_typography_does_not_matter(quote: str, original: str) -> None:
    assert found(quote) == original


@pytest.mark.parametrize(
    "quote",
    [
        "Rebels shelled the port",  # the marks are left out
        "rebels “shelled” the port",  # another case
        "killing 3",  # within a number
        "killing 31 people",
        "that 12 had fled",  # glued
        "12 000 had fled on Monday",
        "had fled. It was a cafe quarter",  # without its accent
        "hat 12 000 had fled",  # within a word
        "that 12",  # within a number that is written in groups
        "000 had fled.",
        "killing 30 people. The minister’s office",  # across a blank line
        "Rebels … on Monday, killing 30 people.",
        "",
        "   ",
        "30",
        "x" * (MOST + 1),
    ],
)
def test_what_is_not_there_word_for_word_is_not_found(quote: str) -> None:
    assert found(quote) is None


def test_each_refusal_says_why() -> None:
    quoted = Quoted.of(STORY)
    said = [quoted.find(one) for one in ("", "30", "never said here", "talks were held", "x" * 601)]
    assert said == ["empty", "too_short", "not_found", "ambiguous", "too_long"]
    assert quoted.find("30 people. The minister") == "glued"


def test_words_that_stand_twice_need_a_context_that_stands_once() -> None:
    assert found("talks were held") is None
    span = Quoted.of(STORY).find("talks were held", "Later the talks were held up")
    assert isinstance(span, Span)
    assert STORY[: span.start].endswith("Later the ")
    assert found("talks were held", "talks were held") is None  # no context at all
    assert found("talks were held", "in the talks were held") is None  # a context that is not there
    assert found("talks were held", STORY[-90:]) is None  # one that holds them twice


def test_scripts_without_spaces_are_quoted_in_a_few_signs() -> None:
    text = "周一，两国外长在日内瓦会晤。此前双方曾互相指责。"
    assert found("两国外长在日内瓦会晤", text=text) == "两国外长在日内瓦会晤"
    assert found("外长", text=text) is None


def test_names_within_a_quote_stand_whole_in_it() -> None:
    quoted = Quoted.of(STORY)
    span = quoted.find("the port of Sandby – again")
    assert isinstance(span, Span)
    inner = quoted.within("Sandby", span)
    assert inner is not None
    assert inner.of(STORY) == "Sandby"
    assert quoted.within("Sand", span) is None
    assert quoted.within("Monday", span) is None
    assert quoted.within("", span) is None


@given(st.text(max_size=80))
def test_every_folded_character_stands_for_a_stretch_of_the_original(text: str) -> None:
    one = folded(text)
    assert len(one.text) == len(one.starts) == len(one.ends)
    assert all(0 <= start < end <= len(text) for start, end in zip(one.starts, one.ends, strict=True))
    assert list(one.starts) == sorted(one.starts)
    assert list(one.ends) == sorted(one.ends)


@given(st.text(max_size=60))
def test_composed_and_decomposed_texts_fold_alike(text: str) -> None:
    assert plain(unicodedata.normalize("NFC", text)) == plain(unicodedata.normalize("NFD", text))


@given(st.text(alphabet="ab 3é’'\"“–-\u00a0.,\n\u0301ﬁ", max_size=60), st.data())
def test_what_is_found_says_the_same_as_its_quote(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    quote = text[start : start + data.draw(st.integers(LEAST, 40))]
    span = Quoted.of(text).find(quote)
    if isinstance(span, Span):
        assert plain(span.of(text)) == plain(quote)
        assert folded(text).text.count(plain(quote)) >= 1


@given(st.text(alphabet="abc de", max_size=40), st.text(alphabet="xyz12", min_size=1, max_size=3))
def test_a_quote_with_a_sign_that_is_nowhere_in_the_text_is_never_found(text: str, sign: str) -> None:
    assert not isinstance(Quoted.of(text).find(text + sign), Span)


@pytest.mark.parametrize("unit", ["a", "ab ", "a\u0301", "1,"])
def test_a_text_that_repeats_itself_costs_little_and_proves_nothing(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    began = process_time()
    quoted = Quoted.of(text)
    for length in range(8, 600, 12):
        assert not isinstance(quoted.find(text[:length], text[: length + 3]), Span)
    assert process_time() - began < 5
