"""What may be asked, what it means, and what is said of what may not."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.ledger.search.question import (
    MOST_LETTERS,
    Filters,
    letters_in,
    numbers_in,
    place_term,
    question_of,
)
from simurg.ontology.errors import CallerError


def parts(text: str) -> list[tuple[tuple[str, ...], bool]]:
    return [(part.terms, part.excluded) for part in question_of(text).parts]


def test_words_phrases_and_what_must_not_be() -> None:
    assert parts('ceasefire "Port of Vessa" -exercise') == [
        (("ceasefire",), False),
        (("port", "of", "vessa"), False),
        (("exercise",), True),
    ]
    assert parts('a -"two words"') == [(("a",), False), (("two", "words"), True)]


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("co-operation", [("co", "operation")]),
        ('"never closed', [("never", "closed")]),
        ("“smart” «quotes»", [("smart",), ("quotes",)]),
        ("a)b(c[", [("a", "b", "c")]),
        ("text:* AND [a TO z]", [("text",), ("and",), ("a",), ("to",), ("z",)]),
        ("北京大学", [("北京", "京大", "大学")]),
        ("北京 x", [("北京",), ("x",)]),
        ('"北京 x"', [("北京", "京", "x")]),
        ("twice twice", [("twice",)]),
        ("🙂 smile", [("smile",)]),
    ],
)
def test_signs_part_words_and_do_nothing_else(text: str, terms: list[tuple[str, ...]]) -> None:
    assert [part.terms for part in question_of(text).parts] == terms


@pytest.mark.parametrize("text", ["", "  ", "!?;", "🙂🙂", '""', "-", "--", "()[]{}^~*:\\", "\u202e\u200f"])
def test_no_letter_is_no_question(text: str) -> None:
    with pytest.raises(CallerError, match="no letter or digit"):
        question_of(text)


def test_other_questions_that_cannot_be_answered() -> None:
    with pytest.raises(CallerError, match="10,000 letters"):
        question_of("x" * 10_000)
    with pytest.raises(CallerError, match="40 words"):
        question_of(" ".join(map(str, range(40))))
    with pytest.raises(CallerError, match="only what must not"):
        question_of("-war")


@given(st.text(max_size=MOST_LETTERS))
def test_any_text_is_a_question_or_a_clear_error(text: str) -> None:
    try:
        question = question_of(text)
    except CallerError:
        return  # which of them, and with which words: the tests above
    assert question.sought
    assert all(part.terms and all(part.terms) for part in question.parts)


def test_ladders() -> None:
    assert letters_in("a-c") == {"A", "B", "C"}
    assert letters_in("A, F") == {"A", "F"}
    assert numbers_in("1-2,6") == {1, 2, 6}
    for wrong in ("", "C-A", "G", "A-B-C", "1"):
        with pytest.raises(CallerError, match="--reliability"):
            letters_in(wrong)
    with pytest.raises(CallerError, match="--credibility"):
        numbers_in("0-9")


def test_limits_that_contradict_themselves() -> None:
    moment = datetime(2020, 1, 1, tzinfo=UTC)
    with pytest.raises(CallerError, match="not before"):
        Filters(since=moment, until=moment)
    with pytest.raises(CallerError, match="no kind 'rumour'"):
        Filters(kinds=frozenset({"rumour"}))
    with pytest.raises(CallerError, match="No kind"):
        Filters(kinds=frozenset())


def test_places_have_one_form() -> None:
    assert place_term("  Port-Vessa ") == place_term("PORT VESSA") == "port vessa"
