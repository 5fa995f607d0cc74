"""What two reports have to do with each other."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fusion.story.made import ELSEWHERE, FIRST, RETOLD, report

from simurg.fusion.story import ALTERED_COPY, NEAR_COPY, SAME_STORY, Difference, Report, compare, read

DRESSED = FIRST.replace("12 people", "twelve people").replace(" Rescue teams searched the strait until nightfall.", "")


def _compare(one: Report, other: Report):
    return compare(read(one), read(other))


def test_a_trimmed_copy_with_numbers_spelled_out_says_the_same() -> None:
    link = _compare(report(FIRST), report(DRESSED + " More on our front page.", "ridge.example", 5))
    assert link is not None
    assert link.relation == NEAR_COPY
    assert not link.differs


@pytest.mark.parametrize(
    ("was", "put", "kind", "left", "right"),
    [
        ("12 people", "120 people", "number", "12", "120"),
        ("12 people", "forty people", "number", "12", "40"),
        ("At least 12 people were killed", "The dead numbered 31 at the last count", "number", "12", "31"),
        ("Eastmark summoned the ambassador of Westmark", "Westmark summoned the ambassador of Eastmark", "roles",
         "eastmark > westmark", "westmark > eastmark"),
        ("Kelm harbour", "Solm harbour", "name", "kelm", "solm"),
        ("PORT ALDER", "PORT HALE", "place", "port alder", "port hale"),
    ],
)  # fmt: skip
def test_an_altered_copy_is_told_with_what_differs(was: str, put: str, kind: str, left: str, right: str) -> None:
    link = _compare(report(FIRST), report(FIRST.replace(was, put), "ridge.example", 5))
    assert link is not None
    assert link.relation == ALTERED_COPY
    assert Difference(kind, left, right) in link.differs


def test_whom_a_copy_cites_is_no_fact_of_the_story() -> None:
    one, other = (f"{FIRST} As first reported by {name}." for name in ("Fen Watcher", "Quay Talk"))
    link = _compare(report(one), report(other, "ridge.example"))
    assert link is not None
    assert link.relation == NEAR_COPY


def test_a_shortened_name_is_no_other_name() -> None:
    one, other = FIRST.replace("the coast guard said", "Colonel Ada Holm said"), FIRST
    other = other.replace("the coast guard said", "Colonel Holm said")
    link = _compare(report(one), report(other, "ridge.example"))
    assert link is not None
    assert link.relation == NEAR_COPY


def test_old_words_for_another_day_are_no_link() -> None:
    later = FIRST.replace("3 May", "9 May").replace("on Friday", "on 9 May").replace("12", "5")
    first = FIRST.replace("on Friday", "on 3 May")
    assert _compare(report(first), report(later, hours=144)) is None


def test_old_words_for_other_names_are_no_link() -> None:
    other = FIRST
    for was, put in (("PORT ALDER", "LUND"), ("Port Alder", "Lund"), ("Westmark", "Sarmia"), ("Eastmark", "Olden"),
                     ("Kelm", "Tarn"), ("12", "40")):  # fmt: skip
        other = other.replace(was, put)
    assert _compare(report(FIRST), report(other, "ridge.example", 3)) is None


def test_the_same_story_in_other_words() -> None:
    link = _compare(report(FIRST), report(RETOLD, "ridge.example", 6, "Deaths as Westmark fires on Eastmark boat"))
    assert link is not None
    assert link.relation == SAME_STORY
    assert link.similarity > 0.9


def test_another_story_of_the_day_is_none() -> None:
    assert _compare(report(FIRST), report(ELSEWHERE, title="Tractors in Lund")) is None


def test_copies_are_found_in_scripts_without_capitals() -> None:
    body = (
        "أغلقت سلطات المرفأ المضيق صباح اليوم. قتل 12 بحارا في إطلاق نار قرب الجزيرة. طالبت الحكومة باعتذار رسمي وفوري."
    )
    link = _compare(report(body, title=""), report(body.replace("12", "45"), "ridge.example", title=""))
    assert link is not None
    assert Difference("number", "12", "45") in link.differs


@pytest.mark.parametrize("body", ["", "x", "!", "\x00", "🚢🚢🚢", "Read more."])
def test_next_to_nothing_is_no_copy(body: str) -> None:
    link = _compare(Report("", body), Report("", body))
    assert link is None


TEXTS = st.lists(st.sampled_from([*FIRST.split(". "), *RETOLD.split(". "), *ELSEWHERE.split(". ")]), max_size=8)


@settings(max_examples=150)
@given(TEXTS, TEXTS, st.integers(0, 200))
def test_either_way_round_is_the_same(one: list[str], other: list[str], hours: int) -> None:
    left, right = report(". ".join(one)), report(". ".join(other), "ridge.example", hours)
    there, back = _compare(left, right), _compare(right, left)
    if there is None or back is None:
        assert there is back
        return
    assert (there.relation, there.similarity) == (back.relation, back.similarity)
