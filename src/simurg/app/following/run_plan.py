"""One run of one source's plan: its calls go out, its documents land in the spool, its failures come back as faults.

The plan sees nothing but answers and faults. Keys are filled in where a request is made and stand nowhere else; every
failure is thrown into the plan as `Fault`, and ends it unless it catches it. `Remember`, and the end of a plan, make
durable what was kept, the cursor and the validators of all that was answered so far, in one step. A plan that ends
with a fault leaves what it kept, and neither cursor nor validators from after its last `Remember`.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from simurg.app.following.calls import Calls
from simurg.app.following.keys import Keys
from simurg.app.following.spool import MOST_CURSOR, Spooled
from simurg.app.following.wire import Limits, Wire
from simurg.collection import registry
from simurg.collection.fetching.plan import Answer, Call, Fault, Fetch, Keep, Plan, Remember, Said, one_document
from simurg.collection.source import Source
from simurg.ontology.errors import OperatorError, SourceError

__all__ = ["Fetched", "Limits", "Wire", "fetch_of", "run_plan"]
MOST_SAID, MOST_NAME = 300, 120
"""Characters."""
MOST_SAYINGS = 100


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
        self._started_at = wire.clock()
        self._keys = Keys.of(source, wire.folder, wire.environment)
        self._calls = Calls(wire, source, self._keys)
        self._kept = self._kept_bytes = 0
        self._landed: list[Spooled] = []
        self._documents: list[Spooled] = []
        self._said: list[str] = []
        self.fault: Fault | None = None

    def fetched(self) -> Fetched:
        calls, documents = self._calls, tuple(self._documents)
        unchanged = calls.unchanged and not documents and self.fault is None
        return Fetched(
            self._source.name, self._started_at, self._wire.clock(), calls.count, calls.bytes, documents, self.fault,
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
            self._calls.fresh.clear()
            self._commit(None)

    def _grant_all(self, plan: Plan) -> None:
        """Each wish in turn. A run that has taken all it may is told so once, and its next fault ends it."""
        answer: Answer | None = None
        fault: Fault | None = None
        told = False
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
                    if told:
                        raise
                    fault, told = raised, self._over() is not None
        finally:
            with suppress(RuntimeError):  # a plan that will not end
                plan.close()

    def _granted(self, wish: object) -> Answer | None:
        if isinstance(wish, Call):
            return self._calls.answer(wish)
        if isinstance(wish, Keep):
            self._keep(wish)
        elif isinstance(wish, Remember):
            self._commit(self._checked(wish.cursor))
        elif isinstance(wish, Said):
            self._say(wish.what)
        else:
            raise Fault("other", f"The plan of {self._source.connector} wants what is no wish.", hint="Report it.")
        return None

    def _keep(self, wish: Keep) -> None:
        self._kept, self._kept_bytes = self._kept + 1, self._kept_bytes + len(wish.content)
        over = self._over()
        if over is not None:
            raise over
        name = name_kept(self._keys.scrubbed(wish.name))
        self._landed.append(self._wire.spool.land(self._source.name, name, wish.content, self._wire.clock()))

    def _over(self) -> Fault | None:
        limits = self._wire.limits
        if self._kept > limits.documents or self._kept_bytes > limits.bytes:
            most = f"{limits.documents:,} documents or {limits.bytes:,} bytes"
            return Fault("too_large", f"The run of {self._source.name} has kept more than {most}, and ends.")
        return self._calls.over()

    def _commit(self, cursor: Mapping[str, Any] | None) -> None:
        at, fresh = self._wire.clock(), self._calls.fresh
        landed = tuple(self._landed)
        self._documents += self._wire.spool.commit(self._source.name, landed, at, cursor=cursor, validators=fresh)
        self._landed.clear()
        fresh.clear()

    def _checked(self, cursor: Mapping[str, Any]) -> Mapping[str, Any]:
        try:
            text = json.dumps(dict(cursor), ensure_ascii=False, allow_nan=False)
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

    def _as_fault(self, error: Exception) -> Fault:
        """As it is kept: made anew, so that neither the error's cause nor its frames, where keys stand, go along."""
        if isinstance(error, Fault):
            what, hint = self._keys.scrubbed(error.what), self._keys.scrubbed(error.hint)
            return Fault(error.kind, what, hint=hint, retry_after_s=error.retry_after_s, status=error.status)
        if isinstance(error, SourceError):
            return Fault("schema_changed", self._keys.scrubbed(error.what), hint=self._keys.scrubbed(error.hint))
        what = f"The plan of {self._source.connector} stumbled over an answer ({type(error).__name__})."
        return Fault("schema_changed", what, hint="Its publisher may have changed the form; look at an answer.")


def name_kept(name: str) -> str:
    """A document's name as it is kept: the last part of a path, without what cannot be shown."""
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    return "".join(one for one in last if one.isprintable()).strip(". ")[:MOST_NAME] or "document"
