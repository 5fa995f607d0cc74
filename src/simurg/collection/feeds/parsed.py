"""RSS 0.9x to 2.0 and Atom as feedparser tells them, read in bounded time and without a step outside.

feedparser's readers do the reading (feeds.mends puts right what they get wrong); this file decides what they are
given: characters whose encoding is known or guessed (feeds.encoding), without DTD and entities (xml_text), surveyed
and mended (feed_text), so that nothing is fetched and the tolerant reader, quadratic at worst, only ever sees a small
document. A document that is no feed, or too damaged for its size, is a SourceError.
"""

import io
import xml.sax
import xml.sax.handler
import xml.sax.xmlreader
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from feedparser.util import FeedParserDict

from simurg.collection.feed_text import mended, surveyed, whole_entries, without_people
from simurg.collection.feeds.encoding import characters_of
from simurg.collection.feeds.mends import Loose, Strict, complete_links
from simurg.collection.xml_text import harmless_text
from simurg.ontology.errors import SourceError

MOST_LOOSE = 1 << 15
"""Bytes of a broken feed with which the tolerant reader is trusted."""
HTML = frozenset({"text/html", "application/xhtml+xml"})
_DECLARATION = "<?xml version='1.0' encoding='utf-8'?>\n"
_NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Parsed:
    """`feed` has what feedparser's result has (feed, entries, version, encoding, bozo, namespaces); bozo: it is not
    well formed, or not in the encoding that it states. `left`: the bytes from where it is damaged on, if not read."""

    feed: FeedParserDict
    left: bytes


def parsed(
    content: bytes,
    headers: Mapping[str, str] = _NOTHING,
    location: str = "",
    *,
    people: bool = True,
    markup: bool = True,
) -> Parsed:
    """A feed with the response headers it came with (names in lower case) and the address it came from.

    Without `people` authors are left out before anything is read; without `markup` links in HTML stay as they are.
    """
    said = characters_of(content, headers)
    prolog, text = harmless_text(said.text)
    text = text if people else without_people(text)
    content, left, well_formed = _readable(text)
    location = headers.get("content-location") or location
    reader = _read(content, location, headers.get("content-language"), well_formed)
    result = FeedParserDict(
        bozo=not (well_formed and said.stated) or bool(left), entries=reader.entries, feed=reader.feeddata,
        headers=dict(headers), encoding=said.encoding, namespaces=reader.namespaces_in_use,
        version=_version(prolog) or reader.version,
    )  # fmt: skip
    if markup:
        for context in (result["feed"], *result["entries"]):
            complete_links(context, location, HTML)
    return Parsed(result, left)


def _version(prolog: str) -> str:
    """Netscape's RSS 0.91 is told by its DOCTYPE alone."""
    return "rss091n" if "<!DOCTYPE" in prolog and "netscape" in prolog.lower() else ""


def _readable(text: str) -> tuple[bytes, bytes, bool]:
    """The document to read, the bytes left out because it is damaged from there on, and whether it was well formed."""
    content = _bytes(text)
    if surveyed(content) is None:
        return content, b"", True
    content = _bytes(mended(text))
    broken_at = surveyed(content)
    if broken_at is None or len(content) <= MOST_LOOSE:
        return (content if broken_at is None else _bytes(text)), b"", False
    kept, left = whole_entries(content[:broken_at].decode("utf-8", "ignore").removeprefix(_DECLARATION))
    left += content[broken_at:].decode("utf-8", "ignore")
    content = _bytes(kept)
    if surveyed(content) is not None:
        raise SourceError("It is too damaged for its size.")
    return content, left.encode("utf-8"), False


def _bytes(text: str) -> bytes:
    return (_DECLARATION + text).encode("utf-8", "replace")


def _read(content: bytes, location: str, language: str | None, well_formed: bool) -> Any:
    """feedparser's reader after its reading."""
    if well_formed or surveyed(content) is None:
        reader = Strict(location, language, "utf-8")
        reader.resolve_relative_uris = reader.sanitize_html = False
        try:
            _drive(reader, content)
        except xml.sax.SAXException:
            if len(content) > MOST_LOOSE:
                raise SourceError("It cannot be read as XML.") from None
        else:
            return reader
    reader = Loose(location, language, "utf-8", {})
    reader.resolve_relative_uris = reader.sanitize_html = False
    reader.feed(content.decode("utf-8"))
    return reader


def _drive(reader: Any, content: bytes) -> None:
    sax = xml.sax.make_parser()  # noqa: S317  no DTD and no entity has come this far
    sax.setFeature(xml.sax.handler.feature_namespaces, True)
    sax.setFeature(xml.sax.handler.feature_external_ges, False)
    sax.setContentHandler(reader)
    sax.setErrorHandler(reader)
    source = xml.sax.xmlreader.InputSource()
    source.setByteStream(io.BytesIO(content))
    sax.parse(source)
