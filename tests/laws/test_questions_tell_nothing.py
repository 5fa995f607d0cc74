"""What a reader is told of questions does not depend on questions, answers, data or outcomes above their scope.

Two worlds share every act below; between them the one has acts above that the other lacks. Every moment is the same.
"""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.app.asking import CLASHES, DEATHS, HIGH, LOW, NOW, Asking, days

from simurg.app.question_pages import board, listed, shown
from simurg.ontology.errors import CallerError

APRIL, MAY = datetime(2026, 4, 1, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC)
NAMES = ("deaths-april", "clashes-april")
ACTS = ("publish", "answer", "withdraw", "void", "resolve", "months", "clashes", "reports", "models", "past", "recall")
act = st.tuples(st.sampled_from(ACTS), st.integers(0, 1), st.sampled_from([0.1, 0.5, 0.9]))
FIRST: list[tuple[Any, Any]] = [(("publish", 0, 0.5), None), (("past", 0, 0.1), None), (("models", 0, 0.5), None)]
"""A question that a model has answered from what is told below."""
# A recall takes away for all who see what it recalls, whoever makes it; so none is made above.
steps = st.lists(st.tuples(act, st.none() | act.filter(lambda one: one[0] != "recall")), min_size=2, max_size=8)


def perform(world: Asking, one: tuple[str, int, float], reader: str) -> str:
    """The act, and what whoever acts is told."""
    what, number, chance = one
    name, marking = NAMES[number], LOW if reader == "public" else HIGH
    source = f"{'wire' if number else 'ucdp'}"
    acts: dict[str, Any] = {
        "publish": lambda: world.publish((DEATHS, CLASHES)[number], reader=reader),
        "answer": lambda: world.answer(name, chance, by="pat", reader=reader),
        "withdraw": lambda: world.do("withdraw", reader, question=name, by="pat"),
        "void": lambda: world.do("void", reader, question=name, why="so"),
        "resolve": lambda: world.do("resolve", reader),
        "months": lambda: world.tell_months({(2026, 4): 60 * chance}, source, marking),
        "clashes": lambda: world.tell_clashes(*days(APRIL, int(chance * 10)), source=source, marking=marking),
        "models": lambda: world.do("models", reader),
        "past": lambda: world.tell_months({(2025, month): 60 * chance for month in range(1, 13)}, source, marking),
        "recall": lambda: world.recall(source, reader=reader),
        "reports": lambda: world.report(*days(APRIL, int(chance * 40)), source=source, marking=marking),
    }
    try:
        return json.dumps(acts[what](), default=str)
    except CallerError as error:
        return str(error)


def told(done: list[tuple[Any, Any]], above: bool) -> list[str]:
    with Asking() as world:
        said = []
        for place, (below, higher) in enumerate([*FIRST, *done]):
            world.until(NOW + timedelta(days=place * 10))
            said.append(perform(world, below, "public"))
            world.until(NOW + timedelta(days=place * 10, hours=1))
            if above and higher is not None:
                perform(world, higher, "chief")
        world.until(MAY + timedelta(days=90))
        picture = world.picture("public")
        pages: list[Any] = [listed(world.ledger, picture), board(world.ledger, picture)]
        for name in NAMES:
            try:
                pages.append(shown(world.ledger, picture, name))
            except CallerError as error:
                pages.append(str(error))
        return [*said, *(json.dumps(one, sort_keys=True, default=str) for one in pages)]


@pytest.mark.slow
@settings(max_examples=25)
@given(steps)
def test_questions_tell_nothing_of_what_lies_above_the_scope(done: list[tuple[Any, Any]]) -> None:
    assert told(done, above=True) == told(done, above=False)


def test_the_worlds_do_differ_above() -> None:
    with Asking() as world:
        perform(world, ("publish", 0, 0.5), "chief")
        assert listed(world.ledger, world.picture("chief"))["questions"]
        assert not listed(world.ledger, world.picture("public"))["questions"]
