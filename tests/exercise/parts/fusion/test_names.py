"""Names: every script, form and relation is there; spellings add up; near words differ in one sound."""

import unicodedata
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.exercise.parts.fusion import FusionPart, Names, names
from simurg.exercise.parts.fusion.spelling import SCRIPTS, draw_lexicon, script, spell, spellings
from simurg.exercise.parts.fusion.syllables import hangul, katakana

_BLOCKS = {"latin": "LATIN", "cyrillic": "CYRILLIC", "greek": "GREEK", "arabic": "ARABIC", "hebrew": "HEBREW"}
_BLOCKS |= {"hangul": "HANGUL", "katakana": "KATAKANA"}


@pytest.fixture(scope="module")
def named() -> Names:
    return names(FusionPart(1, "hard"))


@given(st.integers(0, 10_000), st.sampled_from(SCRIPTS), st.floats(0, 1))
def test_a_drawn_spelling_is_one_of_the_listed_and_their_chances_add_up(seed: int, where: str, loose: float) -> None:
    dice = FusionPart(seed).dice("test")
    word = draw_lexicon(dice, 1).words[0]
    listed = spellings(word, where, loose)
    assert sum(listed.values()) == pytest.approx(1)
    drawn = spell(dice, word, where, loose)
    assert listed[drawn] > 0
    assert all(_BLOCKS[where] in unicodedata.name(letter) for letter in drawn if letter.isalpha() and letter != "ー")


@given(st.integers(0, 10_000))
def test_near_words_differ_in_one_sound(seed: int) -> None:
    lexicon = draw_lexicon(FusionPart(seed).dice("test"), 3)
    assert len(set(lexicon.words)) == 6
    for number, word in enumerate(lexicon.words):
        near = lexicon.words[lexicon.near(number)]
        assert lexicon.near(lexicon.near(number)) == number
        assert sum(one != other for one, other in zip(word, near, strict=True)) == 1


def test_syllables_are_composed_as_readers_know_them() -> None:
    assert hangul(list("hangug")) == "한국"
    assert hangul(list("sul")) == "술"
    assert hangul(["a", "l", "s", "t", "a"]) == "알스타"
    assert katakana(list("kanada")) == "カナダ"
    assert katakana(["b", "e-", "r", "i", "n"]) == "ベーリン"
    assert katakana(list("Sirk")) == "シルク"


def test_words_begin_and_end_as_their_script_has_it() -> None:
    usual = {("alas", "greek"): "Αλας", ("selim", "hebrew"): "סלים", ("imul", "arabic"): "إيمول"}
    for (word, where), text in {**usual, ("Saki", "cyrillic"): "Шаки"}.items():
        assert spellings(word, where, 0.0)[text] == 1.0
    assert spellings("ko", "latin", 0.4) == pytest.approx({"Ko": 0.6, "Co": 0.2, "Qo": 0.2})


def test_every_script_has_the_same_tables() -> None:
    for where in SCRIPTS:
        tables = script(where)
        assert set(tables["sounds"]) == set("abdefghiklmnoprstuvzSCJZX")
        assert [len(tables[each]) for each in ("titles", "types", "features")] == [4, 5, 4]


def test_every_script_kind_and_relation_occurs(named: Names) -> None:
    assert set(named.mentions["script"].to_pylist()) == set(SCRIPTS)
    assert set(named.mentions["kind"].to_pylist()) == {"person", "organisation", "place"}
    relations = Counter(named.pair_truth["relation"].to_pylist())
    assert set(relations) == {"same", "near", "kin", "stranger"}
    assert min(relations.values()) > 50
    assert all(
        same == (relation == "same") for same, relation in zip(*named.pair_truth.to_pydict().values(), strict=True)
    )


def test_every_form_occurs(named: Names) -> None:
    texts = named.mentions["text"].to_pylist()
    read = list(named.read.values())
    assert sum(part.initial for mention in read for part in mention.read.parts) > 50
    assert sum(bool(mention.read.father) for mention in read) > 50
    assert sum(", " in text for text in texts) > 50
    assert any(text.isupper() and len(text) == 3 for text in texts)  # an acronym
    for form in ("Dr ", "ООО ", "בע״מ", "ش.م.م", " بن ", "ович ", "株式会社", "장관"):
        assert any(form in text for text in texts), form


def test_pairs_mostly_cross_scripts_and_the_truth_is_that_of_the_mentions(named: Names) -> None:
    entity = dict(zip(*named.mention_truth.to_pydict().values(), strict=True))
    where = dict(zip(named.mentions["id"].to_pylist(), named.mentions["script"].to_pylist(), strict=True))
    pairs = named.pairs.to_pylist()
    told = [entity[pair["left"]] == entity[pair["right"]] for pair in pairs]
    assert told == named.pair_truth["same"].to_pylist()
    assert sum(where[pair["left"]] != where[pair["right"]] for pair in pairs) > 0.8 * len(pairs)
    assert 0.25 < sum(told) / len(told) < 0.36
    assert set(entity.values()) <= set(named.entities["entity"].to_pylist())


def test_a_part_with_one_entity_of_a_kind_has_no_strangers_for_it() -> None:
    named = names(FusionPart(32, "normal", 0.1))
    kinds = Counter(named.entities["kind"].to_pylist())
    assert min(kinds.values()) < 3
    assert named.pairs.num_rows == 90


def test_one_entity_is_spelled_in_several_ways(named: Names) -> None:
    spelled: dict[str, set[str]] = {}
    texts = dict(zip(named.mentions["id"].to_pylist(), named.mentions["text"].to_pylist(), strict=True))
    for row in named.mention_truth.to_pylist():
        spelled.setdefault(row["entity"], set()).add(texts[row["id"]])
    assert sum(len(found) > 3 for found in spelled.values()) > 100
