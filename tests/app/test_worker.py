"""The queue and whoever runs it, in one process (the stories with several are in tests/system)."""

import threading
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from simurg.app.queue import MOST_FINISHED, Progress, Queue
from simurg.app.worker import MOST_STARTS, Desk, Handler, Office
from simurg.app.workspace import create
from simurg.ledger.lock import WriterLock
from simurg.ontology.errors import CallerError, InternalError, NotFound, OperatorError

NOW = datetime(2026, 11, 1, 6, tzinfo=UTC)


def office(folder: Path, **handlers: Handler) -> Office:
    return Office(create(folder), handlers, lambda: NOW)


def echo(desk: Desk, arguments: Mapping[str, Any]) -> dict[str, Any]:
    desk.tell(Progress("echoing", 1, 2))
    return {"said": arguments["word"]}


def test_a_command_runs_itself_when_nobody_else_does(tmp_path: Path) -> None:
    told: list[Progress] = []
    assert office(tmp_path, echo=echo).run("echo", {"word": "hello"}, told.append) == {"said": "hello"}
    assert told == [Progress("echoing", 1, 2)]


def test_an_error_keeps_its_kind_and_hint(tmp_path: Path) -> None:
    def missing(desk: Desk, arguments: Mapping[str, Any]) -> dict[str, Any]:
        raise NotFound("Nothing there.", hint="Look elsewhere.")

    with pytest.raises(NotFound) as caught:
        office(tmp_path, missing=missing).run("missing", {})
    assert (caught.value.what, caught.value.hint) == ("Nothing there.", "Look elsewhere.")


def test_an_unexpected_error_tells_its_kind_and_not_its_words(tmp_path: Path) -> None:
    def broken(desk: Desk, arguments: Mapping[str, Any]) -> dict[str, Any]:
        raise ValueError("the words of a report")

    with pytest.raises(InternalError) as caught:
        office(tmp_path, broken=broken).run("broken", {})
    assert "ValueError" in str(caught.value)
    assert "words" not in str(caught.value)
    assert "test_worker" in caught.value.__notes__[0]


def test_an_unknown_command_fails_and_the_queue_goes_on(tmp_path: Path) -> None:
    with pytest.raises(InternalError, match="no command 'dance'"):
        office(tmp_path, echo=echo).run("dance", {})
    assert office(tmp_path, echo=echo).run("echo", {"word": "b"}) == {"said": "b"}


def test_an_interrupted_job_is_run_again_before_later_ones(tmp_path: Path) -> None:
    ran: list[str] = []

    def note(desk: Desk, arguments: Mapping[str, Any]) -> dict[str, Any]:
        ran.append(arguments["word"])
        return {}

    here = office(tmp_path, note=note)
    queue = Queue(here.workspace.state)
    killed = queue.ask("note", {"word": "killed"}, NOW)
    queue.start(killed)
    here.run("note", {"word": "mine"})
    assert ran == ["killed", "mine"]
    assert queue.job(killed).state == "done"


def test_a_job_that_nobody_survives_is_given_up_and_holds_up_no_other(tmp_path: Path) -> None:
    here = office(tmp_path, echo=echo)
    queue = Queue(here.workspace.state)
    deadly = queue.ask("echo", {"word": "x"}, NOW)
    for _ in range(MOST_STARTS):
        queue.start(deadly)
    assert here.run("echo", {"word": "mine"}) == {"said": "mine"}
    assert "given up" in queue.job(deadly).error["what"]


def test_a_command_waits_for_the_holder_of_the_lock_and_takes_over_when_it_is_free(tmp_path: Path) -> None:
    here = office(tmp_path, echo=echo)
    lock = WriterLock(here.workspace.lock)
    lock.take()
    results: list[Mapping[str, Any]] = []
    waiting = threading.Thread(target=lambda: results.append(here.run("echo", {"word": "later"})))
    waiting.start()
    time.sleep(0.3)
    assert results == []
    lock.release()
    waiting.join(10)
    assert results == [{"said": "later"}]


def test_a_worker_runs_what_others_ask_and_they_get_the_result(tmp_path: Path) -> None:
    here = office(tmp_path, echo=echo)
    stop = threading.Event()
    counts: list[int] = []
    worker = threading.Thread(target=lambda: counts.append(here.work(stop.is_set)))
    worker.start()
    while not WriterLockFree(here).held():
        time.sleep(0.01)
    assert here.run("echo", {"word": "a"}) == {"said": "a"}
    stop.set()
    worker.join(10)
    assert counts == [1]


class WriterLockFree:
    def __init__(self, here: Office) -> None:
        self._lock = WriterLock(here.workspace.lock)

    def held(self) -> bool:
        """Whether somebody else has the lock."""
        taken = self._lock.try_take()
        self._lock.release()
        return not taken


def test_a_stop_leaves_others_jobs_waiting_and_withdraws_its_own(tmp_path: Path) -> None:
    def stop(desk: Desk, arguments: Mapping[str, Any]) -> dict[str, Any]:
        raise KeyboardInterrupt

    here = office(tmp_path, stop=stop)
    queue = Queue(here.workspace.state)
    other = queue.ask("stop", {"word": "other"}, NOW)
    with pytest.raises(KeyboardInterrupt):
        here.run("stop", {})
    assert [job.id for job in queue.waiting()] == [other]
    assert queue.job(other).state == "queued"


def test_finished_jobs_are_forgotten_in_the_end(tmp_path: Path) -> None:
    queue = Queue(create(tmp_path).state)
    first = queue.ask("echo", {}, NOW)
    queue.finish(first, {}, NOW)
    for _ in range(MOST_FINISHED):
        queue.ask("echo", {}, NOW)
    queue.finish(queue.waiting()[0].id, {}, NOW)
    with pytest.raises(InternalError, match="has left the queue"):
        queue.job(first)


def test_a_queue_that_cannot_be_opened_is_the_operators_matter(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="cannot be opened"):
        Queue(tmp_path / "missing" / "state.db")


def test_arguments_survive_the_queue(tmp_path: Path) -> None:
    queue = Queue(create(tmp_path).state)
    number = queue.ask("x", {"words": ["ä", None, 1.5]}, NOW)
    assert queue.job(number).arguments == {"words": ["ä", None, 1.5]}
    queue.fail(number, {"kind": "CallerError", "what": "No.", "hint": ""}, NOW)
    assert queue.job(number).finished
    assert CallerError.__name__ == queue.job(number).error["kind"]
