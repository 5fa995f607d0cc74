"""Token buckets: a burst, then so many a minute; never more in any stretch of time."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.web.doors import NOW

from simurg.access.people.tables import TABLES
from simurg.access.sessions.limits import Allowance, Pace, Tries
from simurg.access.state import State

FEW = Allowance(3, 2)


@pytest.fixture
def state(tmp_path: Path) -> State:
    return State(tmp_path / "state.db", TABLES)


def test_a_burst_then_one_by_one(state: State) -> None:
    for bucket in (lambda at: Tries(state).take("a", FEW, at), _pace()):
        assert [bucket(NOW) for _ in range(5)] == [0, 0, 0, 30, 30]
        assert bucket(NOW + timedelta(seconds=30)) == 0
        assert bucket(NOW + timedelta(seconds=45)) == 15
        assert [bucket(NOW + timedelta(days=1)) for _ in range(4)] == [0, 0, 0, 30]


def _pace():  # type: ignore[no-untyped-def]
    pace = Pace(FEW)
    return lambda at: pace.take("a", at)


def test_one_name_does_not_count_for_another_and_a_success_forgives(state: State) -> None:
    tries = Tries(state)
    assert [tries.take("a", FEW, NOW) for _ in range(4)] == [0, 0, 0, 30]
    assert tries.take("b", FEW, NOW) == 0
    tries.forgive("a")
    assert tries.take("a", FEW, NOW) == 0


def test_starting_again_gives_no_new_tries(tmp_path: Path) -> None:
    for expected in ([0, 0, 0, 30], [30] * 4):
        state = State(tmp_path / "state.db", TABLES)
        assert [Tries(state).take("a", FEW, NOW) for _ in range(4)] == expected
        state.close()


@given(st.lists(st.integers(-30, 120), max_size=60))
def test_no_stretch_of_time_has_more_than_the_allowance(steps: list[int]) -> None:
    pace, at, taken = Pace(FEW), NOW, []
    for step in steps:
        at += timedelta(seconds=step)
        if pace.take("a", at) == 0:
            taken.append(at)
    forward = sum(max(step, 0) for step in steps)
    assert len(taken) <= FEW.burst + forward * FEW.a_minute / 60
