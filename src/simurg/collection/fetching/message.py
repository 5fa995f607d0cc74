"""A document with the few headers that say how to read it, as an HTTP message (RFC 9112, 2.1).

Bytes that describe themselves are kept as they came. Others (a charset that only the server told, a web page whose
address and robots notice stand in no byte of it) are kept under a head of those headers alone, always in one order:
an unchanged page is the same bytes again, whatever else the server said. `opened` takes it apart; a document without
such a head has no headers and is its own body.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

KEPT = ("content-location", "content-type", "content-language", "link", "tdm-policy", "tdm-reservation", "x-robots-tag")
MOST_VALUE = 2_000
_START = b"HTTP/1.1 200 OK\r\n"
_HEADER = re.compile(rb"([a-z-]{1,40}): ([^\r\n\x00]*)")


@dataclass(frozen=True, slots=True)
class Message:
    """Header names in lower case, and of KEPT only."""

    headers: Mapping[str, str]
    body: bytes


def message(url: str, headers: Mapping[str, str], body: bytes, kept: Iterable[str] = KEPT) -> bytes:
    """The body under a head of its address and those of its headers that are kept."""
    told = {**headers, "content-location": url}
    lines = [f"{name}: {_one_line(told[name])}\r\n" for name in sorted(kept) if told.get(name)]
    return _START + "".join(lines).encode("utf-8") + b"\r\n" + body


def opened(content: bytes) -> Message:
    """What `message` made; anything else as a body."""
    if not content.startswith(_START):
        return Message({}, content)
    head, found, body = content[len(_START) :].partition(b"\r\n\r\n")
    if content.startswith(b"\r\n", len(_START)):
        head, found, body = b"", b"\r\n", content[len(_START) + 2 :]
    lines = [_HEADER.fullmatch(line) for line in head.split(b"\r\n")] if head else []
    if not found or len(lines) > len(KEPT) or not all(line and line[1].decode() in KEPT for line in lines):
        return Message({}, content)
    return Message({line[1].decode(): line[2].decode("utf-8", "replace") for line in lines if line}, body)


def _one_line(value: str) -> str:
    return re.sub(r"[\r\n\x00]+", " ", value)[:MOST_VALUE].strip()
