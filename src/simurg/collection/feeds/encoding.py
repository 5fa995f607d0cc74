"""Which characters the bytes of a feed or page are, and how sure that is.

The order is that of RFC 7303 (3.2) and of XML 1.0, appendix F: byte order mark, the server's charset, the document's
own declaration, UTF-8. Where all of them fail the statistics of `chardet` guess from at most `MOST_SAMPLE` bytes, and
windows-1252 reads what is left, so every document has some reading. A guess is never silent: `stated` is False.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import chardet

from simurg.collection.xml_text import by_mark, declared_in, mostly_utf8, textual

MOST_SAMPLE = 16 << 10
LEAST_SURE = 0.4
"""chardet's confidence below which its guess is not taken."""

_CHARSET = re.compile(r";\s{0,20}charset\s{0,5}=\s{0,5}[\"']?([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)
_FOREIGN = re.compile(rb"[^\n]{0,400}[\x80-\xff][^\n]{0,400}")


@dataclass(frozen=True, slots=True)
class Characters:
    """`encoding` by its usual name; `stated`: it is what the document or its server says, and the bytes are so."""

    text: str
    encoding: str
    stated: bool


def charset_in(headers: Mapping[str, str]) -> str:
    """The charset that a server states; '' if none. Header names in lower case."""
    found = _CHARSET.search(headers.get("content-type", "")[:500])
    return found[1] if found else ""


def characters_of(content: bytes, headers: Mapping[str, str], declared: str | None = None) -> Characters:
    """`declared`: the document's own word, if it is no XML declaration."""
    if (marked := by_mark(content)) is not None:
        return Characters(*marked, stated=True)
    said = [charset_in(headers), declared_in(content) if declared is None else declared]
    for name in dict.fromkeys(name for name in said if name):
        codec = textual(name)
        if codec and (text := _strictly(content, codec)) is not None:
            return Characters(text, name.lower(), stated=name == next(filter(None, said)))
    if (text := _strictly(content, "utf-8")) is not None:
        return Characters(text, "utf-8", stated=not any(said))
    if mostly_utf8(content):
        return Characters(content.decode("utf-8", "replace"), "utf-8", stated=False)
    guess = chardet.detect(sample_of(content))
    name = str(guess["encoding"] or "")
    codec = textual(name) if (guess["confidence"] or 0) >= LEAST_SURE else ""
    if codec and (text := _strictly(content, codec)) is not None:
        return Characters(text, name, stated=False)
    return Characters(content.decode("cp1252", "replace"), "windows-1252", stated=False)


def sample_of(content: bytes) -> bytes:
    """The stretches of a document that tell its encoding: those with bytes above 127, to MOST_SAMPLE bytes."""
    if len(content) <= MOST_SAMPLE:
        return content
    parts: list[bytes] = []
    length = 0
    for found in _FOREIGN.finditer(content):
        parts.append(found[0])
        length += len(found[0])
        if length >= MOST_SAMPLE:
            break
    return b"\n".join(parts)


def _strictly(content: bytes, codec: str) -> str | None:
    try:
        return content.decode(codec)
    except (UnicodeDecodeError, ValueError):
        return None
