"""Warnings at a past moment are those that were known then, with what was said of them by then."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.app.delivery.worlds import START, World

from simurg.access.state import State
from simurg.app.delivery.heard import Heard, HeardBook
from simurg.app.delivery.hook import known_in
from simurg.app.workbench.warnings import find, heard_by, sent_by, tables, warnings_for
from simurg.ontology.errors import NotFound


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path, {}, {})
    yield made
    made.house.close()


def test_a_past_moment_tells_what_was_known_and_said_by_then(world: World) -> None:
    reader = world.person("ayse")
    state = State(world.house.workspace.state, tables())
    known = known_in(world.house.reading, lambda: world.moment)
    (first,) = world.find("Karsovia")
    world.later(hours=2)
    between = world.moment
    world.later(hours=2)
    (second,) = world.find("Orrelia")
    HeardBook(state).add(Heard(first, "acknowledged", world.moment, reader.picture.scope.marking(), "ayse"))
    now = warnings_for(known, state, reader)
    then = warnings_for(known, state, reader, between)
    assert ([one.id for one in now], [one.id for one in then]) == ([second, first], [first])
    assert [one.what for one in heard_by(state, reader, now)[first]] == ["acknowledged"]
    assert heard_by(state, reader, then, between) == {first: []}
    assert find(known, state, reader, second).id == second
    with pytest.raises(NotFound):
        find(known, state, reader, second, between)
    assert warnings_for(known, state, reader, START.replace(year=2030)) == []
    assert sent_by(state, reader, between) == []
    state.close()
