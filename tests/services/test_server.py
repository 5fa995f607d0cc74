"""The server of the tests does what its faults say, so that a test of them can fail for one reason only."""

import http.client
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from tests.services.faults import Fault, bomb
from tests.services.server import Service

NOON = datetime(2031, 5, 1, 12, tzinfo=UTC)


class Clock:
    now = NOON

    def __call__(self) -> datetime:
        return self.now


def told(path, query, at):
    return (
        200,
        {"Content-Type": "application/json"},
        b'{"at": "%s", "path": "%s"}' % (at.isoformat().encode(), path.encode()),
    )


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def service(clock) -> Iterator[Service]:
    with Service(clock) as running:
        running.mount("/one", told)
        yield running


def get(service: Service, path: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    link = http.client.HTTPConnection("127.0.0.1", service.port, timeout=5)
    link.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = link.getresponse()
    return answer, answer.read()


def test_a_player_answers_under_its_prefix_at_the_simulated_moment(service):
    answer, body = get(service, "/one/news?a=b")
    assert (answer.status, body) == (200, b'{"at": "2031-05-01T12:00:00+00:00", "path": "/news"}')
    assert service.asked[0].query == {"a": "b"}
    assert get(service, "/two")[0].status == 404


def test_who_has_the_bytes_already_gets_304(service, clock):
    tag = get(service, "/one/news")[0].headers["ETag"]
    assert get(service, "/one/news", If_None_Match=tag)[0].status == 304
    clock.now += timedelta(minutes=1)
    assert get(service, "/one/news", If_None_Match=tag)[0].status == 200


def test_a_fault_meets_the_nth_request_of_its_address_only(service):
    service.inject("/one/a", Fault("status", status=429, headers={"Retry-After": "7"}), nth=2)
    assert [get(service, path)[0].status for path in ("/one/a", "/one/b", "/one/a", "/one/a")] == [200, 200, 429, 200]


def test_a_fault_lasts_its_span_of_simulated_time(service, clock):
    service.inject("/one/*", Fault("status"), between=(NOON + timedelta(hours=1), NOON + timedelta(hours=2)))
    found = []
    for _ in range(3):
        found.append(get(service, "/one/a")[0].status)
        clock.now += timedelta(hours=1)
    assert found == [200, 500, 200]


@pytest.mark.parametrize("fault", [Fault("cut"), Fault("wrong_length", extra=50)])
def test_an_answer_that_is_shorter_than_announced(service, fault):
    service.inject("/one/a", fault)
    with pytest.raises(http.client.IncompleteRead):
        get(service, "/one/a")


def test_a_silent_connection(service):
    service.inject("/one/a", Fault("silent"))
    with pytest.raises(http.client.RemoteDisconnected):
        get(service, "/one/a")


def test_a_slow_answer_is_whole_and_slow(service):
    service.inject("/one/a", Fault("slow", seconds=0.3))
    began = time.monotonic()
    assert get(service, "/one/a")[1].startswith(b'{"at"')
    assert time.monotonic() - began >= 0.25


def test_other_bytes(service, clock):
    service.inject("/one/a", Fault("changed_schema"), nth=1)
    service.inject("/one/a", Fault("wrong_encoding"), nth=2)
    service.inject("/one/a", Fault("gzip_bomb", most=2 << 20), nth=3)
    service.inject("/one/a", Fault("empty", body=b"[]"), nth=4)
    service.inject("/one/a", Fault("redirect", location="http://10.0.0.1/"), nth=5)
    service.inject("/one/a", Fault("late", delay=timedelta(hours=3)), nth=6)
    assert b'"renamed_at": ' in get(service, "/one/a")[1]
    assert b"\x00" in get(service, "/one/a")[1]
    assert get(service, "/one/a")[1] == bomb(2 << 20)
    assert get(service, "/one/a")[1] == b"[]"
    assert get(service, "/one/a")[0].headers["Location"] == "http://10.0.0.1/"
    assert b"T09:00" in get(service, "/one/a")[1]


def test_a_duplicate_is_what_was_said_before(service, clock):
    service.inject("/one/a", Fault("duplicate"), nth=2)
    first = get(service, "/one/a")[1]
    clock.now += timedelta(hours=1)
    assert get(service, "/one/a")[1] == first
    assert get(service, "/one/a")[1] != first


def test_without_faults_again(service):
    service.inject("/one/a", Fault("status"))
    service.mend()
    assert get(service, "/one/a")[0].status == 200
