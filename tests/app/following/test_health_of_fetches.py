"""Health from the log: every state by an example that has it and one beside it that has not; as of any moment."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.app.following.health import STATES, WORDS, health_of_fetches, in_words
from simurg.app.following.log import Logged, Taken
from simurg.app.following.stretches import stretches_of
from simurg.collection.fetching.plan import FaultKind
from simurg.collection.source import Source

START = datetime(2026, 10, 1, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WIRE = Source(
    "wire", "rss", address="https://wire.example.org/feed", schedule=HOUR, fresh_for=2 * DAY, most_rows=10_000
)


def ok(rows: int = 10, new: int | None = None, rejects: int = 0, cause: str = "", said: tuple[str, ...] = ()) -> Logged:
    """A fetch of a document with so many rows; its moments are set by `log`."""
    taken = Taken(START, rows, rows if new is None else new, rejects, cause)
    return Logged("wire", START, START, "ok", 1, 100, 1, said=said, taken=taken)


def empty() -> Logged:
    """An answer without any document."""
    return Logged("wire", START, START, "ok", 1, 10)


def unchanged() -> Logged:
    return Logged("wire", START, START, "unchanged", 1)


def fault(kind: str, what: str = "It went wrong.") -> Logged:
    return Logged("wire", START, START, kind, 1, what=what)


def log(fetches: Iterable[Logged], step: timedelta = HOUR, start: datetime = START) -> list[Logged]:
    """One after the other, a step apart."""
    made = []
    for number, one in enumerate(fetches):
        at = start + number * step
        end = at + timedelta(seconds=5)
        taken = None if one.taken is None else replace(one.taken, at=end + timedelta(seconds=1))
        made.append(replace(one, started_at=at, ended_at=end, taken=taken))
    return made


def after(fetches: list[Logged], by: timedelta = timedelta(minutes=5)) -> datetime:
    return fetches[-1].ended_at + by


def state(fetches: list[Logged], source: Source = WIRE) -> str:
    return health_of_fetches(source, fetches, after(fetches)).state


def test_every_fault_has_its_words_and_a_next_step():
    assert set(get_args(FaultKind)) < set(STATES)
    for name, (words, hint) in WORDS.items():
        assert words.endswith(".")
        assert hint or name == "ok"


def test_well():
    health = health_of_fetches(WIRE, log([ok()] * 30), START + 30 * HOUR)
    assert (health.state, health.since, health.next_step) == ("ok", None, "")
    assert "Newest content 59 minutes old." in health.words
    assert health.last_fetch == START + 29 * HOUR + timedelta(seconds=5)


def test_never_fetched():
    health = health_of_fetches(WIRE, [], START)
    assert (health.state, health.last_fetch) == ("never", None)
    assert "simurg collect wire" in health.next_step


def test_switched_off_says_nothing_else():
    assert state(log([fault("unreachable")]), replace(WIRE, enabled=False)) == "disabled"


@pytest.mark.parametrize("kind", get_args(FaultKind))
def test_each_fault_is_told_apart_since_its_first_fetch(kind):
    fetches = log([ok()] * 5 + [fault(kind, f"wire.example.org said {kind}.")] * 3)
    health = health_of_fetches(WIRE, fetches, after(fetches))
    assert (health.state, health.since) == (kind, START + 5 * HOUR)
    assert f"3 times in a row. wire.example.org said {kind}." in health.words
    assert health.words.startswith(WORDS[kind][0])
    assert health.next_step


@pytest.mark.parametrize("kind", get_args(FaultKind))
def test_a_healed_fault_is_told_with_its_span(kind):
    fetches = log([ok()] * 5 + [fault(kind)] * 3 + [unchanged()] * 2)
    health = health_of_fetches(WIRE, fetches, after(fetches))
    assert health.state == "ok"
    [healed] = health.healed
    assert (healed.state, healed.fetches) == (kind, 3)
    assert (healed.since, healed.until) == (START + 5 * HOUR, START + 8 * HOUR + timedelta(seconds=5))


def test_two_faults_in_a_row_are_two():
    fetches = log([ok()] * 5 + [fault("timed_out")] * 2 + [fault("unreachable")])
    health = health_of_fetches(WIRE, fetches, after(fetches))
    assert (health.state, health.since) == ("unreachable", START + 7 * HOUR)
    assert [one.state for one in health.healed] == ["timed_out"]


def test_what_healed_long_ago_is_not_told():
    fetches = log([ok()] * 3 + [fault("timed_out")] + [ok()] * 24 * 16)
    assert health_of_fetches(WIRE, fetches, after(fetches)).healed == ()


def test_late_is_fetched_well_and_nothing_new():
    fetches = log([ok(10)] + [ok(10, new=0)] * 60)
    health = health_of_fetches(WIRE, fetches, after(fetches))
    assert health.state == "late"
    assert health.since == fetches[0].ended_at + 2 * DAY
    assert state(log([ok(10)] + [ok(10, new=0)] * 40)) == "ok"


def test_late_follows_the_content_where_the_ledger_knows_it():
    fetches = log([ok(10)] * 5)
    old = START - 3 * DAY
    health = health_of_fetches(WIRE, fetches, after(fetches), newest=old)
    assert (health.state, health.since) == ("late", old + 2 * DAY)


def test_late_heals_when_something_new_comes():
    fetches = log([ok(10)] + [unchanged()] * 60 + [ok(10)])
    health = health_of_fetches(WIRE, fetches, after(fetches))
    assert health.state == "ok"
    [healed] = health.healed
    assert (healed.state, healed.since) == ("late", fetches[0].ended_at + 2 * DAY)
    assert healed.until == fetches[-1].ended_at


def test_silent_is_empty_where_it_never_was():
    fetches = log([ok(10)] * 10 + [ok(0)])
    health = health_of_fetches(WIRE, fetches, after(fetches))
    assert (health.state, health.since) == ("silent", fetches[-1].started_at)
    assert "never more than 0 before" in health.words


def test_what_is_often_empty_is_not_silent_before_its_time():
    usual = [ok(10), ok(0), ok(0)] * 10
    assert state(log([*usual, ok(10), ok(0), ok(0), ok(0)])) == "ok"
    assert state(log([*usual, ok(10), ok(0), ok(0), ok(0), ok(0)])) == "silent"


def test_no_news_since_the_last_call_is_not_silent_before_its_time():
    assert state(log([ok(10)] * 10 + [empty()] * 3)) == "ok"
    assert state(log([ok(10)] * 10 + [empty()] * 4)) == "silent"


def test_an_empty_answer_that_its_plan_remarks_is_silent_at_once():
    said = replace(empty(), said=("no page where there were 40",))
    fetches = log([ok(10)] * 10 + [said])
    health = health_of_fetches(WIRE, fetches, after(fetches))
    assert health.state == "silent"
    assert "No page where there were 40" in health.words


def test_what_never_brought_anything_is_silent():
    assert state(log([ok(0)] * 2)) == "ok"
    assert state(log([ok(0)] * 3)) == "silent"


def test_silence_heals():
    fetches = log([ok(10)] * 10 + [ok(0)] * 3 + [ok(10)])
    health = health_of_fetches(WIRE, fetches, after(fetches))
    assert (health.state, [one.state for one in health.healed]) == ("ok", ["silent"])


def test_nothing_changed_keeps_what_the_content_said():
    assert state(log([ok(10)] * 10 + [ok(0), unchanged(), unchanged()])) == "silent"
    assert state(log([ok(10)] * 10 + [fault("timed_out"), unchanged()])) == "ok"


def test_a_jump_of_what_cannot_be_read_is_a_changed_schema():
    fetches = log([ok(10)] * 10 + [ok(0, rejects=10, cause="the column day is missing")] * 2)
    health = health_of_fetches(WIRE, fetches, after(fetches))
    assert (health.state, health.since) == ("schema_changed", START + 10 * HOUR)
    assert "10 of 10 places could not be read, mostly: the column day is missing" in health.words


def test_what_always_had_some_faulty_rows_has_not_changed():
    assert state(log([ok(10, rejects=8)] * 20)) == "ok"
    assert state(log([ok(10, rejects=4)] * 20 + [ok(10, rejects=9)])) == "ok"


def test_bytes_that_are_no_text_are_told_apart_from_another_schema():
    assert state(log([ok(10)] * 10 + [ok(0, rejects=1, cause="the line is not UTF-8")])) == "wrong_encoding"


def test_too_many_against_what_it_states():
    assert state(log([ok(500)] * 25)) == "too_many"
    assert state(log([ok(300)] * 25)) == "ok"


def test_too_few_against_what_it_states():
    source = replace(WIRE, least_rows=100)
    assert state(log([ok(2)] * 30), source) == "too_few"
    assert state(log([ok(5)] * 30), source) == "ok"
    assert state(log([ok(2)] * 12), source) == "ok"  # not a day yet


def test_too_many_against_its_own_past():
    fetches = log([ok(5)] * 24 * 10 + [ok(200)] * 3)
    health = health_of_fetches(WIRE, fetches, after(fetches))
    assert health.state == "too_many"
    assert "never more than 120 in the weeks before" in health.words
    assert state(log([ok(5)] * 24 * 10 + [ok(15)] * 3)) == "ok"


def test_too_few_against_its_own_past():
    assert state(log([ok(5)] * 24 * 10 + [ok(1)] * 24)) == "too_few"
    assert state(log([ok(5)] * 24 * 10 + [ok(3)] * 24)) == "ok"


def test_nothing_new_for_a_day_is_too_few_where_every_day_had_much():
    assert state(log([ok(5)] * 24 * 10 + [ok(5, new=0)] * 25)) == "too_few"
    assert state(log([ok(5)] * 24 * 10 + [unchanged()] * 25)) == "too_few"


def test_weekends_are_no_fault():
    week = [ok(5)] * 24 * 5 + [ok(0, new=0)] * 0 + [ok(1)] * 48
    fetches = log(week * 4)
    assert "too_few" not in {one.state for one in stretches_of(WIRE, fetches)[1:]}


def test_catching_up_after_an_outage_is_not_too_many():
    before = log([ok(5)] * 24 * 10)
    outage = log([fault("unreachable")] * 24 * 5, start=before[-1].started_at + HOUR)
    back = log([ok(600)], start=outage[-1].started_at + HOUR)
    assert state([*before, *outage, *back]) == "ok"
    flood = log([ok(9_000)], start=outage[-1].started_at + HOUR)
    assert state([*before, *outage, *flood]) == "too_many"


def test_an_outage_is_not_followed_by_too_few():
    before = log([ok(5)] * 24 * 10)
    outage = log([fault("unreachable")] * 20, start=before[-1].started_at + HOUR)
    back = log([ok(5)], start=outage[-1].started_at + HOUR)
    assert state([*before, *outage, *back]) == "ok"


def test_the_first_fetch_may_bring_years():
    assert state(log([ok(9_000)] + [ok(5)] * 24 * 9)) == "ok"


def test_nobody_follows():
    fetches = log([ok()] * 5)
    health = health_of_fetches(WIRE, fetches, after(fetches, 4 * HOUR))
    assert (health.state, health.since) == ("unfollowed", fetches[-1].ended_at + HOUR)
    assert "Last fetched 4 hours ago." in health.words
    assert health_of_fetches(replace(WIRE, schedule=None), fetches, after(fetches, 4 * HOUR)).state == "ok"


def test_files_are_told_by_their_content_alone():
    files = Source("files", "rss", address="inbox/*.xml", fresh_for=DAY)
    assert health_of_fetches(files, [], START).state == "never"
    assert health_of_fetches(files, [], START, newest=START - HOUR).state == "ok"
    assert health_of_fetches(files, [], START, newest=START - 3 * DAY).state == "late"


OUTCOMES = st.sampled_from(
    [
        ok(10),
        ok(0),
        ok(3, new=0),
        ok(0, rejects=5),
        ok(40),
        empty(),
        unchanged(),
        fault("timed_out"),
        fault("throttled"),
    ]
)


@given(st.lists(OUTCOMES, max_size=60), st.integers(0, 60))
def test_what_came_later_changes_nothing_that_was_said_before(outcomes, count):
    fetches = log(outcomes)
    whole, part = stretches_of(WIRE, fetches), stretches_of(WIRE, fetches[:count])
    over = [one for one in part if one.until is not None]
    assert list(whole[: len(over)]) == over
    if len(part) > len(over):
        assert (whole[len(over)].state, whole[len(over)].since) == (part[-1].state, part[-1].since)


@given(st.lists(OUTCOMES, max_size=60))
def test_stretches_are_in_order_and_only_the_last_is_open(outcomes):
    found = stretches_of(WIRE, log(outcomes))
    for one, following in pairwise(found):
        assert one.until is not None
        assert one.since < one.until <= following.since + HOUR
    assert all(one.fetches > 0 for one in found)


@given(st.lists(OUTCOMES, min_size=1, max_size=60))
def test_a_state_has_words_and_unless_it_is_well_a_next_step(outcomes):
    fetches = log(outcomes)
    health = health_of_fetches(WIRE, fetches, after(fetches))
    assert health.words
    assert health.well or health.next_step
    assert health.well or health.since is not None


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(0), "0 minutes"),
        (timedelta(minutes=1, seconds=59), "1 minute"),
        (timedelta(minutes=119), "119 minutes"),
        (timedelta(hours=47), "47 hours"),
        (timedelta(days=2), "2 days"),
        (timedelta(seconds=-5), "0 minutes"),
    ],
)
def test_lengths_in_words(length, words):
    assert in_words(length) == words
