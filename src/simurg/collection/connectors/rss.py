"""Feeds: RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0. Each entry becomes a report.

feeds.parsed reads the format, in bounded time and without a step outside. feedparser's HTML sanitiser stays off (it
takes quadratic time on hostile markup): titles and bodies are reduced to plain text instead, so no markup is left.

- key: guid or id, else link, else title and date; an entry with other words is a new version of the same report, one
  with the same words under a new date is nothing new.
- published_at: updated, else published, if believable (collection.published); else null.
- claims: `reported_by` (the publisher in `<source>`), `category`, `located_at` (GeoRSS: latitude longitude), and the
  fields of GDACS alerts. Their subject is the text of the report's key. Names of authors are not taken up.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from feedparser.util import FeedParserDict

from simurg.collection.connector import Connector, Raw, Reject, Rows
from simurg.collection.feeds.encoding import charset_in
from simurg.collection.feeds.parsed import HTML, parsed
from simurg.collection.fetching.message import message, opened
from simurg.collection.fetching.plan import Call, Keep, Plan, asked, name_of
from simurg.collection.plain_text import plain_text
from simurg.collection.published import believable, moment_of
from simurg.collection.rejects import whole
from simurg.collection.rows import RowBuilder
from simurg.collection.source import Source
from simurg.collection.xml_text import by_mark, declared_in
from simurg.ontology.errors import SourceError

CONNECTOR = Connector(
    name="rss", title="RSS and Atom feeds", formats=("xml", "rss", "atom", "rdf"), version="2", edits=True
)

MOST_BYTES = 4 << 20
MOST_CATEGORIES = 50

_MARKED_UP = re.compile(r"</[A-Za-z]|/>|<(?:br|p|img)\b", re.IGNORECASE)
"""Where a feed does not say what a text is."""
_FIELDS = ("gdacs_eventtype", "gdacs_alertlevel", "gdacs_country", "gdacs_iso3", "gdacs_eventid", "glide_number")
_ACCEPTED = {"accept": "application/rss+xml, application/atom+xml, application/xml;q=0.9, */*;q=0.5"}


def fetch(source: Source, cursor: Mapping[str, Any], now: datetime) -> Plan:  # noqa: ARG001
    """The feed, if it changed. Its bytes are kept as they came where they say what characters they are; else with
    the server's word on it."""
    call = Call(source.address.strip(), headers=_ACCEPTED, conditional=True, most_bytes=MOST_BYTES)
    answer = asked(call, (yield call))
    if answer.unchanged:
        return
    body = answer.body
    told = by_mark(body[:4]) is not None or declared_in(body) or not charset_in(answer.headers)
    yield Keep(name_of(answer.url), body if told else message(answer.url, answer.headers, body, ("content-type",)))


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


def _read(raw: Raw) -> tuple[FeedParserDict, bytes]:
    """The feed, and the bytes that were left out because it is damaged from there on."""
    told = opened(raw.read(MOST_BYTES))
    place = raw.source.address if raw.source.address.startswith(("http://", "https://")) else ""
    read = parsed(told.body, told.headers, place, people=False, markup=False)
    if not (read.feed.version or read.feed.entries):
        raise SourceError("It is no RSS or Atom feed.")
    return read.feed, read.left


def _entry(builder: RowBuilder, raw: Raw, entry: FeedParserDict, language: str) -> None:
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
        key=key, published_at=published, aside=("published_at",), title=title or None, body=body or None,
        url=link[:4_000] or None,
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
    return plain_text(text) if kind in HTML or (not kind and _MARKED_UP.search(text)) else text.strip()


def _body(entry: FeedParserDict) -> str:
    """The longest of content and summary: feeds put the full text in either."""
    contents = entry.get("content")
    texts = [_words(part, "") for part in contents[:5]] if isinstance(contents, list) else []
    return max([*texts, _words(entry.get("summary_detail"), entry.get("summary"))], key=len)


def _published(entry: FeedParserDict, fetched_at: datetime) -> datetime | None:
    """The moment of the entry's newest version, if believable."""
    for name in ("updated_parsed", "published_parsed", "created_parsed"):
        moment = believable(moment_of(dict.get(entry, name)), fetched_at)
        if moment is not None:
            return moment
    return None


def _first(listed: object, part: str) -> object:
    """That part of the first of a list, for example of the first enclosure."""
    return listed[0].get(part) if isinstance(listed, list) and listed and isinstance(listed[0], Mapping) else None


def _said(entry: FeedParserDict) -> Iterator[tuple[str, str]]:
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
