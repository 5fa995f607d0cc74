"""How a clause is told, and who says it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.extraction.reading import Span
from simurg.extraction.stance import clauses_of

CASES = [
    ("en", "Troops entered the town.", "Troops", "asserted", None),
    ("en", "Troops entered the town, Ankara said.", "Troops", "attributed", "Ankara"),
    ("en", "According to the UN, forty people died.", "forty", "attributed", "the UN"),
    ("en", "The army said that rebels killed two men.", "rebels", "attributed", "The army"),
    ("en", "Russia denied that it had attacked the town.", "attacked", "denied", "Russia"),
    ("en", "Iran will send troops to the border.", "send", "planned", None),
    ("en", "Israel may strike the base if talks fail.", "strike", "possible", None),
    ("en", "Rebels took the bridge but did not hold the town.", "took", "asserted", None),
    ("en", "Rebels took the bridge but did not hold the town.", "hold", "denied", None),
    ("es", "El ministro dijo que Rusia no atacó.", "atacó", "denied", "El ministro"),
    ("fr", "Selon l'ONU, douze personnes sont mortes.", "mortes", "attributed", "l'ONU"),
    ("de", "Russland wird Truppen entsenden, sagte der Minister.", "Truppen", "planned", "der Minister"),
    ("ru", "Армия не нападала на город, заявил министр.", "нападала", "denied", "министр"),
    ("ar", "قال الوزير إن الجيش لم يهاجم المدينة", "يهاجم", "denied", "الوزير"),
    ("tr", "Bakan, ordunun kente girdiğini söyledi.", "girdiğini", "attributed", "Bakan"),
    ("pt", "O Brasil pode enviar tropas, disse o ministro.", "enviar", "possible", "o ministro"),
]


@pytest.mark.parametrize(("language", "sentence", "word", "kind", "who"), CASES)
def test_the_clause_of_a_word(language: str, sentence: str, word: str, kind: str, who: str | None) -> None:
    at = sentence.index(word)
    clause = next(one for one in clauses_of(sentence, Span(0, len(sentence)), language) if at < one.span.end)
    assert (clause.factuality, clause.attributed_to) == (kind, who)


def test_what_is_quoted_is_told_so_and_attributed() -> None:
    sentence = "“We attacked them at dawn”, the commander said."
    first = clauses_of(sentence, Span(0, len(sentence)), "en")[0]
    assert first.quoted
    assert (first.factuality, first.attributed_to) == ("attributed", "the commander")


@given(st.text(max_size=300), st.sampled_from(["en", "es", "tr", "ar", None]))
def test_clauses_cover_the_sentence(words: str, language: str | None) -> None:
    clauses = clauses_of(words, Span(0, len(words)), language)
    assert "".join(clause.span.of(words) for clause in clauses) == words
    for clause in clauses:
        if clause.attribution is not None:
            assert clause.attribution.of(words) == clause.attributed_to
