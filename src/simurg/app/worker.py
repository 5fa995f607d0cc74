"""Who runs the queue: whoever holds the workspace's lock, a worker or the command itself.

`run` puts a command into the queue. If no process holds the lock it takes it and runs the queue in order up to its
own job; otherwise it follows the job and returns what the holder made of it. A holder that dies lets go of the lock
(the operating system sees to that), and one of those who wait takes over: the job that was interrupted is run again,
because every job goes on where it was. Time plays no part in any of this.
"""

import sqlite3
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from simurg.access.audited import Audited, Unaudited
from simurg.app.on_behalf import lent
from simurg.app.queue import Job, Progress, Queue
from simurg.app.workspace import Workspace
from simurg.ledger import Ledger
from simurg.ledger.lock import WriterLock
from simurg.ontology import errors
from simurg.ontology.errors import InternalError, OperatorError, SimurgError
from simurg.ontology.times import Clock

if TYPE_CHECKING:
    from simurg.app.following.real import Real

POLL_S = 0.05
MOST_STARTS = 10
"""A job that its process did not survive so often is given up, so that it does not hold up all others."""
TELL_S = 0.2
"""Progress goes into the queue at most this often."""

Tell = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Desk:
    """What a job works with. `real`: how sources are fetched; None where nothing is."""

    workspace: Workspace
    ledger: Ledger
    clock: Clock
    tell: Tell
    real: "Real | None" = None


