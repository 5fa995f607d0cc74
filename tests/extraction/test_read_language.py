"""Which language a text is in."""

import pytest

from simurg.extraction.language import language_of

TEXTS = {
    "en": "The foreign minister arrived in the capital on Monday for talks with her counterpart.",
    "es": "El ministro de Exteriores llegó el lunes a la capital para reunirse con su homólogo.",
    "fr": "Le ministre des Affaires étrangères est arrivé lundi dans la capitale pour des entretiens.",
    "de": "Der Außenminister traf am Montag zu Gesprächen in der Hauptstadt ein.",
    "ru": "Министр иностранных дел прибыл в понедельник в столицу для переговоров.",
    "ar": "وصل وزير الخارجية يوم الاثنين إلى العاصمة لإجراء محادثات مع نظيره",
    "tr": "Dışişleri bakanı Pazartesi günü görüşmeler için başkente geldi.",
    "pt": "O ministro dos Negócios Estrangeiros chegou na segunda-feira à capital para conversações.",
    "zh": "外交部长星期一抵达首都与对方举行会谈，双方讨论了边境问题。",
}


@pytest.mark.parametrize("code", TEXTS)
def test_languages_are_told(code: str) -> None:
    found, sure = language_of(TEXTS[code])
    assert found == code
    assert 0.5 <= sure <= 1.0


def test_a_short_text_is_unknown_or_what_its_publisher_says() -> None:
    assert language_of("Mali") == (None, 0.0)
    assert language_of("Mali", "fr-FR") == ("fr", 0.5)
    assert language_of("") == (None, 0.0)


def test_only_the_languages_asked_for_are_told() -> None:
    assert language_of(TEXTS["pt"], among=frozenset(("es", "ru")))[0] == "es"
