"""JSON Feed 1.0 and 1.1 (jsonfeed.org): each item becomes a report.

- key: the item's `id`, else its address; other words are a new version, the same words under a new date nothing new.
- published_at: `date_modified`, else `date_published`, if believable (collection.published); else null.
- body: the longest of `content_text`, `content_html` as plain text, and `summary`.
- claims (subject: the key): `category` for each tag, `reported_by` where the item points to another publisher's page
  (`external_url`: its host). Names of authors are not taken up.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from simurg.collection.connector import Connector, Raw, Reject, Rows
from simurg.collection.fetching.plan import Call, Keep, Plan, asked, name_of
from simurg.collection.json_text import dumped, hopeless, load_with_list
from simurg.collection.plain_text import plain_text
from simurg.collection.published import believable, moment_in
from simurg.collection.rejects import whole
from simurg.collection.rows import RowBuilder
from simurg.collection.source import Source
from simurg.ontology.errors import SourceError

CONNECTOR = Connector(name="jsonfeed", title="JSON Feed", formats=("json",), version="1", edits=True)

MOST_BYTES = 4 << 20
MOST_CATEGORIES = 50
MOST_ITEMS = 10_000
_VERSION = "https://jsonfeed.org/version/"
_ACCEPTED = {"accept": "application/feed+json, application/json;q=0.9, */*;q=0.5"}


def fetch(source: Source, cursor: Mapping[str, Any], now: datetime) -> Plan:  # noqa: ARG001
    """The feed, if it changed."""
    call = Call(source.address.strip(), headers=_ACCEPTED, conditional=True, most_bytes=MOST_BYTES)
    answer = asked(call, (yield call))
    if not answer.unchanged:
        yield Keep(name_of(answer.url), answer.body)


def parse(raw: Raw) -> Iterator[Rows | Reject]:
    """Rows for the feed's items; a Reject for each that says nothing, or for the whole document."""
    try:
        feed, left = load_with_list(raw, "items", MOST_BYTES)
        items, language = _items(feed, whole_feed=not left)
    except SourceError as error:
        yield from whole(raw, error.what)
        return
    builder, rejects = RowBuilder(raw), 0
    for number, item in enumerate(items, 1):
        try:
            _item(builder, raw, item, language)
        except SourceError as error:
            rejects += 1
            yield Reject(error.what, dumped(item), f"item {number}")
            if hopeless(rejects, number) and items[number:]:
                yield Reject("So many cannot be read that the rest was not tried.", dumped(items[number:]))
                break
    if len(builder):
        yield builder.take()
    if left:
        yield Reject("The feed is damaged here; the items before it were read.", left, "the end of the feed")


def _items(feed: object, *, whole_feed: bool) -> tuple[list[object], str]:
    """The items and the feed's language. A feed that is whole must say that it is one."""
    if not isinstance(feed, Mapping) or not isinstance(feed.get("items"), list):
        raise SourceError("It is no JSON Feed: there is no list of items.")
    if whole_feed and not (_text(feed, "version") or "").startswith(_VERSION):
        raise SourceError(f"It is no JSON Feed: its version does not begin with {_VERSION}.")
    items: list[object] = feed["items"]
    if len(items) > MOST_ITEMS:
        raise SourceError(f"It has more than {MOST_ITEMS:,} items.")
    return items, _text(feed, "language") or ""


def _item(builder: RowBuilder, raw: Raw, item: object, language: str) -> None:
    """One item as a report with its claims. SourceError for one that says nothing."""
    if not isinstance(item, Mapping):
        raise SourceError("The item is not a JSON object.")
    title, body = plain_text(_text(item, "title") or "", 2_000), _body(item)
    url, published = _text(item, "url") or _text(item, "external_url"), _published(item, raw.fetched_at)
    key = (_text(item, "id") or url or title or body[:200])[:2_000]
    if not key:
        raise SourceError("The item has no identifier, address, title or text.")
    report = builder.report(
        key=key, published_at=published, aside=("published_at",), title=title or None, body=body or None,
        url=url[:4_000] if url else None, language=(_text(item, "language") or language)[:35] or None,
    )  # fmt: skip
    known_at = raw.source.knowable(published, raw.fetched_at)
    numbers: Counter[str] = Counter()
    for predicate, value in dict.fromkeys(_said(item)):
        numbers[predicate] += 1
        builder.add(
            "claims", key=f"{key}|{predicate}|{numbers[predicate]}", known_at=known_at, report_id=report,
            subject=key, predicate=predicate, object=value,
        )  # fmt: skip


def _body(item: Mapping[str, Any]) -> str:
    texts = [(_text(item, "content_text") or ""), plain_text(_text(item, "content_html") or "")]
    return max([*texts, plain_text(_text(item, "summary") or "")], key=len)


def _published(item: Mapping[str, Any], fetched_at: datetime) -> datetime | None:
    """The moment of the item's newest version, if believable."""
    stated = (believable(moment_in(item.get(name)), fetched_at) for name in ("date_modified", "date_published"))
    return next((moment for moment in stated if moment), None)


def _said(item: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    tags = item.get("tags")
    for tag in tags[:MOST_CATEGORIES] if isinstance(tags, list) else ():
        if isinstance(tag, str) and (word := plain_text(tag, 500)):
            yield "category", word
    elsewhere, own = _host(_text(item, "external_url")), _host(_text(item, "url"))
    if elsewhere and elsewhere != own:
        yield "reported_by", elsewhere[:500]


def _host(url: str | None) -> str:
    try:
        return urlsplit(url or "").hostname or ""
    except ValueError:
        return ""


def _text(told: Mapping[str, Any], name: str) -> str | None:
    """A text or a whole number (1.0 let an id be one); None for anything else."""
    value = told.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return str(value).strip() or None