Handler = Callable[[Desk, Mapping[str, Any]], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Office:
    """A workspace, what it can be asked to do, its clock, and who writes down what was done. `watches`: a collection
    ends with the watch, whoever asked for it."""

    workspace: Workspace
    handlers: Mapping[str, Handler]
    clock: Clock
    audit: Audited = field(default_factory=Unaudited)
    watches: bool = False
    real: "Real | None" = None  # the world that sources are fetched from

    def run(self, command: str, arguments: Mapping[str, Any], tell: Tell = lambda _: None) -> Mapping[str, Any]:
        """Ask, run or wait, and return the result; raises the error that the job ended with."""
        queue = Queue(self.workspace.state)
        lock = WriterLock(self.workspace.lock)
        try:
            number = queue.ask(command, arguments, self.clock())
            try:
                return self._answer(queue, lock, number, tell)
            except KeyboardInterrupt:
                self._withdraw(queue, number)
                raise
        except sqlite3.Error as error:
            raise _state_failed(error) from error
        finally:
            lock.release()
            queue.close()

    def work(self, stop: Callable[[], bool]) -> int:
        """Run the queue, once the lock is free, until `stop()` or an interrupt; returns how many jobs were run."""
        lock = WriterLock(self.workspace.lock)
        queue = Queue(self.workspace.state)
        count = 0
        try:
            while not stop():
                job = queue.next() if lock.try_take() else None
                if job is None:
                    time.sleep(POLL_S)
                    continue
                self._work_on(queue, job, lambda _: None)
                count += 1
        except KeyboardInterrupt:
            return count
        except sqlite3.Error as error:
            raise _state_failed(error) from error
        finally:
            lock.release()
            queue.close()
        return count

    def _answer(self, queue: Queue, lock: WriterLock, number: str, tell: Tell) -> Mapping[str, Any]:
        told = Progress()
        while True:
            job = queue.job(number)
            if job.finished:
                return _result(job)
            if lock.try_take():
                self._work_up_to(queue, number, tell)
                lock.release()
                continue
            if job.progress != told:
                told = job.progress
                tell(told)
            time.sleep(POLL_S)

    def _work_up_to(self, queue: Queue, number: str, tell: Tell) -> None:
        while not queue.job(number).finished:
            job = queue.next()
            if job is None:
                raise InternalError("A job is neither finished nor waiting.")
            self._work_on(queue, job, tell)

    def _work_on(self, queue: Queue, job: Job, tell: Tell) -> None:
        """Run one job. Its error is its answer; only what harms the queue itself, or a stop, comes out of here."""
        if job.starts >= MOST_STARTS:
            queue.fail(job.id, _told(_given_up(job)), self.clock())
            return
        queue.start(job.id)
        try:
            handler = self.handlers.get(job.command)
            if handler is None:
                raise InternalError(f"This simurg has no command {job.command[:40]!r} for its queue.")
            workspace = lent(self.workspace, job.arguments)
            with Ledger.open(workspace.ledger, self.clock) as ledger:
                ledger.countries = workspace.settings.countries
                desk = Desk(workspace, ledger, self.clock, _both(tell, _rarely(queue, job.id)), self.real)
                self._audit(job, "begun")
                result = handler(desk, {**job.arguments, "watch": True} if self.watches else job.arguments)
                self._audit(job, "done")
        except KeyboardInterrupt:
            queue.put_back(job.id)
            raise
        except SimurgError as error:
            self._fail(queue, job, _told(error))
        except sqlite3.Error as error:
            self._fail(queue, job, _told(_state_failed(error)))
        except Exception as error:  # noqa: BLE001  the edge: a job must not take the queue down
            self._fail(queue, job, _unexpected(error))
        else:
            queue.finish(job.id, result, self.clock())

    def _audit(self, job: Job, outcome: str) -> None:
        """Before a job does anything, and before anybody is told that it is done."""
        self.audit.record(_asker(job), f"job.{job.command}", [job.id], outcome=outcome)

    def _fail(self, queue: Queue, job: Job, error: Mapping[str, str]) -> None:
        """A job that failed says so even where the audit log cannot."""
        with suppress(OperatorError):
            self._audit(job, f"failed: {error['kind']}")
        queue.fail(job.id, error, self.clock())

    def _withdraw(self, queue: Queue, number: str) -> None:
        """Whoever asked does not wait any longer: a job that nobody runs is taken out of the queue."""
        lock = WriterLock(self.workspace.lock)
        if queue.job(number).state == "queued" or lock.try_take():
            queue.fail(number, {"kind": "CallerError", "what": "Stopped.", "hint": ""}, self.clock())
        lock.release()


def _asker(job: Job) -> str:
    """The account that asked; commands of the machine's own people are the operator's."""
    reader = str(job.arguments.get("reader") or "")
    return reader.removeprefix("@") if reader.startswith("@") else "operator"


def _result(job: Job) -> Mapping[str, Any]:
    if job.state == "done":
        return job.result
    kind = getattr(errors, job.error.get("kind", ""), InternalError)
    raised: SimurgError = kind(job.error.get("what", "The job failed."), hint=job.error.get("hint", ""))
    if trace := job.error.get("trace"):
        raised.add_note(trace)
    raise raised


def _told(error: SimurgError) -> dict[str, str]:
    known = next(kind for kind in type(error).__mro__ if getattr(errors, kind.__name__, None) is kind)
    return {"kind": known.__name__, "what": error.what, "hint": error.hint}


def _unexpected(error: Exception) -> dict[str, str]:
    """The kind of error and where it arose; its message might quote a report."""
    where, trace = "", error.__traceback__
    while trace is not None:
        where += f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno} "
        trace = trace.tb_next
    what = f"Something in simurg went wrong ({type(error).__name__})."
    return {"kind": "InternalError", "what": what, "hint": "Please report it, with --debug.", "trace": where.strip()}


def _state_failed(error: sqlite3.Error) -> OperatorError:
    return OperatorError(
        f"A database of the workspace could not be read or written ({type(error).__name__}: {error}).",
        hint="Free some space or mend the permissions, then run the command again: it goes on where it was.",
    )


def _given_up(job: Job) -> OperatorError:
    return OperatorError(
        f"The process that ran `{job.command}` was killed {job.starts} times; the job is given up.",
        hint="Look for what kills it (memory?), then run the command again: it goes on where it was.",
    )


def _both(first: Tell, second: Tell) -> Tell:
    def tell(progress: Progress) -> None:
        first(progress)
        second(progress)

    return tell


def _rarely(queue: Queue, number: str) -> Tell:
    last = -TELL_S

    def tell(progress: Progress) -> None:
        nonlocal last
        if time.monotonic() - last >= TELL_S:
            last = time.monotonic()
            queue.tell(number, progress)

    return tell
