"""From statuses and headers to faults, waits and validators."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.collection.fetching.backoff import FIRST, LONGEST, MOST_ASKED, wait_after
from simurg.collection.fetching.faults import fault_of, retry_after_s
from simurg.collection.fetching.plan import MOST_TOLD, Fault
from simurg.collection.fetching.validators import Validators, condition_of, validators_of
from simurg.ontology.errors import CallerError

NOW = datetime(2031, 4, 2, 8, tzinfo=UTC)
KINDS = {
    400: "other", 401: "unauthorised", 402: "tier_refused", 403: "forbidden", 404: "not_found", 408: "timed_out",
    410: "not_found", 418: "other", 429: "throttled", 451: "forbidden", 500: "server_error", 502: "server_error",
    503: "server_error", 599: "server_error", 206: "cut_short", 302: "other", 305: "other",
}  # fmt: skip


@pytest.mark.parametrize(("status", "kind"), KINDS.items())
def test_each_status_is_told_apart(status: int, kind: str) -> None:
    fault = fault_of(status, {}, "https://a.example/x", NOW)
    assert fault is not None
    assert (fault.kind, fault.status, fault.retry_after_s) == (kind, status, None)
    assert f"https://a.example/x answered {status}." in str(fault)


@pytest.mark.parametrize("status", [200, 201, 202, 203, 204, 226, 304])
def test_answers_are_no_faults(status: int) -> None:
    assert fault_of(status, {"retry-after": "9"}, "x", NOW) is None


def test_a_part_is_an_answer_to_whoever_asked_for_one() -> None:
    assert fault_of(206, {}, "x", NOW, part=True) is None
    assert fault_of(500, {}, "x", NOW, part=True) is not None


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120), (" 0 ", 0), ("Wed, 02 Apr 2031 08:01:30 GMT", 90), ("Wednesday, 02-Apr-31 08:00:10 GMT", 10),
        ("Wed Apr  2 08:00:05 2031", 5), ("Wed, 02 Apr 2031 10:01:00 +0200", 60), ("Tue, 01 Apr 2031 08:00:00 GMT", 0),
        ("999999999999999999999", 86_400), ("Thu, 01 Jan 2099 00:00:00 GMT", 86_400), ("", None), ("soon", None),
        ("-5", None), ("1.5", None), ("١٢", None), ("Wed, 99 Foo 2031", None), ("9" * 5_000, None), ("0x10", None),
    ],
)  # fmt: skip
def test_retry_after_is_a_number_or_a_date(value: str, seconds: float | None) -> None:
    assert retry_after_s(value, NOW) == seconds


@given(st.text(max_size=80))
def test_law_any_retry_after_is_understood_or_left_out(value: str) -> None:
    seconds = retry_after_s(value, NOW)
    assert seconds is None or 0 <= seconds <= 86_400


def test_a_faults_body_is_bounded_and_not_told() -> None:
    fault = Fault("forbidden", "no", body=b"hush" * MOST_TOLD)
    assert len(fault.body) == MOST_TOLD
    assert "hush" not in f"{fault} {fault!r}"


def test_waits_double_up_to_a_bound() -> None:
    waits = [wait_after(failures, lambda: 0.999999) for failures in range(1, 40)]
    assert waits == sorted(waits)
    assert timedelta(seconds=59) < waits[0] < FIRST
    assert LONGEST - timedelta(seconds=1) < waits[-1] < LONGEST


@given(st.integers(1, 10_000), st.floats(0, 0.999), st.none() | st.floats(-10, 1e12))
def test_law_a_wait_is_never_shorter_than_asked_and_never_endless(
    failures: int, drawn: float, retry: float | None
) -> None:
    wait = wait_after(failures, lambda: drawn, retry_after_s=retry)
    assert FIRST / 2 <= wait <= MOST_ASKED + FIRST
    if retry is not None and retry > 0:
        assert wait >= min(timedelta(seconds=retry), MOST_ASKED)


def test_those_that_fail_together_do_not_come_back_together() -> None:
    assert wait_after(3, lambda: 0.1) != wait_after(3, lambda: 0.9)
    assert wait_after(1, lambda: 0.1, retry_after_s=600) != wait_after(1, lambda: 0.9, retry_after_s=600)


def test_there_is_no_wait_without_a_failure() -> None:
    with pytest.raises(CallerError):
        wait_after(0, lambda: 0.5)


def test_validators_go_back_as_they_came() -> None:
    told = {"etag": ' W/"a b"', "last-modified": "Wed, 02 Apr 2031 08:00:00 GMT"}
    found = validators_of(told)
    assert found == Validators('W/"a b"', "Wed, 02 Apr 2031 08:00:00 GMT")
    assert condition_of(found) == {"If-None-Match": 'W/"a b"', "If-Modified-Since": "Wed, 02 Apr 2031 08:00:00 GMT"}


@pytest.mark.parametrize("etag", ["", " ", '"a"\r\nX: y', '"ä"', f'"{"a" * 600}"', '"\x00"'])
def test_validators_that_could_not_stand_in_a_header_are_left_out(etag: str) -> None:
    found = validators_of({"etag": etag, "last-modified": "x" * 65})
    assert not found
    assert condition_of(found) == {}
