"""E-mail (RFC 5322, MIME) as its words: subject, date, the text parts, and what is attached, each once.

Of people nothing is taken: neither who wrote nor to whom. Headers are read by hand, since the standard library's
structured reader is quadratic on hostile ones. A message is bounded in its bytes, parts, depth and boundaries before
the library is given it.
"""

import email.errors
import email.header
import email.message
import email.parser
import email.policy
import email.utils
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from simurg.collection.feeds.encoding import characters_of
from simurg.collection.files.told import Attached, Told
from simurg.collection.plain_text import plain_text
from simurg.ontology.errors import SourceError

MOST_BYTES = 32 << 20
MOST_PARTS = 200
MOST_DEPTH = 10
MOST_LINES = 600_000
MOST_HEADERS = 2_000
MOST_WORD = 2_000
"""Characters of one header that are read."""

_BOUNDARY = re.compile(rb"(?i)\bboundary\s{0,9}=")
_LONG = re.compile(rb"(?i)(?:\A|\n)content-(?:type|disposition):(?:[^\r\n]|\r?\n[ \t]){4000}")
_START = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]{1,60}:[^\r\n]{0,2000}\r?\n(?:[ \t][^\r\n]{0,2000}\r?\n){0,200}){2}")
_USUAL = re.compile(rb"(?im)^(?:from|date|subject|message-id|mime-version|received|return-path):")


def is_mail(content: bytes) -> bool:
    """Whether it begins as a message does."""
    head = content[:16_384]
    return bool(_START.match(head)) and len(_USUAL.findall(head)) >= 2


def told_by_mail(content: bytes) -> Told:
    """The message; SourceError for what is none, holds nothing, or is beyond the bounds."""
    _check(content)
    try:
        message = email.parser.BytesParser(policy=email.policy.compat32).parsebytes(content)
        if not message.keys():
            raise SourceError("It is no message: it has no headers.")
        parts = list(_parts(message, 0))
    except SourceError:
        raise
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise SourceError(f"The message cannot be read ({type(error).__name__}).") from None
    texts, attached = _sorted(parts)
    subject = _header(message, "subject")
    if not (subject or texts or attached):
        raise SourceError("The message holds neither words nor attachments.")
    body = "\n\n".join(texts)
    return Told((body,), title=subject or None, published=_date(message), attached=tuple(attached))


def _check(content: bytes) -> None:
    if len(content) > MOST_BYTES or content.count(b"\n") + content.count(b"\r") > 2 * MOST_LINES:
        raise SourceError(f"The message has more than {MOST_BYTES:,} bytes or {MOST_LINES:,} lines.")
    if _LONG.search(content):
        raise SourceError("The message has a header that is too long to be read.")
    if sum(1 for _ in _BOUNDARY.finditer(content)) > MOST_PARTS or content.count(b"\n--") > 20 * MOST_PARTS:
        raise SourceError(f"The message has more than {MOST_PARTS:,} parts.")


def _parts(message: email.message.Message, depth: int) -> Iterator[tuple[email.message.Message, int]]:
    """The parts that are none of several themselves, in order."""
    if depth > MOST_DEPTH:
        raise SourceError(f"The message's parts stand more than {MOST_DEPTH} deep.")
    if len(message) > MOST_HEADERS:
        raise SourceError(f"The message has more than {MOST_HEADERS:,} headers.")
    inner = message.get_payload()
    if not isinstance(inner, list) or message.get_content_maintype() == "message":
        yield message, depth
        return
    if len(inner) > MOST_PARTS:
        raise SourceError(f"The message has more than {MOST_PARTS:,} parts.")
    if message.get_content_subtype() == "alternative":
        inner = _best(inner)
    for part in inner:
        if isinstance(part, email.message.Message):
            yield from _parts(part, depth + 1)


def _best(parts: list[Any]) -> list[Any]:
    """Of several forms of one text the plain one, else the last."""
    plain = [one for one in parts if one.get_content_type() == "text/plain"]
    return plain[:1] or parts[-1:]


def _sorted(parts: list[tuple[email.message.Message, int]]) -> tuple[list[str], list[Attached]]:
    """The words and the attachments."""
    texts: list[str] = []
    attached: list[Attached] = []
    for number, (part, _) in enumerate(parts, 1):
        name = _name(part)
        kind = part.get_content_type()
        if part.get_content_maintype() == "message":
            inner = part.get_payload()
            told = inner[0] if isinstance(inner, list) and inner else None
            if isinstance(told, email.message.Message):
                attached.append(Attached(name or f"message {number}.eml", told.as_bytes()))
            continue
        content = _content(part)
        if part.get_content_maintype() == "text" and not name and kind in ("text/plain", "text/html"):
            text = _characters(part, content)
            texts.append(plain_text(text) if kind == "text/html" else text.replace("\r\n", "\n").strip())
        elif content:
            attached.append(Attached(name or f"part {number}", content))
    return [text for text in texts if text], attached[:MOST_PARTS]


def _content(part: email.message.Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _characters(part: email.message.Message, content: bytes) -> str:
    charset = part.get_param("charset", "")
    named = charset if isinstance(charset, str) else str(charset[2])
    headers = {"content-type": f"text/plain; charset={named[:40]}"} if named else {}
    return characters_of(content, headers, "").text


def _name(part: email.message.Message) -> str:
    """A file's name, without a path."""
    name = part.get_filename() or ""
    return _decoded(name).replace("\\", "/").rpartition("/")[2].strip()[:200]


def _header(message: email.message.Message, name: str) -> str:
    return _decoded(str(message.get(name) or ""))[:500]


def _decoded(value: str) -> str:
    """Words in RFC 2047's form as characters, within bounds."""
    value = value[:MOST_WORD]
    try:
        pieces = email.header.decode_header(value)
    except (email.errors.HeaderParseError, ValueError, LookupError):
        return " ".join(value.split())
    out = []
    for piece, charset in pieces:
        if isinstance(piece, bytes):
            headers = {"content-type": f"x; charset={charset}"} if charset else {}
            out.append(characters_of(piece, headers, "").text)
        else:
            out.append(piece)
    return " ".join("".join(out).split())


def _date(message: email.message.Message) -> datetime | None:
    try:
        moment = email.utils.parsedate_to_datetime(str(message.get("date") or "")[:100])
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
