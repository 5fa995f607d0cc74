"""JSON of untrusted origin, plain or gzip: bounded in bytes, in the memory its values would take, and in depth.

`MOST_BYTES` holds ATT&CK (33 MB unpacked) with room. The memory of the values is estimated from the number of
braces, brackets and commas before anything is parsed, because `[[],[],…` takes thirty times its size. orjson
itself refuses more than 1,024 levels.
"""

import json
import re
import zlib

import orjson

from simurg.collection.connector import Raw
from simurg.ontology.errors import SourceError

MOST_BYTES = 48 << 20
MOST_MEMORY = 200 << 20
"""Bytes that the document and its values may take together."""

MOST_MENDED = 16 << 20
"""Bytes of a damaged document of which the whole items are looked for."""

MOST_MENDED_ITEMS = 100_000
MOST_REJECTS = 1_000
"""Items of one document that are quarantined one by one."""

_SEPARATOR = re.compile(r"[\s,]*")
_WIDE = re.compile(rb"[\xc4-\xf4]|\\u(?!00)")
_WIDEST = re.compile(rb"[\xf0-\xf4]|\\u[dD]")
_DICT, _LIST, _TEXT, _VALUE = 150, 80, 50, 55  # bytes beside each other, fitted from above on CPython 3.11


def load(raw: Raw, most: int = MOST_BYTES) -> object:
    """The document's value. SourceError with the cause for what is too large, too deep or no JSON."""
    return _parsed(_content(raw, most))


def load_with_list(raw: Raw, name: str, most: int = MOST_BYTES) -> tuple[object, bytes]:
    """The document's value, and nothing; or, of an object that breaks off or is damaged inside its list `name`, an
    object with the list's whole items before the damage, and the bytes from there on (the last byte at least, where it
    breaks off between two items). SourceError as for `load`.
    """
    content = _content(raw, most)
    try:
        return _parsed(content), b""
    except SourceError:
        items, end = _whole_items(content, name)
        if not items:
            raise
        return {name: items}, content[end:] or content[-1:]


def _content(raw: Raw, most: int) -> bytes:
    """The unpacked bytes, not more than can be held with their values."""
    content = raw.read(most)
    if content[:2] == b"\x1f\x8b":
        content = _unpacked(content, most)
    needed = memory_of(content)
    if needed > MOST_MEMORY:
        raise SourceError(f"Its values would take about {needed >> 20} MB; {MOST_MEMORY >> 20} MB is the most.")
    return content.removeprefix(b"\xef\xbb\xbf")


def _parsed(content: bytes) -> object:
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise SourceError(f"It is no JSON that can be read (line {error.lineno}, column {error.colno}).") from None


def _whole_items(content: bytes, name: str) -> tuple[list[object], int]:
    """The items of a damaged object's list up to the first that is not whole, and the byte after them."""
    opening = re.search(rb'"%s"\s{0,99}:\s{0,99}\[' % name.encode("ascii"), content)
    if opening is None or len(content) > MOST_MENDED:
        return [], 0
    try:
        orjson.loads(content[: opening.end()] + b"]}")  # so the list is the object's own, not a text or a deeper one
    except orjson.JSONDecodeError:
        return [], 0
    at = opening.end()
    text = content[at:].decode("utf-8", "surrogateescape")
    reader, place, items = json.JSONDecoder(), 0, list[object]()
    while len(items) < MOST_MENDED_ITEMS:
        try:
            place = _SEPARATOR.match(text, place).end()  # type: ignore[union-attr]
            _, end = reader.raw_decode(text, place)
            items.append(orjson.loads(text[place:end].encode("utf-8", "surrogateescape")))
        except (ValueError, RecursionError):
            break
        place = end
    return items, at + len(text[:place].encode("utf-8", "surrogateescape"))


def hopeless(rejects: int, tried: int) -> bool:
    """Whether so many of a list's items could not be read that the others need not be tried."""
    return rejects >= MOST_REJECTS and 2 * rejects > tried


def memory_of(content: bytes) -> int:
    """An upper estimate, in bytes, of what a JSON document and its values take."""
    containers = _DICT * content.count(b"{") + _LIST * content.count(b"[")
    values = _TEXT * (content.count(b'"') // 2) + _VALUE * content.count(b",")
    return 2 * len(content) + containers + values + _widened(content)


def _widened(content: bytes) -> int:
    """What texts take beyond a byte for each of theirs: one character above U+00FF makes all of its text wide."""
    extra = at = 0
    while found := _WIDE.search(content, at):
        start, end = content.rfind(b'"', at, found.start()) + 1 or at, content.find(b'"', found.end())
        end = len(content) if end < 0 else end
        extra += (3 if _WIDEST.search(content, found.start(), end) else 1) * (end - start)
        at = end
    return extra


def dumped(value: object) -> bytes:
    """A piece of a loaded document as JSON again, for quarantine; what is nested too deep comes as its repr."""
    try:
        return orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS)
    except (orjson.JSONEncodeError, RecursionError):
        return repr(value)[: 1 << 20].encode("utf-8", "replace")


def _unpacked(content: bytes, most: int) -> bytes:
    unpacker = zlib.decompressobj(wbits=31)
    try:
        unpacked = unpacker.decompress(content, most + 1)
    except zlib.error:
        raise SourceError("The gzip cannot be read.") from None
    if len(unpacked) > most:
        raise SourceError(f"The gzip unpacks to more than {most:,} bytes; not read.")
    if not unpacker.eof or unpacker.unused_data.rstrip(b"\x00"):
        raise SourceError("The gzip ends too early, or something follows it.")
    return unpacked
