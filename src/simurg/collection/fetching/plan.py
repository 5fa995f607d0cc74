"""A plan of fetching: a generator that yields what it wants and is sent what came. It opens nothing itself.

    def fetch(source, cursor, now) -> Plan:
        answer = yield Call("https://…/lastupdate.txt")
        if answer.unchanged:
            return
        for url in urls_in(answer.body):
            page = yield Call(url)
            yield Keep(name_of(url), page.body)
        yield Remember({"last": …})

A connector may offer such a `fetch` beside its `parse`; without one, `one_document` fetches the source's address.
`Keep` hands over a document for `parse`, `Remember` a cursor: both are durable together, before the plan goes on after
`Remember` (or ends): a plan that was killed goes on where it remembered, and what is kept twice is one document.
A call that fails is thrown into the plan as `Fault`; a plan that does not catch it ends with it.
"""

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal, Protocol

from simurg.collection.source import Source
from simurg.ontology.errors import SourceError

FaultKind = Literal[
    "unreachable",  # no address, no connection, TLS that is wrong
    "timed_out",  # no whole answer within its time
    "cut_short",  # fewer bytes than announced, or a packed body that breaks off
    "too_large",  # more bytes than allowed, also when unpacked
    "refused_address",  # an address or a redirect that is not allowed
    "not_found",  # 404, 410
    "server_error",  # 5xx
    "throttled",  # 429, or a publisher's own word for it
    "unauthorised",  # 401: no token, or one that is wrong or expired
    "tier_refused",  # a token that is good, for an account that may not have this
    "forbidden",  # 403
    "schema_changed",  # an answer that is not in the form that the connector knows
    "wrong_encoding",  # bytes that are not the text they say they are
    "refused_by_robots",  # the publisher's robots.txt does not want this
    "missing_key",  # the source needs a key that is not set
    "other",
]
"""Each is told apart in a source's health."""
MOST_TOLD = 64 << 10


class Fault(SourceError):
    """A fetch that failed. `retry_after_s`: what the server asked for, if it did. `status` and `body`: of the answer,
    if there was one, so that a connector can tell a publisher's refusals apart; of the body the first `MOST_TOLD`
    bytes. The message holds no secret, and nothing of the body."""

    def __init__(
        self,
        kind: FaultKind,
        what: str,
        *,
        hint: str = "",
        retry_after_s: float | None = None,
        status: int | None = None,
        body: bytes = b"",
    ) -> None:
        super().__init__(what, hint=hint)
        self.kind: FaultKind = kind
        self.retry_after_s = retry_after_s
        self.status = status
        self.body = body[:MOST_TOLD]


@dataclass(frozen=True, slots=True)
class Call:
    """A request. `{key:NAME}` in the address, a header or a form's value stands for the source's key of that name
    (`keys:` in sources.yaml); it is filled in by whoever runs the plan, and stands as it is in logs and errors.
    `conditional`: send the validators (ETag, Last-Modified) that came with this address before."""

    url: str
    method: Literal["GET", "POST"] = "GET"
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    form: Mapping[str, str] | None = None
    json: Any = None
    conditional: bool = False
    most_bytes: int = 64 << 20  # of the body, unpacked
    seconds: float = 60.0


@dataclass(frozen=True, slots=True)
class Answer:
    """2xx, or 304. Header names are in lower case; `body` is unpacked. `url` is the last one, after redirects."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    at: datetime

    @property
    def unchanged(self) -> bool:
        return self.status == 304


@dataclass(frozen=True, slots=True)
class Keep:
    """A document. `name` as `Raw.name`: a file name, with the moment in it where the publisher has it there."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Remember:
    """The cursor from now on: small, JSON. It replaces the one before."""

    cursor: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """A word for the log and for health, for example that an answer was empty where it never is."""

    what: str


Plan = Generator[Call | Keep | Remember | Said, Answer | None, None]


class Fetch(Protocol):
    """`cursor` is what the plan remembered last, empty at first; `now` the moment of the fetch, UTC."""

    def __call__(self, source: Source, cursor: Mapping[str, Any], now: datetime) -> Plan: ...


def asked(call: Call, answer: Answer | None) -> Answer:
    """The answer to a call, for type checkers: `answer = asked(call, (yield call))`."""
    if answer is None:
        raise Fault("other", f"No answer came to {call.url[:80]}.")
    return answer


def one_document(source: Source, cursor: Mapping[str, Any], now: datetime) -> Plan:  # noqa: ARG001
    """The address itself, if it changed."""
    call = Call(source.address.strip(), conditional=True)
    answer = asked(call, (yield call))
    if not answer.unchanged:
        yield Keep(name_of(answer.url), answer.body)


def name_of(url: str) -> str:
    """The last part of an address, as a document's name."""
    path = url.partition("#")[0].partition("?")[0].rstrip("/")
    return path.rpartition("/")[2][:120] or "document"
