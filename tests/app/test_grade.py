"""Grading, filing and feedback by the people of a small world; and taking each back."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from tests.laws.fused import HIGH, LOW, Told, World

from simurg.app.feedback import feedback
from simurg.app.file_report import file_report
from simurg.app.grade import grade
from simurg.app.require import require
from simurg.app.workbench.feedback import feedback_of
from simurg.app.workbench.inbox import filings_of, gradings_of
from simurg.ledger import View
from simurg.ontology.errors import CallerError, NotFound


@pytest.fixture
def world() -> Iterator[World]:
    with World() as made:
        marks = (LOW, LOW, HIGH)
        made.tell([Told(hour, "wire", 0, 12, hour, mark, "Ada Verhoeven", "Sandby") for hour, mark in enumerate(marks)])
        yield made


def view(world: World, reader: str = "chief") -> View:
    picture = world.picture(reader)
    return world.desk.ledger.as_of(scope=picture.scope, picture=picture.name)


def report(world: World, reader: str = "public", number: int = 0) -> str:
    found = view(world, reader).read("reports", ("id",))["id"].to_pylist()
    return sorted(one.hex for one in found)[number]


def secret(world: World) -> str:
    rows = view(world).read("reports", ("id", "marking")).to_pylist()
    return next(str(row["id"].hex) for row in rows if row["marking"] == str(HIGH))


def graded(world: World, number: str, letter: str = "A", **more: Any) -> dict[str, Any]:
    world.moment += timedelta(seconds=1)
    return grade(
        world.desk,
        {"report": number, "reliability": letter, "credibility": 1, "why": "seen", "reader": "public", **more},
    )


def test_a_grade_stands_with_who_gave_it_and_why_until_it_is_taken_back(world: World) -> None:
    number = report(world)
    done = graded(world, number)
    assert (done["grade"], done["by"], done["undone"]) == ("A1", "public", False)
    ((told),) = gradings_of(view(world, "public")).values()
    assert (told["by"], told["why"], told["was"]) == ("public", "seen", done["was"])
    graded(world, number, "E", reader="chief")
    assert view(world).count("reports", {"reliability": "E"}) == 1  # the latest counts, for whoever may see it
    assert view(world, "public").count("reports", {"reliability": "A"}) == 1
    back = graded(world, number, why="no", undo=True, reader="chief")
    assert back["grade"] == "A1"
    assert graded(world, number, why="no", undo=True)["grade"] == done["was"]
    assert not gradings_of(view(world))


def test_what_one_may_not_see_cannot_be_graded_and_is_told_like_what_is_not_there(world: World) -> None:
    errors = []
    for number in (secret(world), "f" * 32):
        with pytest.raises(NotFound) as caught:
            graded(world, number)
        errors.append(caught.value.what.replace(number, "…"))
    assert errors[0] == errors[1]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"why": "  "}, "reason"),
        ({"reliability": "G"}, "A to F"),
        ({"credibility": 7}, "1 to 6"),
        ({"credibility": "2"}, "number"),
        ({"credibility": True}, "number"),
        ({"undo": True}, "No grading"),
        ({"report": "zz"}, "not an id"),
    ],
)
def test_a_grading_that_makes_no_sense_is_refused(world: World, more: dict[str, Any], words: str) -> None:
    with pytest.raises(CallerError, match=words):
        graded(
            world, **{"number": report(world), **({"number": more.pop("report")} if "report" in more else {})}, **more
        )
    assert not view(world).count("gradings")


def test_a_filing_links_a_report_and_can_be_taken_back(world: World) -> None:
    require(world.desk, {"entries": [{"name": "borders"}], "reader": "public"})
    number, other = report(world), report(world, number=1)
    ways = (("requirement", "borders"), ("story", other[:8]), ("entity", "Ada Verhoeven"))
    for kind, target in ways:
        asked = {"report": number, "kind": kind, "target": target, "why": "it belongs", "reader": "public"}
        done = file_report(world.desk, asked)
        assert done["target"] == (other if kind == "story" else target)
    (told,) = filings_of(view(world, "public")).values()
    assert sorted(one["kind"] for one in told) == ["entity", "requirement", "story"]
    world.moment += timedelta(seconds=1)
    back = {"report": number, "kind": "story", "target": other, "why": "no", "reader": "public", "undo": True}
    file_report(world.desk, back)
    (told,) = filings_of(view(world)).values()
    assert sorted(one["kind"] for one in told) == ["entity", "requirement"]
    with pytest.raises(NotFound, match="No filing"):
        file_report(world.desk, back)


@pytest.mark.parametrize(
    ("kind", "target", "words"),
    [("requirement", "none", "no requirement"), ("story", "abcdef", "No report"), ("drawer", "x", "filed under")],
)
def test_nothing_is_filed_under_what_is_not_there(world: World, kind: str, target: str, words: str) -> None:
    with pytest.raises(CallerError, match=words):
        file_report(
            world.desk, {"report": report(world), "kind": kind, "target": target, "why": "x", "reader": "public"}
        )


def test_a_verdict_of_use_is_ones_own_and_can_be_taken_back(world: World) -> None:
    number = report(world)
    feedback(world.desk, {"row": number, "verdict": "useful", "reader": "public"})
    assert feedback_of(view(world), "public") == {number: "useful"}
    assert feedback_of(view(world), "chief") == {}
    world.moment += timedelta(seconds=1)
    feedback(world.desk, {"row": number, "verdict": None, "reader": "public"})
    assert feedback_of(view(world), "public") == {}
    with pytest.raises(CallerError, match="no verdict"):
        feedback(world.desk, {"row": number, "verdict": "great", "reader": "public"})
    with pytest.raises(NotFound):
        feedback(world.desk, {"row": secret(world), "verdict": "useful", "reader": "public"})
