"""The words that a row was taken from: the report's own text, or the stretch of the raw document that it names.

What a reader of texts told stands on characters of title and body, a connector's claim on characters of the body, any
other row on bytes of the document.

Bounded: at most MOST_SHOWN characters. A payload that is a zip or gzip is unpacked as far as the stretch; one that
is not there, or cannot be unpacked, gives None, never an error.
"""

import gzip
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from simurg.app.readings_shown import is_reader, whole_of

MOST_SHOWN = 4_000
MOST_SKIPPED = 1 << 30
MOST_BESIDE = 300
"""Characters (or bytes of a document) that are told on either side."""
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Around:
    """Words, and what stands before and after them; `cut` whether there is more than that."""

    before: str
    span: str
    after: str
    cut_before: bool
    cut_after: bool


def words_of(row: Mapping[str, Any], report: Mapping[str, Any] | None, payload: Path | None) -> str | None:
    """For rows of words the stretch of the report's text, for others that of the payload; None where none is named."""
    start, end = row.get("span_from"), row.get("span_to")
    if start is None or end is None or end <= start:
        return None
    body = _text_of(row, report)
    if body is not None:
        return body[start : min(end, start + MOST_SHOWN)] or None
    if payload is None or not payload.is_file() or start > MOST_SKIPPED:
        return None
    try:
        with payload.open("rb") as stream:
            return _stretch(stream, start, min(end - start, MOST_SHOWN))
    except (OSError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError):
        return None


def around_of(row: Mapping[str, Any], report: Mapping[str, Any] | None, payload: Path | None) -> Around | None:
    """The same words between those beside them; None where none are named."""
    span = words_of(row, report, payload)
    if span is None:
        return None
    start, end = int(row["span_from"]), int(row["span_to"])
    body = _text_of(row, report)
    if body is not None:
        first, last = max(start - MOST_BESIDE, 0), start + len(span)
        after = body[last : last + MOST_BESIDE]
        return Around(body[first:start], span, after, first > 0, last + len(after) < len(body))
    first = max(start - MOST_BESIDE, 0)
    before = words_of({"span_from": first, "span_to": start}, None, payload) or ""
    after = words_of({"span_from": end, "span_to": end + MOST_BESIDE}, None, payload) or ""
    cut = end - start > MOST_SHOWN
    return Around(before.lstrip("\ufffd"), span, "" if cut else after.rstrip("\ufffd"), first > 0, cut or bool(after))


def _text_of(row: Mapping[str, Any], report: Mapping[str, Any] | None) -> str | None:
    """The text that a row's span counts in; None: it counts in the document's bytes."""
    if is_reader(row.get("method")):
        return whole_of(report or {})
    return (report or {}).get("body") or "" if "predicate" in row else None


def _stretch(stream: BinaryIO, start: int, length: int) -> str | None:
    magic = stream.read(4)
    stream.seek(0)
    if magic.startswith(b"\x1f\x8b"):
        return _read(cast(BinaryIO, gzip.GzipFile(fileobj=stream)), start, length)
    if magic != b"PK\x03\x04":
        stream.seek(start)
        return _text(stream.read(length))
    with zipfile.ZipFile(stream) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        if len(members) != 1:
            return None  # which of them is not told
        with archive.open(members[0]) as inner:
            return _read(cast(BinaryIO, inner), start, length)


def _read(stream: BinaryIO, start: int, length: int) -> str | None:
    left = start
    while left:
        piece = stream.read(min(left, _PIECE))
        if not piece:
            return None
        left -= len(piece)
    return _text(stream.read(length))


def _text(content: bytes) -> str | None:
    return content.decode("utf-8", "replace") or None
