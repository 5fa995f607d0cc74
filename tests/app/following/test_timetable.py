"""When a source is fetched next: on its schedule, in step, sooner or later after faults, and the same after a kill."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.access.state import State
from simurg.app.following.timetable import PASSING, Timetable
from simurg.collection.fetching.plan import Fault
from simurg.collection.source import Source

NOW = datetime(2026, 11, 1, 6, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
WIRE = Source("wire", "rss", address="https://wire.example.org/feed", schedule=15 * MINUTE)
DAILY = replace(WIRE, name="daily", schedule=DAY)
TRUE = 0.999


@pytest.fixture
def table(tmp_path):
    state = State(tmp_path / "state.db", ())
    yield Timetable(state, lambda: TRUE)
    state.close()


def test_a_new_source_is_due_at_once_and_then_on_its_schedule(table):
    assert table.due([WIRE], NOW) == [WIRE]
    table.done(WIRE, NOW, NOW + timedelta(seconds=3), None)
    assert table.moment(WIRE, NOW + MINUTE) == NOW + 15 * MINUTE
    assert table.due([WIRE], NOW + 14 * MINUTE) == []
    assert table.due([WIRE], NOW + 15 * MINUTE) == [WIRE]


def test_only_enabled_sources_with_a_schedule_are_due(table):
    assert table.due([replace(WIRE, enabled=False), replace(WIRE, schedule=None)], NOW) == []


def test_the_one_that_waited_longest_is_first(table):
    other = replace(WIRE, name="other")
    table.done(WIRE, NOW + MINUTE, NOW + MINUTE, None)
    table.done(other, NOW, NOW, None)
    assert table.due([WIRE, other], NOW + HOUR) == [other, WIRE]


def test_a_slow_fetch_does_not_shift_the_schedule(table):
    moment = NOW
    for _ in range(10):
        due = table.done(WIRE, moment, moment + 4 * MINUTE, None)
        assert (due.next_at - NOW) % (15 * MINUTE) == timedelta(0)
        moment = due.next_at
    assert moment == NOW + 150 * MINUTE


def test_what_was_missed_is_one_fetch(table):
    table.done(WIRE, NOW, NOW, None)
    late = NOW + 5 * HOUR + 2 * MINUTE
    assert table.due([WIRE], late) == [WIRE]
    assert table.done(WIRE, late, late, None).next_at == NOW + 5 * HOUR + 15 * MINUTE


def test_two_fetches_are_half_a_schedule_apart(table):
    table.done(WIRE, NOW, NOW, None)
    late = NOW + 29 * MINUTE
    assert table.done(WIRE, late, late, None).next_at == NOW + 45 * MINUTE


@pytest.mark.parametrize("kind", sorted(PASSING))
def test_a_passing_fault_is_tried_again_soon_then_ever_later(table, kind):
    waits, moment = [], NOW
    for count in range(12):
        due = table.done(DAILY, moment, moment, Fault(kind, "It failed."))
        assert due.failures == count + 1
        waits.append(due.next_at - moment)
        moment = due.next_at
    assert waits[0] <= MINUTE
    assert waits == sorted(waits)
    assert waits[-1] <= DAY


def test_a_frequent_source_that_fails_is_left_alone_for_an_hour_at_most(table):
    moment = NOW
    for _ in range(20):
        due = table.done(WIRE, moment, moment, Fault("unreachable", "It failed."))
        assert due.next_at - moment <= HOUR
        moment = due.next_at


@pytest.mark.parametrize("kind", ["unauthorised", "tier_refused", "missing_key", "refused_address", "not_found"])
def test_what_a_person_must_mend_is_not_asked_more_often_than_its_schedule(table, kind):
    moment = NOW
    for _ in range(12):
        due = table.done(WIRE, moment, moment, Fault(kind, "It failed."))
        assert 15 * MINUTE <= due.next_at - moment <= DAY
        moment = due.next_at


def test_a_server_that_asks_for_time_gets_it(table):
    due = table.done(WIRE, NOW, NOW, Fault("throttled", "Too often.", retry_after_s=7_200))
    assert due.next_at >= NOW + 2 * HOUR


def test_after_a_fault_it_is_on_schedule_again(table):
    table.done(WIRE, NOW, NOW, Fault("timed_out", "It failed."))
    due = table.done(WIRE, NOW + MINUTE, NOW + MINUTE, None)
    assert (due.failures, due.next_at) == (0, NOW + 16 * MINUTE)


def test_a_shorter_schedule_holds_at_once(table):
    table.done(DAILY, NOW, NOW, None)
    assert table.moment(replace(DAILY, schedule=HOUR), NOW + MINUTE) == NOW + HOUR


def test_a_clock_that_was_set_back_holds_nothing_up(table):
    table.done(WIRE, NOW + 365 * DAY, NOW + 365 * DAY, None)
    assert table.due([WIRE], NOW) == [WIRE]


def test_a_source_without_schedule_can_be_fetched(table):
    once = replace(WIRE, schedule=None)
    table.done(once, NOW, NOW, None)
    table.done(once, NOW, NOW, Fault("timed_out", "It failed."))
    assert table.moment(once, NOW) is None


def test_it_stands_after_a_kill(tmp_path):
    first = State(tmp_path / "state.db", ())
    planned = Timetable(first, lambda: TRUE).done(WIRE, NOW, NOW, Fault("timed_out", "It failed."))
    second = State(tmp_path / "state.db", ())
    assert Timetable(second, lambda: TRUE).of(WIRE) == planned
    first.close()
    second.close()


@given(st.lists(st.tuples(st.sampled_from([None, "timed_out", "not_found"]), st.integers(0, 300)), max_size=25))
def test_the_next_moment_is_always_later_and_never_further_than_a_day(tmp_path_factory, steps):
    state = State(tmp_path_factory.mktemp("table") / "state.db", ())
    table, moment = Timetable(state, lambda: TRUE), NOW
    for kind, minutes in steps:
        moment += minutes * MINUTE
        due = table.done(WIRE, moment, moment, None if kind is None else Fault(kind, "It failed."))
        assert moment < due.next_at <= moment + DAY
        if kind is None:
            assert 7.5 * MINUTE <= due.next_at - moment <= 23 * MINUTE
    state.close()
