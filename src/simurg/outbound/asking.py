"""One question to another machine and its answer, redirects followed by us: each hop is a fresh address, read, checked
against the doors of the purpose, resolved and connected to as the first was (RFC 9110, 15.4; OWASP SSRF).

At most `MOST_HOPS`, never from https to http, never in a circle. To another origin than the first nothing goes but
what says how an answer should look (`_ANYWHERE`): no key, no form. The time of a question is that of all its hops.
"""

import re
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from typing import Literal

import httpx

from simurg.outbound.doors import Purpose
from simurg.outbound.errors import NotAllowed, TimedOut
from simurg.outbound.target import Target, joined
from simurg.outbound.transport import Transport
from simurg.outbound.way_out import Bounds, WayOut

MOST_HOPS = 5
_REDIRECTS = (301, 302, 303, 307, 308)
_ANYWHERE = frozenset({"accept", "accept-language", "user-agent"})
_OURS = frozenset(
    {"host", "content-length", "transfer-encoding", "connection", "upgrade", "te", "trailer", "expect", "keep-alive",
     "accept-encoding", "proxy-authorization", "proxy-connection"}
)  # fmt: skip
"""Headers that belong to the exchange, and are nobody else's to set."""
_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
MOST_HEADER = 8_192

Turn = Callable[[Target], AbstractContextManager[None]]
"""Entered around each hop: for manners towards a host."""


@dataclass(frozen=True, slots=True)
class Question:
    """`content` None: without a body."""

    target: Target
    method: Literal["GET", "POST"] = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """`target` is the last one; header names are in lower case, those that come more than once joined by a comma."""

    target: Target
    status: int
    headers: Mapping[str, str]
    body: bytes
    hops: int


def ask(
    out: WayOut, purpose: Purpose, question: Question, bounds: Bounds, turn: Turn = lambda _: nullcontext()
) -> Reply:
    """NotAllowed for what is refused, at the first hop or a later one; Unreachable and its kinds for what fails."""
    left, seen = bounds.seconds, {question.target.url}
    for hops in range(MOST_HOPS + 1):
        _check(question.headers)
        with turn(question.target):
            started = out.monotonic()
            reply = _exchange(out, purpose, question, replace(bounds, seconds=left), hops)
            left -= out.monotonic() - started
        location = reply.headers.get("location", "")
        if reply.status not in _REDIRECTS or not location:
            return reply
        question = redirected(question, reply.status, location)
        if question.target.url in seen:
            raise NotAllowed(f"{question.target.host[:80]} redirects in a circle.", hint="Write its last address.")
        if left <= 0:
            raise TimedOut(f"{question.target.host[:80]} was not reached in {bounds.seconds:g} s of redirects.")
        seen.add(question.target.url)
    raise NotAllowed(
        f"More than {MOST_HOPS} redirects, by {question.target.host[:80]}.", hint="Write its last address."
    )


def redirected(question: Question, status: int, location: str) -> Question:
    """What is asked after a redirect; NotAllowed where it may not be followed."""
    target = joined(question.target, location)
    if question.target.scheme == "https" and target.scheme == "http":
        raise NotAllowed(f"{question.target.host[:80]} redirects from https to http.", hint="It is not followed.")
    method, content = question.method, question.content
    if status == 303 or (status in (301, 302) and method == "POST"):
        method, content = "GET", None
    headers = dict(question.headers)
    if target.origin != question.target.origin:
        if content is not None:
            raise NotAllowed(
                f"{question.target.host[:80]} redirects what was sent to it to another machine.",
                hint="It is not followed.",
            )
        headers = {name: value for name, value in headers.items() if name.lower() in _ANYWHERE}
    elif content is None:
        headers = {name: value for name, value in headers.items() if name.lower() != "content-type"}
    return Question(target, method, headers, content)


def _exchange(out: WayOut, purpose: Purpose, question: Question, bounds: Bounds, hops: int) -> Reply:
    """By the transport itself: a client of httpx would write each address, with what secrets it has, into its log."""
    request = httpx.Request(
        question.method, question.target.url, headers=dict(question.headers), content=question.content
    )
    answer = Transport(out, purpose, bounds).handle_request(request)
    headers = {name.lower(): value for name, value in answer.headers.items()}
    return Reply(question.target, answer.status_code, headers, answer.read(), hops)


def _check(headers: Mapping[str, str]) -> None:
    """Before anything is sent, and without a value in the error: secrets stand in them."""
    for name, value in headers.items():
        if not _NAME.fullmatch(name) or name.lower() in _OURS:
            raise NotAllowed(f"The header {name[:40]!r} is not one that may be sent.", hint="Leave it out.")
        if len(value) > MOST_HEADER or not value.isascii() or not all(one.isprintable() for one in value):
            raise NotAllowed(
                f"The header {name[:40]} has a value that may not stand there.",
                hint="If it holds a key, see that the key has no line break.",
            )
