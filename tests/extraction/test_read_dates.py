"""When: dates relative to publication. The wide cases stand in bench/_dates_*.tsv; here are the rules."""

from datetime import UTC, datetime

import pytest
from bench._dates import cases, ours
from hypothesis import given
from hypothesis import strategies as st

from simurg.extraction.base import read_base
from simurg.extraction.date_words import date_words, languages
from simurg.extraction.reading import Period, Text

PUBLISHED = datetime(2024, 5, 15, 9, 30, tzinfo=UTC)  # a Wednesday


def periods(
    sentence: str, language: str = "en", home: str | None = None, at: datetime | None = PUBLISHED
) -> list[Period]:
    base = read_base(Text("", sentence, at, language, home))
    return [period for part in base.sentences for period in part.periods]


def days(sentence: str, language: str = "en", home: str | None = None) -> list[str]:
    return [f"{period.start:%Y-%m-%d}" for period in periods(sentence, language, home)]


def test_the_cases_of_the_bench_stay_right() -> None:
    wrong = [case.sentence for case in cases() if not ours(case)]
    assert len(wrong) <= 3, wrong


def test_a_weekday_is_the_last_and_after_will_the_next() -> None:
    assert days("Soldiers attacked the village on Friday.") == ["2024-05-10"]
    assert days("Ministers will meet in the capital on Friday.") == ["2024-05-17"]
    assert days("Soldiers attacked the village on Wednesday.") == ["2024-05-15"]


def test_figures_follow_language_then_country_then_nearness() -> None:
    assert days("The signing took place on 04/05/2024.", home="GBR") == ["2024-05-04"]
    assert days("The signing took place on 04/05/2024.", home="USA") == ["2024-04-05"]
    assert days("The signing took place on 02/05/2024.") == ["2024-05-02"]
    assert days("The signing took place on 25/04/2024.", home="USA") == ["2024-04-25"]


def test_words_that_only_look_like_dates_are_none() -> None:
    assert days("They may march on the capital.") == []
    assert days("El ataque ocurrió por la mañana.", "es") == []
    assert days("Pela segunda vez o governo recuou.", "pt") == []
    assert days("On 31 June nothing can happen.") == []
    assert days("The score was 3-2 and the ratio 4/5/6.") == []


def test_without_publication_only_whole_dates_are_read() -> None:
    found = periods("Signed on 3 May 2021, it was broken yesterday and on Monday.", at=None)
    assert [f"{period.start:%Y-%m-%d}" for period in found] == ["2021-05-03"]


def test_precision_is_told() -> None:
    told = {period.precision for period in periods("In 2019, in March 2020, last week, yesterday and 3 hours ago.")}
    assert told == {"year", "month", "week", "day", "minute"}


@pytest.mark.parametrize("language", languages())
def test_every_language_has_seven_days_and_twelve_months(language: str) -> None:
    words = date_words(language)
    assert set(words.days.values()) == set(range(7))
    assert set(words.months.values()) == set(range(1, 13))
    assert {"day", "week", "month", "year"} <= set(words.units.values())


@given(
    st.text(alphabet="0123456789 /-.,abdelmnoMay", max_size=80),
    st.datetimes(datetime(1950, 1, 1), datetime(2090, 1, 1)),
)
def test_any_words_give_whole_periods(words: str, published: datetime) -> None:
    for period in periods(words, at=published.replace(tzinfo=UTC)):
        assert period.start < period.until
        assert period.span is not None
        assert 0 <= period.span.start < period.span.end <= len(words)
