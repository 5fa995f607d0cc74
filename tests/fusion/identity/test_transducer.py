"""The transducer: probabilities that add up, fits that repeat, and the same numbers one by one and in bulk."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simurg.fusion.identity import ranking
from simurg.fusion.identity.likeness import LEARNED, transducer
from simurg.fusion.identity.ranking import Latins, chances
from simurg.fusion.identity.transducer import Transducer, chance, explain, fit, symbols

PAIRS = [("мама", "mama", 3.0), ("шапка", "shapka", 1.0), ("паша", "pasha", 2.0), ("кама", "kama", 1.0)]


def test_a_fit_learns_pieces_and_repeats() -> None:
    table = fit("test", PAIRS)
    assert table.counts == fit("test", PAIRS).counts
    assert chance(table, "шама", "shama") > 100 * chance(table, "шама", "kapka")
    assert explain(table, "шапка", "shapka") == (("ш", "sh"), ("а", "a"), ("п", "p"), ("к", "k"), ("а", "a"))


@settings(max_examples=50)
@given(st.text(alphabet="шапкм", min_size=1, max_size=5), st.text(alphabet="shpakm", min_size=1, max_size=10))
def test_a_chance_is_a_probability_and_explained(foreign: str, name: str) -> None:
    table = fit("test", PAIRS)
    found = chance(table, foreign, name)
    assert 0.0 <= found <= 1.0
    steps = explain(table, foreign, name)
    if found > 0.0:
        assert "".join(piece for _, piece in steps) == name
        assert [unit for unit, _ in steps] == list(foreign)
        assert (
            math.prod(table.chance_of(s, p) for s, (_, p) in zip(symbols(foreign), steps, strict=True))
            <= found * 1.0000001
        )
    else:
        assert steps == ()


@settings(max_examples=50)
@given(
    st.sampled_from(["Анна", "هدى", "דוד", "カナ", "김", "王明", "я"]),
    st.lists(st.text(alphabet="abcdéxyz -", max_size=12), min_size=1, max_size=6),
)
def test_in_bulk_the_chances_are_the_same(foreign: str, names: list[str]) -> None:
    table = fit("test", PAIRS)
    bulk = Latins(names).chances(table, foreign)
    assert bulk == pytest.approx([chance(table, foreign, name) for name in names], rel=1e-9, abs=1e-300)


def test_nothing_to_say_gives_zero() -> None:
    table = Transducer("test", {})
    assert chance(table, "", "anna") == chance(table, "анна", "") == chance(table, "а", "abcdefgh") == 0.0
    assert explain(table, "", "anna") == ()
    assert list(Latins(["anna"]).chances(table, "")) == [0.0]
    assert list(Latins([]).chances(table, "анна")) == []


@pytest.mark.parametrize("script", sorted(LEARNED))
def test_packaged_tables_load_and_prefer_the_right_name(script: str) -> None:
    word = {
        "arabic": "مريم",
        "cyrillic": "мария",
        "han": "玛丽",
        "hangul": "마리아",
        "hebrew": "מרים",
        "kana": "マリア",
    }[script]
    right = {"arabic": "maryam", "han": "mary", "hebrew": "miriam"}.get(script, "maria")
    table = transducer(script)
    assert chance(table, word, right) > 50 * chance(table, word, "robert")


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.text(alphabet="шапкмь", max_size=5), st.text(alphabet="shpakm-", max_size=9)), max_size=9))
def test_many_words_of_many_lengths_have_the_chances_of_one_by_one(pairs: list[tuple[str, str]]) -> None:
    wanted = [chance(transducer("cyrillic"), foreign, name) for foreign, name in pairs]
    assert chances(transducer("cyrillic"), pairs) == pytest.approx(wanted, rel=1e-9)


def test_blocks_of_words_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    pairs = [(foreign, name) for foreign, _, _ in PAIRS for _, name, _ in PAIRS]
    whole = chances(transducer("cyrillic"), pairs)
    monkeypatch.setattr(ranking, "BLOCK", 3)
    assert chances(transducer("cyrillic"), pairs).tolist() == pytest.approx(whole.tolist(), rel=1e-12)
