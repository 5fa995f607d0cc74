"""One run of one source's plan: its calls go out, its documents land in the spool, its failures come back as faults.

The plan sees nothing but answers and faults. Keys are filled in where a request is made and stand nowhere else; every
failure is thrown into the plan as `Fault`, and ends it unless it catches it. `Remember`, and the end of a plan, make
durable what was kept, the cursor and the validators of all that was answered so far, in one step. A plan that ends
with a fault leaves what it kept, and neither cursor nor validators from after its last `Remember`.
"""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import Any

from simurg.app.following.doors import allowed_of_source
from simurg.app.following.hosts import Hosts
from simurg.app.following.keys import Keys, shown
from simurg.app.following.spool import MOST_CURSOR, Spool, Spooled
from simurg.collection import registry
from simurg.collection.fetching.faults import fault_of
from simurg.collection.fetching.plan import (
    MOST_TOLD,
    Answer,
    Call,
    Fault,
    FaultKind,
    Fetch,
    Keep,
    Plan,
    Remember,
    Said,
    one_document,
)  # fmt: skip
from simurg.collection.fetching.validators import Validators, condition_of, validators_of
from simurg.collection.source import Source
from simurg.ontology.errors import OperatorError, SourceError
from simurg.ontology.times import Clock
from simurg.outbound.asking import Reply, ask
from simurg.outbound.errors import CutShort, NotAllowed, NotUnpacked, TimedOut, TooLarge, Unreachable
from simurg.outbound.way_out import Bounds, WayOut

