"""Where: places, their country and precision, and what decides between two of one name."""

import pytest

from simurg.extraction.base import read_base
from simurg.extraction.reading import PlaceNamed, Text


def places(sentence: str, language: str | None = "en", home: str | None = None) -> list[PlaceNamed]:
    return list(read_base(Text("", sentence, None, language, home)).places)


def told(sentence: str, language: str | None = "en", home: str | None = None) -> list[tuple[str, str]]:
    return [(place.country, place.precision) for place in places(sentence, language, home)]


def test_levels() -> None:
    assert told("Shells fell on Kharkiv, in Donetsk oblast and across Ukraine.") == [
        ("UKR", "place"),
        ("UKR", "admin1"),
        ("UKR", "country"),
    ]


def test_the_country_that_is_named_decides() -> None:
    assert told("Clashes broke out in Tripoli, Lebanon.")[0] == ("LBN", "place")
    assert told("Clashes broke out in Tripoli, Libya.")[0] == ("LBY", "place")


def test_the_publisher_decides_and_the_others_stay_as_alternatives() -> None:
    here = places("The council met in Birmingham.", home="USA")
    there = places("The council met in Birmingham.", home="GBR")
    assert (here[0].country, there[0].country) == ("USA", "GBR")
    assert any("United Kingdom" in other for other in here[0].alternatives)


@pytest.mark.parametrize(
    ("sentence", "language", "country"),
    [
        ("Combates en Alepo.", "es", "SYR"),
        ("Combats à Alep, en Syrie.", "fr", "SYR"),
        ("Kämpfe in Weißrussland und Moldau.", "de", "BLR"),
        ("Обстрел Харькова.", "ru", "UKR"),
        ("قصف في دمشق", "ar", "SYR"),
        ("Suriye'de çatışma çıktı.", "tr", "SYR"),
        ("Combates em Moçambique.", "pt", "MOZ"),
        ("乌克兰局势紧张。", "zh", "UKR"),
    ],
)
def test_places_are_named_in_many_languages(sentence: str, language: str, country: str) -> None:
    assert country in [place.country for place in places(sentence, language)]


def test_words_and_persons_are_no_places() -> None:
    assert told("They ate turkey with chili and went to a nice mobile home, reading.") == []
    assert "Cameron" not in [place.name for place in places("British Prime Minister David Cameron flew to Oman.")]
    assert told("The officer Austin Fairbrook spoke.") == []


def test_spans_are_the_names() -> None:
    text = "Title here\n\nFighting near Aleppo."
    place = read_base(Text("Title here", "Fighting near Aleppo.", None, "en")).places[0]
    assert place.span.of(text) == "Aleppo"
    assert place.latitude == pytest.approx(36.2, abs=0.2)
