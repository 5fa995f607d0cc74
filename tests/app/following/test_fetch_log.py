"""The log of fetches: what is recorded is read, as of any moment, and what became known later is not known before."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from simurg.app.following.log import KEPT, FetchLog, Logged, Taken

NOW = datetime(2026, 11, 1, 6, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def log(tmp_path):
    log = FetchLog(tmp_path / "state.db")
    yield log
    log.close()


def fetch(at: datetime, outcome: str = "ok", source: str = "wire", **more) -> Logged:
    return Logged(source, at, at + timedelta(seconds=2), outcome, calls=1, **more)


def test_what_is_recorded_is_read(log):
    one = fetch(NOW, "throttled", bytes=7, documents=0, what="wire.example asked for less.", said=("empty", "again"))
    log.record(one)
    assert log.fetches("wire", NOW + MINUTE) == [one]
    assert log.latest("wire", NOW + MINUTE, 5) == [one]
    assert log.fetches("other", NOW + MINUTE) == []


def test_fetches_come_in_order_and_the_latest_first(log):
    made = [fetch(NOW + count * MINUTE) for count in range(5)]
    for one in (made[2], made[0], made[1], made[4], made[3]):
        log.record(one)
    later = NOW + 10 * MINUTE
    assert log.fetches("wire", later) == made
    assert log.fetches("wire", later, since=made[3].started_at) == made[3:]
    assert log.latest("wire", later, 2) == [made[4], made[3]]


def test_a_past_moment_knows_neither_later_fetches_nor_what_was_taken_later(log):
    number = log.record(fetch(NOW, documents=1))
    log.record(fetch(NOW + MINUTE))
    taken = Taken(NOW + 3 * MINUTE, 10, 4, 1, "no date")
    log.take(number, taken)
    assert [one.taken for one in log.fetches("wire", NOW + 3 * MINUTE)] == [taken, None]
    [past] = log.fetches("wire", NOW + timedelta(seconds=30))
    assert past.taken is None
    assert log.fetches("wire", NOW + timedelta(seconds=1)) == []  # it had not ended


def test_what_was_taken_is_said_once(log):
    number = log.record(fetch(NOW, documents=1))
    log.take(number, Taken(NOW + MINUTE, 10))
    log.take(number, Taken(NOW + 2 * MINUTE, 99))
    [one] = log.fetches("wire", NOW + 3 * MINUTE)
    assert one.taken == Taken(NOW + MINUTE, 10)


def test_the_last_fetch_whose_documents_nobody_took_is_known(log):
    assert log.untaken("wire") is None
    first = log.record(fetch(NOW, documents=1))
    last = log.record(fetch(NOW + MINUTE, documents=1))
    log.record(fetch(NOW + 2 * MINUTE))  # brought nothing
    assert log.untaken("wire") == last
    log.take(last, Taken(NOW + 3 * MINUTE))
    assert log.untaken("wire") == first


def test_old_rows_go(log):
    log.record(fetch(NOW - KEPT - MINUTE))
    log.record(fetch(NOW - KEPT - MINUTE, source="other"))
    log.record(fetch(NOW))
    assert [one.started_at for one in log.fetches("wire", NOW + MINUTE)] == [NOW]
    assert len(log.fetches("other", NOW + MINUTE)) == 1


def test_words_without_end_are_cut(log):
    log.record(fetch(NOW, "other", what="x" * 10_000, said=("y" * 10_000,) * 100))
    [one] = log.fetches("wire", NOW + MINUTE)
    assert len(one.what) == 500
    assert len(one.said) == 20


def test_it_outlives_its_process(tmp_path):
    log = FetchLog(tmp_path / "state.db")
    log.record(fetch(NOW))
    log.close()
    again = FetchLog(tmp_path / "state.db")
    assert again.fetches("wire", NOW + MINUTE) == [replace(fetch(NOW))]
    again.close()