AGENT = f"simurg/{version('simurg')}"
MOST_BODY = 512 << 20
MOST_SAID, MOST_NAME = 300, 120
"""Characters."""
MOST_SAYINGS = 100
_KINDS: tuple[tuple[type[OperatorError], FaultKind], ...] = (
    (NotAllowed, "refused_address"),
    (TimedOut, "timed_out"),
    (CutShort, "cut_short"),
    (TooLarge, "too_large"),
    (NotUnpacked, "wrong_encoding"),
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one run may take, whatever its plan wants."""

    calls: int = 5_000
    documents: int = 20_000
    bytes: int = 4 << 30  # of bodies, unpacked, and again of documents
    seconds: float = 3_600.0


@dataclass(frozen=True, slots=True)
class Wire:
    """What a run is given. Of `out` the resolver, the monotonic clock and the trusted authorities are used; which
    hosts may be reached follows from the source. `folder` is where `file:` keys are."""

    out: WayOut
    spool: Spool
    hosts: Hosts
    clock: Clock
    folder: Path
    environment: Mapping[str, str] | None = None  # None: this process's
    limits: Limits = field(default_factory=Limits)
    told: Callable[[str], None] = lambda _: None  # a line for the log, as it happens


@dataclass(frozen=True, slots=True)
class Fetched:
    """What became of one run. `documents` are those that were not in the spool before; `bytes` of all bodies,
    unpacked; `unchanged`: without fault and documents, because the publisher said that nothing changed (304)."""

    source: str
    started_at: datetime
    ended_at: datetime
    calls: int = 0
    bytes: int = 0
    documents: tuple[Spooled, ...] = ()
    fault: Fault | None = None
    said: tuple[str, ...] = ()
    unchanged: bool = False


def run_plan(wire: Wire, source: Source, fetch: Fetch | None = None) -> Fetched:
    """Never raises for what a publisher does. `fetch` None: the connector's own, else `one_document`. OperatorError
    if state.db or the disk fails; then nothing but what was remembered is in the spool."""
    run = _Run(wire, source)
    with wire.spool.turn(source.name) as mine:
        if mine:
            run.drive(fetch or fetch_of(source))
        else:
            run.fault = Fault("other", f"Another process fetches {source.name} just now.", hint="Wait for it.")
    return run.fetched()


def fetch_of(source: Source) -> Fetch:
    """The connector's own, if it has one."""
    found: Fetch = getattr(registry.find(source.connector), "fetch", one_document)
    return found


class _Run:
    """One run, from its first call to its last commit."""

    def __init__(self, wire: Wire, source: Source) -> None:
        self._wire, self._source = wire, source
        self._keys = Keys.of(source, wire.folder, wire.environment)
        self._started_at, self._begun = wire.clock(), wire.out.monotonic()
        self._calls = self._bytes = self._kept = self._kept_bytes = 0
        self._landed: list[Spooled] = []
        self._validators: dict[str, Validators] = {}
        self._documents: list[Spooled] = []
        self._said: list[str] = []
        self._spent = self._unchanged = False
        self.fault: Fault | None = None

    def fetched(self) -> Fetched:
        documents = tuple(self._documents)
        unchanged = self._unchanged and not documents and self.fault is None
        return Fetched(
            self._source.name, self._started_at, self._wire.clock(), self._calls, self._bytes, documents, self.fault,
            tuple(self._said), unchanged,
        )  # fmt: skip

    def drive(self, fetch: Fetch) -> None:
        """The plan to its end, or to its fault."""
        try:
            cursor = self._wire.spool.cursor(self._source.name)
            self._grant_all(fetch(self._source, cursor, self._started_at))
            self._commit(None)
        except OperatorError:
            raise
        except Exception as error:  # noqa: BLE001  the edge: a plan reads what publishers send
            self.fault = self._as_fault(error)
            self._validators.clear()
            self._commit(None)

    def _grant_all(self, plan: Plan) -> None:
        answer: Answer | None = None
        fault: Fault | None = None
        try:
            while True:
                try:
                    wish = plan.send(answer) if fault is None else plan.throw(fault)
                except StopIteration:
                    return
                answer = fault = None
                try:
                    answer = self._granted(wish)
                except Fault as raised:
                    if self._spent:
                        raise
                    fault = raised
                    self._spent = self._over() is not None
        finally:
            with suppress(RuntimeError):  # a plan that will not end
                plan.close()

    def _granted(self, wish: object) -> Answer | None:
        if isinstance(wish, Call):
            return self._answer(wish)
        if isinstance(wish, Keep):
            self._keep(wish)
        elif isinstance(wish, Remember):
            self._commit(self._checked(wish.cursor))
        elif isinstance(wish, Said):
            self._say(wish.what)
        else:
            raise Fault("other", f"The plan of {self._source.connector} wants what is no wish.", hint="Report it.")
        return None

    def _answer(self, call: Call) -> Answer:
        over = self._over()
        if over is not None:
            raise over
        self._calls += 1
        known = self._wire.spool.validators(self._source.name, call.url) if call.conditional else Validators()
        try:
            reply = self._asked(call, known)
        except (NotAllowed, Unreachable) as error:
            raise Fault(_kind_of(error), f"{shown(call.url)}: {error.what}", hint=error.hint) from error
        self._bytes += len(reply.body)
        at = self._wire.clock()
        self._refuse(call, reply, known, at)
        if reply.status == 304:
            self._unchanged = True
        elif call.conditional:
            self._validators[call.url] = validators_of(reply.headers)
        url = self._keys.scrubbed(reply.target.url) if reply.hops else call.url
        return Answer(url, reply.status, MappingProxyType(dict(reply.headers)), reply.body, at)

    def _asked(self, call: Call, known: Validators) -> Reply:
        source, limits = self._source, self._wire.limits
        try:
            out = replace(self._wire.out, allowed=allowed_of_source(source))
        except SourceError as error:
            raise Fault("refused_address", error.what, hint=error.hint) from error
        bounds = Bounds(
            seconds=min(call.seconds, limits.seconds - self._elapsed_s()),
            answer_bytes=min(call.most_bytes, MOST_BODY, limits.bytes - self._bytes),
            unpack=True,
        )
        question = self._keys.question(call, {"User-Agent": AGENT, "Accept": "*/*", **condition_of(known)})
        return ask(out, "feeds", question, bounds, lambda target: self._wire.hosts.turn(target.host))

    def _refuse(self, call: Call, reply: Reply, known: Validators, at: datetime) -> None:
        """Fault for an answer that is none; what its host asks for holds for the host."""
        fault = fault_of(reply.status, reply.headers, shown(call.url), at)
        if fault is None and reply.status == 304 and not known:
            fault = Fault("other", f"{shown(call.url)} answered 304 to what was asked for the first time.")
        if fault is None:
            return
        if fault.retry_after_s is not None and reply.status in (429, 503):
            self._wire.hosts.hold(reply.target.host, fault.retry_after_s)
        fault.body = reply.body[:MOST_TOLD]
        raise fault

    def _keep(self, wish: Keep) -> None:
        self._kept, self._kept_bytes = self._kept + 1, self._kept_bytes + len(wish.content)
        over = self._over()
        if over is not None:
            raise over
        name = self._keys.scrubbed(name_kept(wish.name))
        self._landed.append(self._wire.spool.land(self._source.name, name, wish.content, self._wire.clock()))

    def _commit(self, cursor: Mapping[str, Any] | None) -> None:
        at = self._wire.clock()
        self._documents += self._wire.spool.commit(
            self._source.name, self._landed, at, cursor=cursor, validators=self._validators
        )
        self._landed.clear()
        self._validators.clear()

    def _checked(self, cursor: Mapping[str, Any]) -> Mapping[str, Any]:
        try:
            text = json.dumps(dict(cursor), ensure_ascii=False)
        except (TypeError, ValueError) as error:
            raise Fault("other", "The cursor is not JSON.", hint="Report it.") from error
        if len(text.encode("utf-8", "surrogatepass")) > MOST_CURSOR:
            raise Fault("other", f"The cursor has more than {MOST_CURSOR:,} bytes.", hint="Report it.")
        if self._keys.in_sight(text):
            raise Fault("other", "The cursor holds a key.", hint="Report it: a key stands nowhere but where it is set.")
        return cursor

    def _say(self, what: str) -> None:
        text = "".join(one if one.isprintable() else " " for one in self._keys.scrubbed(what))[:MOST_SAID]
        if len(self._said) < MOST_SAYINGS:
            self._said.append(text)
            self._wire.told(f"{self._source.name}: {text}")

    def _over(self) -> Fault | None:
        """That the run has taken all it may."""
        limits = self._wire.limits
        if self._calls >= limits.calls or self._kept > limits.documents:
            what = f"{limits.calls:,} calls or {limits.documents:,} documents"
            return Fault("too_large", f"The run of {self._source.name} has made {what}, and ends.")
        if self._bytes >= limits.bytes or self._kept_bytes > limits.bytes:
            return Fault("too_large", f"The run of {self._source.name} has taken {limits.bytes:,} bytes, and ends.")
        if self._elapsed_s() >= limits.seconds:
            return Fault("timed_out", f"The run of {self._source.name} has lasted {limits.seconds:,.0f} s, and ends.")
        return None

    def _elapsed_s(self) -> float:
        return self._wire.out.monotonic() - self._begun

    def _as_fault(self, error: Exception) -> Fault:
        """As it is kept: made anew, so that neither the error's cause nor its frames, where keys stand, go along."""
        if isinstance(error, Fault):
            what, hint = self._keys.scrubbed(error.what), self._keys.scrubbed(error.hint)
            return Fault(error.kind, what, hint=hint, retry_after_s=error.retry_after_s, status=error.status)
        if isinstance(error, SourceError):
            return Fault("schema_changed", self._keys.scrubbed(error.what), hint=self._keys.scrubbed(error.hint))
        what = f"The plan of {self._source.connector} stumbled over an answer ({type(error).__name__})."
        return Fault("schema_changed", what, hint="Its publisher may have changed the form; look at an answer.")


def _kind_of(error: NotAllowed | Unreachable) -> FaultKind:
    return next((kind for sort, kind in _KINDS if isinstance(error, sort)), "unreachable")


def name_kept(name: str) -> str:
    """A document's name as it is kept: the last part of a path, without what cannot be shown."""
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    return "".join(one for one in last if one.isprintable()).strip(". ")[:MOST_NAME] or "document"
