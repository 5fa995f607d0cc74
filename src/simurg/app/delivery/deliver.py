"""One round of delivery: enter what is new, pass on what nobody acknowledged, send what is due.

Each step can be cut off anywhere and begun again: entering is idempotent, a sending keeps its id, and what was not
marked sent is sent again. Whoever is written to is read anew each time: an account that was disabled, or whose picture
no longer reaches a warning, gets nothing of it. What goes out is in the audit log before it goes.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from simurg.access.audited import Audited, Unaudited
from simurg.access.reader import Reader
from simurg.access.state import State
from simurg.app.delivery import heard, outbox, wishes
from simurg.app.delivery.directory import Directory
from simurg.app.delivery.heard import Heard, HeardBook
from simurg.app.delivery.known import Known
from simurg.app.delivery.mail import Refused
from simurg.app.delivery.outbox import Outbox, Sending, Warned
from simurg.app.delivery.sending import Sender
from simurg.app.delivery.warning import IssuedWarning, at_least
from simurg.app.delivery.wishes import WishBook, Wishes, Wishing
from simurg.app.workbench.watches import Watches
from simurg.app.workspace import Workspace
from simurg.ledger.lock import WriterLock
from simurg.ontology.errors import OperatorError
from simurg.ontology.times import Clock

FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=1)
GIVEN_UP_AFTER = timedelta(days=5)
"""RFC 5321, 4.5.4.1."""
MOST_A_ROUND = 200


@dataclass(slots=True)
class Round:
    """What one round did. `busy`: another deliverer is at it, nothing was done."""

    entered: int = 0
    passed_on: int = 0
    sent: int = 0
    failed: int = 0
    given_up: int = 0
    busy: bool = False
    troubles: list[str] = field(default_factory=list)


class Deliverer:
    """Over one workspace; `close` it. Nothing of it is kept between rounds but what stands in state.db."""

    def __init__(
        self, workspace: Workspace, clock: Clock, known: Known, sender: Sender, audit: Audited | None = None
    ) -> None:
        self._workspace, self._clock, self._known, self._sender = workspace, clock, known, sender
        self._audit = audit or Unaudited()
        self._state = State(workspace.state, (*wishes.TABLES, *outbox.TABLES, *heard.TABLES))
        self._book, self._box, self._heard = WishBook(self._state), Outbox(self._state), HeardBook(self._state)
        self._directory = Directory(workspace)

    def close(self) -> None:
        self._state.close()

    @cached_property
    def _lock(self) -> WriterLock:
        return WriterLock(self._workspace.folder / "deliver.lock")

    def round(self) -> Round:
        """All three steps, unless another process is at it."""
        done = Round()
        if not self._lock.try_take():
            done.busy = True
            return done
        try:
            for wishing in self._book.all():
                self._enter(wishing, done)
                self._pass_on(wishing, done)
            self._send_due(done)
        finally:
            self._lock.release()
        return done

    def _enter(self, wishing: Wishing, done: Round) -> None:
        reader = self._reader(wishing.name)
        if reader is None:
            return
        watched = self._watched(wishing.name)
        known = self._box.known(wishing.name)
        for one in self._known.of(reader.picture):
            if one.at > wishing.since and one.id not in known and _wants(wishing.wishes, watched, one):
                done.entered += self._put(wishing, one, "warning")

    def _put(self, wishing: Wishing, one: IssuedWarning, kind: str) -> bool:
        now = self._clock()
        told = wishing.wishes
        digest = told.digest is not None and one.severity != "severe" and kind == "warning"
        due = told.digest.after(now) if digest and told.digest else _free(told, one, now)
        warned = Warned(wishing.name, one.id, one.picture, kind, now, due)
        return self._box.enter(warned, one, [way for way, _ in told.ways], digest=digest)

    def _pass_on(self, wishing: Wishing, done: Round) -> None:
        second = wishing.wishes.second
        if second is None:
            return
        late = self._clock() - timedelta(minutes=second.after_minutes)
        acknowledged = self._heard.acknowledged()
        for warned in self._box.unpassed(wishing.name):
            if warned.due_at > late or warned.warning in acknowledged:
                continue
            outcome = self.escalate(warned.picture, warned.warning, second.to, by=None)
            self._box.passed_on(wishing.name, warned.warning, outcome)
            done.passed_on += outcome == "passed on"
            if outcome != "passed on":
                done.troubles.append(f"A warning could not be passed on: {outcome}.")

    def escalate(self, picture: str, warning: str, to: str, by: Reader | None, why: str | None = None) -> str:
        """Tell a second person, if they may see it; the outcome in words. Asked again it changes nothing."""
        reader = self._reader(to)
        one = None if reader is None else self._known.one(picture, warning, reader)
        wishing = self._book.of(to)
        if one is None:
            return "the second person may not see it"
        marking = one.marking if by is None else by.picture.scope.marking()
        self._heard.add(Heard(warning, "escalated", self._clock(), marking, by.name if by else None, to, why))
        self._put(wishing or Wishing(to, Wishes(), self._clock()), one, "escalation")
        return "passed on" if wishing is not None and wishing.wishes.ways else "the second person has no way"

    def _send_due(self, done: Round) -> None:
        now = self._clock()
        broken: set[str] = set()
        for sending in self._box.due(now, MOST_A_ROUND):
            wishing = self._book.of(sending.person)
            place = dict(wishing.wishes.ways).get(sending.way) if wishing else None
            reader = self._reader(sending.person)
            server = f"{sending.way} {place if sending.way == 'webhook' else ''}"
            if wishing is None or place is None or reader is None:
                self._give_up(sending, "The person is not written to any more.", done)
            elif server not in broken and not self._send(sending, wishing, (place, reader), done):
                broken.add(server)

    def _send(self, sending: Sending, wishing: Wishing, to: tuple[str, Reader], done: Round) -> bool:
        """False when the server cannot be reached at all, so that others for it wait too."""
        now, (place, reader) = self._clock(), to
        warnings = [one for pair in sending.warnings if (one := self._known.one(*pair, reader)) is not None]
        if not warnings:
            self._give_up(sending, "It no longer stands within the person's picture.", done)
            return True
        free = now if sending.kind == "digest" else max(_free(wishing.wishes, one, now) for one in warnings)
        if free > now:
            self._box.put_off(sending.id, free, None)
            return True
        self._audit.record(sending.person, f"sent {sending.way}", sorted({number for _, number in sending.warnings}))
        try:
            self._sender.send(sending, place, warnings)
        except OperatorError as error:
            self._failed(sending, error, done)
            return isinstance(error, Refused)
        self._box.sent(sending.id, self._clock())
        done.sent += 1
        return True

    def _failed(self, sending: Sending, error: OperatorError, done: Round) -> None:
        now = self._clock()
        done.failed += 1
        done.troubles.append(error.what)
        if now - sending.made_at > GIVEN_UP_AFTER:
            self._give_up(sending, error.what, done)
        else:
            self._box.put_off(sending.id, now + wait_after(sending.tries), error.what)

    def _give_up(self, sending: Sending, why: str, done: Round) -> None:
        self._box.give_up(sending.id, why)
        done.given_up += 1

    def _reader(self, name: str) -> Reader | None:
        reader = self._directory.reader(name)
        return reader if reader is not None and reader.may("read") else None

    def _watched(self, name: str) -> dict[tuple[str, str], bool]:
        store = Watches(self._workspace.state)
        try:
            return {(one.kind, one.target): one.notify for one in store.of(name)}
        finally:
            store.close()


def wait_after(tries: int) -> timedelta:
    """Twice as long after each try in vain, up to an hour."""
    return min(FIRST_WAIT * (1 << min(tries, 12)), LONGEST_WAIT)


def _wants(told: Wishes, watched: dict[tuple[str, str], bool], one: IssuedWarning) -> bool:
    """A watch that notifies lets everything through that touches it."""
    hits = [watched[touched] for touched in one.touches if touched in watched]
    return any(hits) or (at_least(one.severity, told.least) and (bool(hits) or not told.only_watched))


def _free(told: Wishes, one: IssuedWarning, now: datetime) -> datetime:
    quiet = told.quiet
    if quiet is None or (quiet.severe_pass and one.severity == "severe"):
        return now
    return quiet.until(now)
