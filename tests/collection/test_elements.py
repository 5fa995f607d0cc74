"""Streams of XML elements: whole ones in order, bounded, and all of them before a damage."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.collection import elements as module
from simurg.collection.elements import Damaged, content, elements, inner, local, word
from simurg.ontology.errors import SourceError

ONE = frozenset({"entry"})


def text(count: int, words: str = "w") -> str:
    return "<list>" + "".join(f"<entry n='{one}'><a>{words}{one}</a><b/></entry>" for one in range(count)) + "</list>"


def numbers(found) -> list[int]:
    return [int(one.get("n", "-1")) for one in found]


def test_entries_come_whole_and_in_order():
    found = [(word(one, "a"), [local(child) for child in one]) for one in elements(text(3), ONE)]
    assert found == [("w0", ["a", "b"]), ("w1", ["a", "b"]), ("w2", ["a", "b"])]


def test_namespaces_do_not_matter_and_nested_names_are_part_of_the_outer_one():
    told = '<x:list xmlns:x="urn:x"><x:entry n="1"><x:entry n="2"/></x:entry></x:list>'
    assert numbers(elements(told, ONE)) == [1]
    assert [numbers(inner(one, "entry")) for one in elements(told, ONE)] == [[2]]


def test_what_was_read_is_let_go():
    seen = []
    for one in elements(text(5), ONE):
        seen.append(one)
    assert b"w4" in content(seen[-1])


def test_words_have_one_blank_between_them_and_a_bound():
    [one] = elements("<entry><a>  many \n\n words  </a><c/></entry>", ONE)
    assert (word(one, "a"), word(one, "a", 4), word(one, "c"), word(one, "d")) == ("many words", "many", "", "")


@given(st.integers(0, 30), st.floats(0, 1), st.integers(1, 400))
def test_cut_anywhere_the_whole_entries_before_land(count, share, step):
    whole = text(count, "word " * 5)
    cut = whole[: int(len(whole) * share)]
    before = cut.count("</entry>")
    found: list[int] = []
    damage = b""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_STEP", step)
        try:
            found += (int(one.get("n", "-1")) for one in elements(cut, ONE))
        except Damaged as error:
            damage = error.rest
    assert found == list(range(before))
    assert bool(damage) == (cut != whole)
    assert cut.encode().endswith(damage) or damage == b" "


@pytest.mark.parametrize("told", ["<a>" * 100 + "</a>" * 100, "<list>" + "<a><b/></a>" * 40])
def test_depth_and_number_are_bounded(told, monkeypatch):
    monkeypatch.setattr(module, "MOST_ELEMENTS", 50)
    with pytest.raises(SourceError, match="levels"):
        list(elements(told, ONE))
