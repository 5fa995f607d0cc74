"""Names that a workspace adds are read like those that everybody knows, and change nothing where none are added."""

import pytest

from simurg.extraction.added import NOTHING, added_of
from simurg.extraction.base import read_base
from simurg.extraction.coder.reader import Coder
from simurg.extraction.reading import Text
from simurg.ontology.errors import CallerError

TOLD = {
    "states": [
        {"code": "XOR", "name": "Orrelia", "names": ["Orrelia", "Оррелия"],
         "peoples": {"en": ["Orrelian", "Orrelians"], "es": ["orreliano", "orreliana"], "ar": ["أوريلية"]}},
        {"code": "XTA", "name": "Tavisk", "names": ["Tavisk"]},
    ],
    "actors": [
        {"code": "XOR REB", "name": "Free Basin Movement", "kind": "group", "country": "XOR",
         "names": ["Free Basin Movement"]},
    ],
    "places": [
        {"name": "Grenna", "country": "XOR", "latitude": -43.0, "longitude": -124.0, "names": ["Grenna", "Гренна"]},
        {"name": "Grenna", "country": "XTA", "latitude": -48.0, "longitude": -128.0, "names": ["Grenna"]},
    ],
}  # fmt: skip
ADDED = added_of(TOLD)


def codes(sentence: str, language: str) -> list[str]:
    return [actor.code for actor in read_base(Text("", sentence, None, language), (), ADDED).actors]


@pytest.mark.parametrize(
    ("sentence", "language", "expected"),
    [
        ("The Orrelian army attacked Syria on Monday.", "en", ["XOR MIL", "SYR"]),
        ("The Free Basin Movement condemned Tavisk.", "en", ["XOR REB", "XTA"]),
        ("El gobierno orreliano habló ayer con Francia sobre la pesca.", "es", ["XOR GOV", "FRA"]),
        ("В понедельник министр сказал, что с Оррелией подписан договор.", "ru", ["GOV", "XOR"]),
    ],
)
def test_added_states_peoples_and_groups_are_actors(sentence: str, language: str, expected: list[str]) -> None:
    assert codes(sentence, language) == expected


def test_an_added_place_is_placed_and_the_state_that_is_named_decides_between_namesakes() -> None:
    for state, code in (("Orrelia", "XOR"), ("Tavisk", "XTA")):
        found = read_base(Text("", f"Fighting was heard near Grenna, {state} said.", None, "en"), (), ADDED).places
        place = next(one for one in found if one.name == "Grenna")
        assert (place.country, place.precision) == (code, "place")
        assert len(place.alternatives) == 1


def test_nothing_added_reads_as_before() -> None:
    text = Text("", "Orrelia condemned the raid on Grenna.", None, "en")
    assert read_base(text).actors == ()
    assert read_base(text) == read_base(text, (), NOTHING) == read_base(text, (), added_of(None))
    assert Coder().version == Coder(added=NOTHING).version != Coder(added=ADDED).version


@pytest.mark.parametrize(
    "told",
    [
        [], {"planets": []}, {"states": {}}, {"states": [{"code": "XOR"}]},
        {"states": [{"code": "XOR", "name": "Orrelia", "names": [False]}]},
        {"states": [{"code": "XOR", "name": "Orrelia", "names": ["Orrelia"], "peoples": {"xx": ["Orr"]}}]},
        {"actors": [{"code": "X", "name": "Free", "kind": "choir", "names": ["Free"]}]},
        {"places": [{"name": "Grenna", "country": "XOR", "latitude": 91, "longitude": 0, "names": ["Grenna"]}]},
        {"places": [{"name": "Grenna", "country": "XOR", "latitude": "high", "longitude": 0, "names": ["Grenna"]}]},
        {"places": [{"name": "Grenna", "country": "XOR", "latitude": 1, "longitude": 0, "names": ["x" * 200]}]},
    ],
)  # fmt: skip
def test_what_is_no_vocabulary_is_refused(told: object) -> None:
    with pytest.raises(CallerError):
        added_of(told)
