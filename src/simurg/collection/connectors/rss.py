"""Feeds: RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0. Each entry becomes a report.

feedparser reads the format; it is given only what `xml_text` and `feed_text` let through, as bytes, so it fetches
nothing and meets no DTD. Its own HTML sanitiser stays off (it takes quadratic time on hostile markup): titles and
bodies are reduced to plain text instead, so no markup is left to sanitise.

- key: guid or id, else link, else title and date; a revised entry has the same key and replaces the earlier one.
- published_at: updated, else published, if believable (collection.published); else null.
- claims: `reported_by` (the publisher in `<source>`), `category`, `located_at` (GeoRSS: latitude longitude), and the
  fields of GDACS alerts. Their subject is the text of the report's key. Names of authors are not taken up.
"""

import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime

import feedparser

from simurg.collection.connector import Connector, Raw, Reject, Rows
from simurg.collection.feed_text import mended, surveyed, whole_entries, without_people
from simurg.collection.plain_text import plain_text
from simurg.collection.published import believable, moment_of
from simurg.collection.rejects import whole
from simurg.collection.rows import RowBuilder
from simurg.collection.xml_text import harmless
from simurg.ontology.errors import SourceError

CONNECTOR = Connector(name="rss", title="RSS and Atom feeds", formats=("xml", "rss", "atom", "rdf"), version="1")

MOST_BYTES = 4 << 20
MOST_LOOSE = 1 << 15
"""Bytes of a broken feed with which feedparser's tolerant reader, quadratic at worst, is trusted."""
MOST_CATEGORIES = 50

_MARKED_UP = re.compile(r"</[A-Za-z]|/>|<(?:br|p|img)\b", re.IGNORECASE)
"""Where a feed does not say what a text is."""
_HTML = frozenset({"text/html", "application/xhtml+xml"})
_FIELDS = ("gdacs_eventtype", "gdacs_alertlevel", "gdacs_country", "gdacs_iso3", "gdacs_eventid", "glide_number")
_DECLARATION = "<?xml version='1.0' encoding='utf-8'?>\n"


def parse(raw: Raw) -> Iterator[Rows | Reject]:
    """Rows for the feed's entries; a Reject for an entry that says nothing, or for the whole document."""
    try:
        feed, left = _read(raw)
    except SourceError as error:
        yield from whole(raw, error.what)
        return
    except Exception as error:  # noqa: BLE001  the library's tolerant reader may stumble in any way
        yield from whole(raw, f"The feed cannot be read ({type(error).__name__}).")
        return
    builder = RowBuilder(raw)
    language = str(feed.feed.get("language") or "")
    for number, entry in enumerate(feed.entries, 1):
        try:
            _entry(builder, raw, entry, language)
        except Exception as error:  # noqa: BLE001  one odd entry must not take the others with it
            cause = error.what if isinstance(error, SourceError) else f"It cannot be read ({type(error).__name__})."
            yield Reject(cause, repr(dict(entry))[: 1 << 20].encode("utf-8", "replace"), f"entry {number}")
    if len(builder):
        yield builder.take()
    if left:
        yield Reject("The feed is damaged here; the entries before it were read.", left, "the end of the feed")


def _read(raw: Raw) -> tuple[feedparser.FeedParserDict, bytes]:
    """The feed, and the bytes that were left out because it is damaged from there on."""
    text = without_people(harmless(raw.read(MOST_BYTES)))
    left = ""
    content = _bytes(text)
    if surveyed(content) is not None:
        content = _bytes(mended(text))
        broken_at = surveyed(content)
        if broken_at is not None and len(content) > MOST_LOOSE:
            text, left = whole_entries(content[:broken_at].decode("utf-8", "ignore").removeprefix(_DECLARATION))
            left += content[broken_at:].decode("utf-8", "ignore")
            content = _bytes(text)
            if surveyed(content) is not None:
                raise SourceError("It is too damaged for its size.")
        elif broken_at is not None:
            content = _bytes(text)
    place = raw.source.address if raw.source.address.startswith(("http://", "https://")) else ""
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": place}
    feed = feedparser.parse(
        io.BytesIO(content), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )
    if not (feed.version or feed.entries):
        raise SourceError("It is no RSS or Atom feed.")
    return feed, left.encode("utf-8")


