"""Digests of words: the same alone and in company, in every process, in any script."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simurg.fusion.story import minhash
from simurg.fusion.story.minhash import BANDS, bands, normal, shingles


def _estimate(one: str, other: str) -> float:
    keys = bands(shingles([normal(one), normal(other)]))
    return float((keys[0] == keys[1]).mean())


@settings(max_examples=40)
@given(st.lists(st.text(max_size=60), min_size=1, max_size=6))
def test_a_texts_digests_do_not_depend_on_the_others(texts: list[str]) -> None:
    together = shingles([normal(text) for text in texts])
    keys = bands(together)
    for place, text in enumerate(texts):
        alone = shingles([normal(text)])
        assert alone.of(0).tolist() == together.of(place).tolist()
        if len(alone.of(0)):
            assert bands(alone)[0].tolist() == keys[place].tolist()


def test_chunks_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"report number {n} of the harbour master about {n * 7} boats" for n in range(30)]
    whole = shingles(texts)
    monkeypatch.setattr(minhash, "CHUNK", 100)
    assert shingles(texts).hashes.tolist() == whole.hashes.tolist()


def test_hashes_are_the_same_in_every_process_and_version() -> None:
    cut = shingles([normal("The strait is closed.")])
    assert [f"{one:016x}" for one in cut.hashes.tolist()] == ["90168b96b98a2be4", "89109564d94ec315"]


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 0), ("…!?", 0), ("one", 1), ("one two", 1), ("one two three", 1), ("one two three four", 2), ("地震速報", 2),
     ("सड़क बंद है आज", 2), ("\x00\x01", 0), ("\ud800 a b c", 1), ("🚢", 0)],
)  # fmt: skip
def test_shingles_are_counted_in_any_script(text: str, count: int) -> None:
    assert len(shingles([normal(text)]).hashes) == count


def test_case_and_width_of_letters_do_not_matter() -> None:
    assert _estimate("HARBOUR closed until Monday", "harbour ｃｌｏｓｅｄ until monday") == 1.0


def test_alike_texts_share_bands_and_others_do_not() -> None:
    words = [f"word{n}" for n in range(300)]
    edited = [*words[:150], "other", *words[151:]]
    assert _estimate(" ".join(words), " ".join(edited)) > 0.8
    assert _estimate(" ".join(words), " ".join(reversed(words))) == 0.0


def test_short_texts_fill_all_bands_by_the_same_rule() -> None:
    keys = bands(shingles(["alpha beta gamma", "alpha beta gamma", "alpha beta delta"]))
    assert keys.shape == (3, BANDS)
    assert keys[0].tolist() == keys[1].tolist()
    assert not np.isin(keys[2], keys[0]).any()


def test_a_very_long_text_is_cut() -> None:
    assert len(normal("a " * 1_000_000)) == minhash.MOST_CHARACTERS
