"""What changed between two versions of a report."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.app.differences import Piece, difference, shortened

BEFORE = "Two people died at the crossing. The road is open. Police gave no reason."
AFTER = "Three people died at the crossing. The road is open. Police gave no reason. A curfew holds."


def texts(pieces: list[Piece], left_out: str) -> str:
    return "".join(piece.text for piece in pieces if piece.kind != left_out)


def test_words_that_were_replaced_are_told_within_their_sentence():
    assert difference(BEFORE, AFTER) == [
        Piece("removed", "Two"), Piece("added", "Three"),
        Piece("same", " people died at the crossing. The road is open. Police gave no reason."),
        Piece("added", " A curfew holds."),
    ]  # fmt: skip


def test_a_sentence_that_went_is_told_whole():
    after = BEFORE.replace("The road is open. ", "")
    assert Piece("removed", "The road is open. ") in difference(BEFORE, after)


def test_texts_that_are_alike_have_no_difference():
    assert difference(BEFORE, BEFORE) == [Piece("same", BEFORE)]
    assert difference("", "") == []
    assert difference("", "x") == [Piece("added", "x")]


@pytest.mark.parametrize(("before", "after"), [
    ("海关关闭了。桥开放。", "海关关闭了。桥关闭。"), ("أغلق المعبر. الطريق مفتوح.", "أغلق المعبر. الطريق مغلق."),
    ("a\fb", "a\fc"),
])  # fmt: skip
def test_any_script_and_page_breaks(before, after):
    pieces = difference(before, after)
    assert (texts(pieces, "added"), texts(pieces, "removed")) == (before, after)
    assert any(piece.kind == "same" for piece in pieces)


WORDS = st.text(alphabet="ab. \n\f!?", max_size=80)


@given(WORDS, WORDS)
def test_without_what_was_added_it_is_the_earlier_text_and_the_other_way_round(before, after):
    pieces = difference(before, after)
    assert texts(pieces, "added") == before
    assert texts(pieces, "removed") == after
    assert all(one.kind != other.kind for one, other in pairwise(pieces))


HOSTILE = {
    "alike": ("a. " * 60_000, "a. " * 50_000), "turned": ("ab. " * 40_000, "ba. " * 40_000),
    "one sentence": ("a " * 90_000, "a b " * 40_000), "no words": (" " * 200_000, "\n" * 200_000),
    "repeated": ("a. b. " * 190, "b. a. " * 190), "dots": ("." * 200_000, "." * 199_000 + "!"),
    "few words": (" ".join("ab"[n % 2] for n in range(199)), " ".join("ba"[n % 2] for n in range(198))),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_texts_cost_little(case):
    before, after = HOSTILE[case]
    start = time.process_time()
    pieces = difference(before, after)
    assert time.process_time() - start < 2
    assert (texts(pieces, "added"), texts(pieces, "removed")) == (before, after)


def test_what_stayed_is_cut_to_what_stands_beside_the_change():
    pieces = [Piece("same", "a" * 500), Piece("added", "x"), Piece("same", "b" * 500), Piece("removed", "y"),
              Piece("same", "c" * 500)]  # fmt: skip
    assert [piece.text for piece in shortened(pieces, 3)] == ["…aaa", "x", "bbb…bbb", "y", "ccc…"]
    assert shortened(pieces, 300) == pieces
