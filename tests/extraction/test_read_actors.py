"""Who: states, institutions, organisations, groups and roles, with their codes."""

import pytest

from simurg.extraction.base import read_base
from simurg.extraction.reading import Text


def actors(sentence: str, language: str | None = "en", protected: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    base = read_base(Text("", sentence, None, language), protected)
    return [(actor.code, actor.span.of(sentence)) for actor in base.actors]


CASES = [
    ("en", "The Syrian army shelled rebels.", [("SYR MIL", "Syrian army"), ("REB", "rebels")]),
    (
        "en",
        "France's president phoned the king of Jordan.",
        [("FRA GOV", "France's president"), ("JOR GOV", "king of Jordan")],
    ),
    ("en", "NATO and the EU condemned Hamas.", [("IGO NATO", "NATO"), ("IGO EU", "EU"), ("REB HAMAS", "Hamas")]),
    ("en", "Ankara accused Washington of lying.", [("TUR GOV", "Ankara"), ("USA GOV", "Washington")]),
    ("en", "Baghdad police arrested students.", [("IRQ COP", "Baghdad police"), ("EDU", "students")]),
    ("en", "Iraqi Shia militia fired on U.S. troops.", [("IRQ UAF", "Iraqi Shia militia"), ("USA MIL", "U.S. troops")]),
    ("es", "El ejército sirio atacó a Turquía.", [("SYR MIL", "ejército sirio"), ("TUR", "Turquía")]),
    (
        "fr",
        "Le gouvernement malien a expulsé l'ambassadeur de France.",
        [("MLI GOV", "gouvernement malien"), ("FRA GOV", "ambassadeur de France")],
    ),
    (
        "de",
        "Die türkische Regierung warnte Griechenland.",
        [("TUR GOV", "türkische Regierung"), ("GRC", "Griechenland")],
    ),
    ("ru", "Российская армия атаковала Украину.", [("RUS MIL", "Российская армия"), ("UKR", "Украину")]),
    ("ar", "قصف الجيش السوري المعارضة", [("SYR MIL", "الجيش السوري"), ("OPP", "المعارضة")]),
    ("tr", "Rus ordusu Ukrayna'ya saldırdı.", [("RUS MIL", "Rus ordusu"), ("UKR", "Ukrayna")]),
    ("pt", "O governo brasileiro criticou a Venezuela.", [("BRA GOV", "governo brasileiro"), ("VEN", "Venezuela")]),
]


@pytest.mark.parametrize(("language", "sentence", "wanted"), CASES)
def test_actors_and_their_codes(language: str, sentence: str, wanted: list[tuple[str, str]]) -> None:
    assert actors(sentence, language) == wanted


def test_where_something_is_is_no_actor() -> None:
    assert actors("Fighting went on in Syria.") == []
    assert actors("Thousands marched in Ankara.") == []
    assert actors("Suriye'de çatışma çıktı.", "tr") == []


def test_what_is_aimed_at_is_an_actor() -> None:
    assert [code for code, _ in actors("Hamas fired rockets at Israel.")] == ["REB HAMAS", "ISR"]
    assert [code for code, _ in actors("Армия напала на Украину.", "ru")] == ["MIL", "UKR"]


def test_capitals_of_letters_matter() -> None:
    assert actors("They told us who is in charge, and it is not turkey.") == []
    assert actors("The US and the WHO agreed.") == [("USA", "US"), ("IGO WHO", "WHO")]


def test_a_person_comes_only_with_the_office() -> None:
    assert actors("Russian Foreign Minister Sergei Lavrov left.") == [
        ("RUS GOV", "Russian Foreign Minister Sergei Lavrov")
    ]
    assert actors("Sergei Lavrov left.") == []
    base = read_base(Text("", "Russian Foreign Minister Sergei Lavrov left.", None, "en"))
    assert base.actors[0].kind == "person"


def test_protected_names_never_come_out() -> None:
    sentence = "Army commander Idris Vohl killed rebels, according to Idris Vohl."
    assert "Idris Vohl" in " ".join(words for _, words in actors(sentence))
    base = read_base(Text("", sentence, None, "en"), ("idris vohl",))
    assert not any("Vohl" in actor.span.of(sentence) for actor in base.actors)
    assert all(clause.attributed_to is None for part in base.sentences for clause in part.clauses)
