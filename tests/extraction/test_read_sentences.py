"""Where sentences end."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.extraction.sentences import LONGEST, sentences_of

CASES = {
    "en": ("Gen. Smith met Mr. Jones in the U.S. on Monday. Prices rose 3.5 per cent. “It is over.” He left!", 4),
    "initials": ("President J. B. Marlow spoke. Nobody listened.", 2),
    "de": ("Am 3. Mai trafen sich z.B. die Minister. Danach ging es weiter.", 2),
    "fr": ("M. Dupont est arrivé. Il a parlé à 10 h. Puis il est parti.", 3),
    "es": ("El Sr. Ruiz habló. ¿Quién le oyó? Nadie.", 3),
    "ru": ("Он приехал в г. Минск в 2019 г. и уехал. Потом вернулся.", 2),
    "ru year": ("Он уехал в 2019 г. Потом вернулся.", 2),
    "ar": ("وصل الوزير. هل تكلم؟ لا أحد يعلم.", 3),
    "zh": ("俄罗斯指责乌克兰。联合国表示关切！后来呢？", 3),
    "hi": ("मंत्री पहुंचे। बैठक हुई।", 2),
    "paragraphs": ("A headline without a stop\n\nThe body begins here. It ends.", 3),
    "list": ("Losses:\n- two tanks\n- one drone", 3),
}


@pytest.mark.parametrize("name", CASES)
def test_sentences_are_counted_rightly(name: str) -> None:
    text, wanted = CASES[name]
    assert len(sentences_of(text)) == wanted, [span.of(text) for span in sentences_of(text)]


def test_a_closing_quote_belongs_to_what_it_closes() -> None:
    text = "“We are leaving.” She left."
    assert [span.of(text) for span in sentences_of(text)] == ["“We are leaving.”", "She left."]


@given(st.text(max_size=400))
def test_spans_are_in_order_apart_and_lose_only_white_space(text: str) -> None:
    spans = sentences_of(text)
    assert all(left.end <= right.start for left, right in pairwise(spans))
    kept = "".join(span.of(text) for span in spans)
    assert "".join(kept.split()) == "".join(text.split())


def test_text_without_stops_is_cut() -> None:
    spans = sentences_of("word " * 2_000)
    assert max(span.end - span.start for span in spans) <= LONGEST
