"""Manners towards hosts: one at a time, not too fast, and quiet when they ask for it."""

import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from tests.app.following.wires import Moment

from simurg.access.state import State
from simurg.app.following.hosts import MOST_QUIET, MOST_WAIT_S, Hosts
from simurg.collection.fetching.plan import Fault


def hosts_of(folder: Path, clock: Moment, least_s: float = 2.0) -> Hosts:
    return Hosts(State(folder / "state.db", ()), clock, clock.monotonic, clock.sleep, least_s=least_s)


def test_seconds_lie_between_two_requests_to_one_host(tmp_path: Path) -> None:
    clock = Moment()
    hosts = hosts_of(tmp_path, clock)
    for host in ("a.example", "a.example", "b.example", "a.example"):
        with hosts.turn(host):
            clock.now += timedelta(seconds=1)
    assert clock.slept == [2.0, 1.0]  # b's request took a second of the third wait


def test_a_request_that_failed_counts_too(tmp_path: Path) -> None:
    clock = Moment()
    hosts = hosts_of(tmp_path, clock)
    with pytest.raises(ZeroDivisionError), hosts.turn("a.example"):
        raise ZeroDivisionError
    with hosts.turn("a.example"):
        pass
    assert clock.slept == [2.0]


def test_a_host_is_asked_by_one_at_a_time(tmp_path: Path) -> None:
    state = State(tmp_path / "state.db", ())
    clock = Moment()
    hosts = Hosts(state, clock, time.monotonic, time.sleep, least_s=0)
    inside: list[int] = []
    most: list[int] = []

    def ask() -> None:
        with hosts.turn("a.example"):
            inside.append(1)
            most.append(len(inside))
            time.sleep(0.01)
            inside.pop()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 8


def test_a_short_wish_is_waited_for_and_a_long_one_told(tmp_path: Path) -> None:
    clock = Moment()
    hosts = hosts_of(tmp_path, clock)
    hosts.hold("a.example", 5)
    with hosts.turn("a.example"):
        pass
    assert clock.slept == [5.0]
    hosts.hold("a.example", MOST_WAIT_S + 1)
    with pytest.raises(Fault) as raised, hosts.turn("a.example"):
        pass
    assert (raised.value.kind, raised.value.retry_after_s) == ("throttled", MOST_WAIT_S + 1)
    with hosts.turn("b.example"):
        pass


def test_a_wish_outlives_the_process_and_ends(tmp_path: Path) -> None:
    clock = Moment()
    hosts_of(tmp_path, clock).hold("a.example", 600)
    again = hosts_of(tmp_path, clock)
    assert again.quiet_s("a.example") == 600
    clock.now += timedelta(seconds=601)
    assert again.quiet_s("a.example") == 0
    again.hold("b.example", 1)  # what is over is swept
    clock.now -= timedelta(seconds=601)
    assert again.quiet_s("a.example") == 0


def test_a_shorter_wish_does_not_shorten_a_longer_one(tmp_path: Path) -> None:
    hosts = hosts_of(tmp_path, Moment())
    hosts.hold("a.example", 600)
    hosts.hold("a.example", 10)
    assert hosts.quiet_s("a.example") == 600


@pytest.mark.parametrize("seconds", [1e12, float("inf")])
def test_no_wish_is_endless(tmp_path: Path, seconds: float) -> None:
    clock = Moment()
    hosts = hosts_of(tmp_path, clock)
    hosts.hold("a.example", seconds)
    assert hosts.quiet_s("a.example") == MOST_QUIET.total_seconds()
    clock.now -= timedelta(days=30)  # the clock was wrong, and is set right
    assert hosts.quiet_s("a.example") == MOST_QUIET.total_seconds()
    hosts.hold("b.example", -5)
    assert hosts.quiet_s("b.example") == 0
