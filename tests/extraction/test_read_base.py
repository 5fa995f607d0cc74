"""The whole reading without a model."""

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from simurg.extraction.base import LONGEST, read_base
from simurg.extraction.folding import fold
from simurg.extraction.reading import Text

TEXT = Text(
    "Troops leave Karsk",
    "Russian troops left Kharkiv on Monday, Kyiv said. At least 12 people were killed.",
    datetime(2024, 5, 15, tzinfo=UTC),
)


def test_a_report_is_read() -> None:
    base = read_base(TEXT)
    assert base.language == "en"
    assert [sentence.span.of(TEXT.whole)[:6] for sentence in base.sentences] == ["Troops", "Russia", "At lea"]
    second = base.sentences[1]
    assert [actor.code for actor in second.actors] == ["RUS MIL", "UKR GOV"]
    assert second.factuality_at(second.actors[0].span.start) == "attributed"
    assert second.periods[0].start == datetime(2024, 5, 13, tzinfo=UTC)
    assert base.quantities[0].low == 12
    assert not base.cut


def test_a_long_report_is_cut_and_says_so() -> None:
    base = read_base(Text("", "Troops left Kharkiv. " * (LONGEST // 20)))
    assert base.cut
    assert base.sentences[-1].span.end <= LONGEST


def test_the_same_report_gives_the_same_reading() -> None:
    assert read_base(TEXT) == read_base(TEXT)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read_and_spans_lie_in_it(words: str) -> None:
    text = Text("", words, datetime(2024, 5, 15, tzinfo=UTC))
    base = read_base(text)
    for sentence in base.sentences:
        for part in (*sentence.actors, *sentence.places, *sentence.quantities):
            assert sentence.span.start <= part.span.start < part.span.end <= sentence.span.end


@given(st.text(max_size=200))
def test_folding_keeps_the_length(words: str) -> None:
    assert len(fold(words)) == len(words)
    assert fold(fold(words)) == fold(words)
