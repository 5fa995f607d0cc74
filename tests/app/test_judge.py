"""Judgements and entities as the command line asks for them: conflicts, contradiction, bad names."""

from collections.abc import Iterator

import pytest
from tests.laws.fused import LOW, Told, World

from simurg.app.believe import Question, believe
from simurg.app.entity import entity, subject_of
from simurg.app.moments import view_at
from simurg.ontology.errors import CallerError, NotFound
from simurg.testing.hostile_names import NAMES as HOSTILE

NAMES = ("Quarry Board", "Council of Melk", "harbour-authority")


@pytest.fixture
def world() -> Iterator[World]:
    with World() as made:
        made.tell([Told(place, "wire", 0, 12, 0, LOW, name, "Sandby") for place, name in enumerate(NAMES)])
        made.fuse()
        yield made


def shown(world: World, name: str, reader: str = "chief") -> dict:  # type: ignore[type-arg]
    return entity(world.desk.ledger, world.picture(reader), name)


def test_a_chain_of_judgements_that_contradicts_itself_is_reported(world: World) -> None:
    world.judge(NAMES[0], NAMES[1], "same")
    world.judge(NAMES[1], NAMES[2], "same")
    told = world.judge(NAMES[0], NAMES[2], "not_same")
    assert [chain[1] for chain in told["conflicts"]] == [NAMES[1]]  # through which the two are held to be one
    ((first, middle, last),) = shown(world, NAMES[1])["conflicts"]
    assert ({first, last}, middle) == ({NAMES[0], NAMES[2]}, NAMES[1])
    world.judge(NAMES[1], NAMES[2], "same", undo=True)
    assert shown(world, NAMES[0])["conflicts"] == []
    assert shown(world, NAMES[0])["members"] == sorted(NAMES[:2])


def test_analysts_who_contradict_each_other_leave_it_open(world: World) -> None:
    world.judge(NAMES[0], NAMES[1], "same")
    told = world.judge(NAMES[0], NAMES[1], "not_same", reader="public")
    assert told["disputed"] == []  # the other judgement was made in a picture that this reader does not have
    found = shown(world, NAMES[0])
    assert found["disputed"] == [sorted(NAMES[:2])]
    assert found["members"] == [NAMES[0]]
    assert len(found["judgements"]) == 2


def test_every_judgement_shows_who_when_and_why(world: World) -> None:
    world.judge(NAMES[0], NAMES[1], "same")
    (one,) = shown(world, NAMES[1])["judgements"]
    assert (one["by"], one["why"], one["verdict"], one["withdrawn"]) == ("chief", "a law", "same", False)


@pytest.mark.parametrize(
    ("left", "right", "words"),
    [
        (NAMES[0], NAMES[0], "the same subject"),
        (NAMES[0], "nobody of that name", "is called"),
        ("", NAMES[0], "No entity is named"),
        ("   ", NAMES[0], "No entity is named"),
    ],
)
def test_what_cannot_be_judged_is_said(world: World, left: str, right: str, words: str) -> None:
    with pytest.raises(CallerError, match=words):
        world.judge(left, right, "same")


def test_only_what_stands_can_be_taken_back(world: World) -> None:
    with pytest.raises(NotFound, match="No judgement of chief"):
        world.judge(NAMES[0], NAMES[1], "same", undo=True)


def test_what_is_taken_back_is_what_stands(world: World) -> None:
    world.judge(NAMES[0], NAMES[1], "same")
    world.judge(NAMES[0], NAMES[1], "not_same")
    with pytest.raises(CallerError, match="chief did not judge them same but not same"):
        world.judge(NAMES[0], NAMES[1], "same", undo=True)
    assert shown(world, NAMES[0])["judgements"][0]["withdrawn"] is False


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE.keys())
def test_names_of_any_kind_get_a_clear_answer(world: World, name: str) -> None:
    view = view_at(world.desk.ledger, world.picture("chief"), None)
    with pytest.raises(CallerError) as error:
        subject_of(view, name)
    assert len(str(error.value)) < 500


def test_the_future_is_not_known(world: World) -> None:
    with pytest.raises(CallerError, match="has not come"):
        entity(world.desk.ledger, world.picture("chief"), NAMES[0], "2099-01-01")


def test_a_question_without_claims_names_those_that_have(world: World) -> None:
    with pytest.raises(NotFound) as error:
        believe(world.desk.ledger, world.picture("chief"), Question(NAMES[0], "colour"))
    assert "seat" in error.value.hint


def test_taking_back_what_was_never_said_says_what_was(world: World) -> None:
    world.judge(NAMES[0], NAMES[1], "not_same")
    with pytest.raises(NotFound, match="did not judge them same but not same"):
        world.judge(NAMES[0], NAMES[1], "same", undo=True)
    (one,) = shown(world, NAMES[0])["judgements"]
    assert (one["verdict"], one["withdrawn"]) == ("not_same", False)


def test_a_judgement_can_be_taken_back_when_nothing_is_told_of_a_side_any_more(world: World) -> None:
    world.tell([Told(9, "radio", 0, 12, 0, LOW, "Salt Office", "Sandby")])
    world.judge(NAMES[0], "Salt Office", "same")
    world.recall("radio")
    assert shown(world, NAMES[0])["members"] == sorted((NAMES[0], "Salt Office"))
    world.judge(NAMES[0], "Salt Office", "same", undo=True)
    assert shown(world, NAMES[0])["members"] == [NAMES[0]]
