"""The calls of one run: each with its keys, its validators, its bounds and the manners of its host; each failure as
a `Fault` that holds no secret."""

from dataclasses import replace
from datetime import datetime
from importlib.metadata import version
from types import MappingProxyType

from simurg.app.following.doors import allowed_of_source
from simurg.app.following.keys import Keys, shown
from simurg.app.following.wire import Wire
from simurg.collection.fetching.faults import fault_of
from simurg.collection.fetching.plan import MOST_TOLD, Answer, Call, Fault, FaultKind
from simurg.collection.fetching.validators import Validators, condition_of, validators_of
from simurg.collection.source import Source
from simurg.ontology.errors import OperatorError, SourceError
from simurg.outbound.asking import Reply, ask
from simurg.outbound.errors import CutShort, NotAllowed, NotUnpacked, TimedOut, TooLarge, Unreachable
from simurg.outbound.way_out import Bounds

AGENT = f"simurg/{version('simurg')}"
MOST_BODY = 512 << 20
_KINDS: tuple[tuple[type[OperatorError], FaultKind], ...] = (
    (NotAllowed, "refused_address"),
    (TimedOut, "timed_out"),
    (CutShort, "cut_short"),
    (TooLarge, "too_large"),
    (NotUnpacked, "wrong_encoding"),
)


class Calls:
    """`count` and `bytes` of those made so far; `fresh`: validators of what was answered and is not remembered yet;
    `unchanged`: whether any was answered by 304."""

    def __init__(self, wire: Wire, source: Source, keys: Keys) -> None:
        self._wire, self._source, self._keys = wire, source, keys
        self._begun = wire.out.monotonic()
        self.count = self.bytes = 0
        self.fresh: dict[str, Validators] = {}
        self.unchanged = False

    def answer(self, call: Call) -> Answer:
        """Fault for anything but 2xx and 304."""
        over = self.over()
        if over is not None:
            raise over
        self.count += 1
        known = self._wire.spool.validators(self._source.name, call.url) if call.conditional else Validators()
        try:
            reply = self._asked(call, known)
        except (NotAllowed, Unreachable) as error:
            raise Fault(_kind_of(error), f"{shown(call.url)}: {error.what}", hint=error.hint) from error
        self.bytes += len(reply.body)
        at = self._wire.clock()
        self._refuse(call, reply, known, at)
        if reply.status == 304:
            self.unchanged = True
        elif call.conditional:
            self.fresh[call.url] = validators_of(reply.headers)
        url = self._keys.scrubbed(reply.target.url) if reply.hops else call.url
        return Answer(url, reply.status, MappingProxyType(dict(reply.headers)), reply.body, at)

    def over(self) -> Fault | None:
        """That the run has taken all that it may."""
        limits, name = self._wire.limits, self._source.name
        if self.count >= limits.calls:
            return Fault("too_large", f"The run of {name} has made {limits.calls:,} calls, and ends.")
        if self.bytes >= limits.bytes:
            return Fault("too_large", f"The run of {name} has taken {limits.bytes:,} bytes, and ends.")
        if self._elapsed_s() >= limits.seconds:
            return Fault("timed_out", f"The run of {name} has lasted {limits.seconds:,.0f} s, and ends.")
        return None

    def _asked(self, call: Call, known: Validators) -> Reply:
        limits = self._wire.limits
        try:
            out = replace(self._wire.out, allowed=allowed_of_source(self._source))
        except SourceError as error:
            raise Fault("refused_address", error.what, hint=error.hint) from error
        bounds = Bounds(
            seconds=min(call.seconds, limits.seconds - self._elapsed_s()),
            answer_bytes=min(call.most_bytes, MOST_BODY, limits.bytes - self.bytes),
            unpack=True,
        )
        question = self._keys.question(call, {"User-Agent": AGENT, "Accept": "*/*", **condition_of(known)})
        return ask(out, "feeds", question, bounds, lambda target: self._wire.hosts.turn(target.host))

    def _refuse(self, call: Call, reply: Reply, known: Validators, at: datetime) -> None:
        """Fault for an answer that is none; what its host asks for holds for the host."""
        part = any(name.lower() == "range" for name in call.headers)
        fault = fault_of(reply.status, reply.headers, shown(call.url), at, part=part)
        if fault is None and reply.status == 304 and not known:
            fault = Fault("other", f"{shown(call.url)} answered 304 to what was asked for the first time.")
        if fault is None:
            return
        if fault.retry_after_s is not None and reply.status in (429, 503):
            self._wire.hosts.hold(reply.target.host, fault.retry_after_s)
        fault.body = reply.body[:MOST_TOLD]
        raise fault

    def _elapsed_s(self) -> float:
        return self._wire.out.monotonic() - self._begun


def _kind_of(error: NotAllowed | Unreachable) -> FaultKind:
    return next((kind for sort, kind in _KINDS if isinstance(error, sort)), "unreachable")