def _bytes(text: str) -> bytes:
    return (_DECLARATION + text).encode("utf-8", "replace")


def _entry(builder: RowBuilder, raw: Raw, entry: feedparser.FeedParserDict, language: str) -> None:
    """One entry as a report with its claims. SourceError for one that says nothing."""
    title, body = _words(entry.get("title_detail"), entry.get("title")), _body(entry)
    link = str(entry.get("link") or _first(entry.get("links"), "href") or "")
    published = _published(entry, raw.fetched_at)
    said = list(dict.fromkeys(_said(entry)))
    key = str(entry.get("id") or link or f"{title} {published.isoformat() if published else ''}").strip()[:2_000]
    key = key or body[:200]
    if not (key or said):
        raise SourceError("The entry has no title, text, link, identifier or date.")
    detail = entry.get("title_detail") or entry.get("summary_detail") or {}
    report = builder.report(
        key=key, published_at=published, title=title or None, body=body or None, url=link[:4_000] or None,
        language=str(detail.get("language") or entry.get("language") or language)[:35] or None,
    )  # fmt: skip
    known_at = raw.source.knowable(published, raw.fetched_at)
    numbers: Counter[str] = Counter()
    for predicate, value in said:
        numbers[predicate] += 1
        builder.add(
            "claims", key=f"{key}|{predicate}|{numbers[predicate]}", known_at=known_at, report_id=report,
            subject=key, predicate=predicate, object=value,
        )  # fmt: skip


def _words(detail: object, otherwise: object) -> str:
    """The text of an element that may hold HTML."""
    value, kind = otherwise, ""
    if isinstance(detail, Mapping):
        value, kind = detail.get("value", otherwise), str(detail.get("type") or "")
    text = value if isinstance(value, str) else ""
    return plain_text(text) if kind in _HTML or (not kind and _MARKED_UP.search(text)) else text.strip()


def _body(entry: feedparser.FeedParserDict) -> str:
    """The longest of content and summary: feeds put the full text in either."""
    contents = entry.get("content")
    texts = [_words(part, "") for part in contents[:5]] if isinstance(contents, list) else []
    return max([*texts, _words(entry.get("summary_detail"), entry.get("summary"))], key=len)


def _published(entry: feedparser.FeedParserDict, fetched_at: datetime) -> datetime | None:
    """The moment of the entry's newest version, if believable."""
    for name in ("updated_parsed", "published_parsed", "created_parsed"):
        moment = believable(moment_of(dict.get(entry, name)), fetched_at)
        if moment is not None:
            return moment
    return None


def _first(listed: object, part: str) -> object:
    """That part of the first of a list, for example of the first enclosure."""
    return listed[0].get(part) if isinstance(listed, list) and listed and isinstance(listed[0], Mapping) else None


def _said(entry: feedparser.FeedParserDict) -> Iterator[tuple[str, str]]:
    """Predicates and objects that the entry states beside its text."""
    source = entry.get("source")
    publisher = source
    if isinstance(source, Mapping):
        publisher = source.get("title") or source.get("id") or source.get("link") or source.get("href")
    if isinstance(publisher, str) and publisher.strip():
        yield "reported_by", plain_text(publisher, 500)
    tags = entry.get("tags")
    for tag in tags[:MOST_CATEGORIES] if isinstance(tags, list) else ():
        term = tag.get("label") or tag.get("term")
        if isinstance(term, str) and term.strip():
            yield "category", plain_text(term, 500)
    where = entry.get("where")
    if isinstance(where, Mapping) and where.get("type") == "Point" and len(where.get("coordinates", ())) >= 2:
        longitude, latitude = where["coordinates"][:2]
        if -90 <= latitude <= 90 and -180 <= longitude <= 180:
            yield "located_at", f"{latitude:g} {longitude:g}"
    for name in _FIELDS:
        value = entry.get(name)
        if isinstance(value, str) and value.strip():
            yield name, value.strip()[:500]
