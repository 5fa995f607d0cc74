"""Sessions as they are kept: digests, an end, a most; the work of several threads."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from tests.web.doors import NOW, Repeats

from simurg.access.people.tables import TABLES
from simurg.access.sessions.store import MOST_SESSIONS, Sessions, csrf_of
from simurg.access.state import State

HOUR = timedelta(hours=1)


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    made = State(tmp_path / "state.db", TABLES)
    yield made
    made.close()


@pytest.fixture
def sessions(state: State) -> Sessions:
    return Sessions(state, Repeats(), HOUR, 12 * HOUR)


def test_the_file_holds_neither_secret_nor_csrf_word(sessions: Sessions, tmp_path: Path) -> None:
    secret = sessions.begin("ayse", "password", NOW).secret
    held = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert secret.encode() not in held
    assert csrf_of(secret).encode() not in held
    assert sessions.find(secret, NOW) is not None


def test_an_account_has_a_most_of_sessions_and_the_oldest_ends(sessions: Sessions) -> None:
    begun = [sessions.begin("ayse", "password", NOW + timedelta(seconds=one)) for one in range(MOST_SESSIONS + 2)]
    other = sessions.begin("eve", "password", NOW)
    at = NOW + timedelta(minutes=1)
    goes_on = [sessions.find(one.secret, at) is not None for one in begun]
    assert goes_on == [False] * 2 + [True] * MOST_SESSIONS
    assert sessions.find(other.secret, at) is not None


def test_what_ended_by_itself_is_gone_from_the_file(sessions: Sessions, state: State) -> None:
    sessions.begin("ayse", "password", NOW)
    late = sessions.begin("ayse", "password", NOW + HOUR)
    assert [one.id for one in sessions.of("ayse", NOW + HOUR)] == [late.session.id]
    assert len(state.rows("SELECT 1 FROM sessions")) == 1
    assert sessions.find(late.secret, NOW + 2 * HOUR) is None
    assert state.rows("SELECT 1 FROM sessions") == []


def test_what_browsers_say_of_themselves_is_kept_as_one_short_line(sessions: Sessions) -> None:
    begun = sessions.begin("ayse", "password", NOW, address="::1", agent="a\r\nb\x1b[31m" + "x" * 500)
    kept = sessions.of("ayse", NOW)[0]
    assert kept == begun.session
    assert kept.agent.isprintable()
    assert len(kept.agent) == 120


def test_threads_share_one_connection(sessions: Sessions) -> None:
    found: list[bool] = []

    def work(number: int) -> None:
        for one in range(5):
            begun = sessions.begin(f"name{number}", "password", NOW)
            found.append(sessions.find(begun.secret, NOW + timedelta(minutes=one)) == begun.session or one > 0)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 20


def test_a_change_that_breaks_leaves_nothing(state: State) -> None:
    def broken() -> None:
        with state.change() as db, state.change():
            db.execute("INSERT INTO links VALUES ('d', 'first', '', '')")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken()
    assert state.rows("SELECT 1 FROM links") == []
    with state.change() as db:
        db.execute("INSERT INTO links VALUES ('d', 'first', '', '')")
    assert len(state.rows("SELECT 1 FROM links")) == 1
