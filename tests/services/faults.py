"""What can go wrong with an answer: each fault is a value, and `spoiled` is what it makes of a good reply.

Fault("status", status=429, headers={"Retry-After": "60"})
Fault("slow", seconds=2.0)            # the body takes that long, in ten pieces
Fault("cut")                          # half of the announced bytes, then the connection closes
Fault("wrong_length", extra=100)      # announces more bytes than come (less than 0: fewer)
Fault("redirect", location="http://169.254.169.254/latest/meta-data/")
Fault("changed_schema")               # names of fields are others; `change` may do it in another way
Fault("gzip_bomb", most=256 << 20)    # packed: that many zeros
Fault("wrong_encoding")               # UTF-16 that says it is UTF-8
Fault("duplicate")                    # the reply to the request before, once more
Fault("late", delay=timedelta(days=1))  # what the service would have said so much earlier
Fault("empty", body=b'{"data": []}')  # a 200 with nothing in it
Fault("silent")                       # the connection closes without one byte
"""

import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from typing import Literal

FaultKind = Literal[
    "slow", "cut", "wrong_length", "status", "redirect", "changed_schema", "gzip_bomb", "wrong_encoding", "duplicate",
    "late", "empty", "silent",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    kind: FaultKind
    status: int = 500
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    seconds: float = 1.0
    extra: int = 100
    location: str = ""
    most: int = 256 << 20
    delay: timedelta = timedelta(days=1)
    change: Callable[[bytes], bytes] | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes over the wire. `announced`: the Content-Length, where it is not the body's. `seconds`: how long the
    body takes. `dead`: nothing is sent at all."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    announced: int | None = None
    seconds: float = 0.0
    dead: bool = False


def spoiled(fault: Fault, reply: Reply, before: Reply | None) -> Reply:
    """The reply with that fault; `before` is the last good one for the same address (`late` is done by the server)."""
    if fault.kind == "slow":
        return replace(reply, seconds=fault.seconds)
    if fault.kind == "cut":
        return replace(reply, body=reply.body[: len(reply.body) // 2], announced=len(reply.body))
    if fault.kind == "wrong_length":
        return replace(reply, announced=max(0, len(reply.body) + fault.extra))
    if fault.kind == "status":
        return Reply(fault.status, fault.headers, fault.body or f"{fault.status}\n".encode())
    if fault.kind == "redirect":
        return Reply(302, {"Location": fault.location, **fault.headers})
    if fault.kind == "changed_schema":
        return replace(reply, body=(fault.change or renamed)(reply.body), headers=_without_etag(reply))
    if fault.kind == "gzip_bomb":
        return Reply(200, {**_without_etag(reply), "Content-Encoding": "gzip"}, bomb(fault.most))
    if fault.kind == "wrong_encoding":
        text = reply.body.decode("utf-8", "replace").encode("utf-16-le")
        return replace(reply, body=text, headers={**_without_etag(reply), "Content-Type": "text/plain; charset=utf-8"})
    if fault.kind == "empty":
        return Reply(200, {**_without_etag(reply), **fault.headers}, fault.body)
    if fault.kind == "silent":
        return Reply(dead=True)
    return before or reply if fault.kind == "duplicate" else reply


def renamed(body: bytes) -> bytes:
    """The names of JSON's fields, XML's elements or a table's columns changed; anything else as one odd line."""
    start = body.lstrip()[:1]
    if start in (b"{", b"["):
        return re.sub(rb'"([A-Za-z_@#][\w.$-]{0,60})"(\s*:)', rb'"renamed_\1"\2', body)
    if start == b"<":
        return re.sub(rb"<(/?)([A-Za-z])", rb"<\1renamed_\2", body)
    head, end, rest = body.partition(b"\n")
    return re.sub(rb"\w+", rb"renamed", head) + end + rest if end else b"renamed\n" + body


@cache
def bomb(most: int) -> bytes:
    """A gzip of that many zeros."""
    packer = zlib.compressobj(9, wbits=31)
    piece = bytes(1 << 20)
    return b"".join([packer.compress(piece) for _ in range(most >> 20)]) + packer.flush()


def _without_etag(reply: Reply) -> dict[str, str]:
    return {name: value for name, value in reply.headers.items() if name.lower() not in ("etag", "last-modified")}
