"""A web page as its text and what it says of itself: by trafilatura, bounded, and without what it would run.

The text is trafilatura's main content; where it finds none, all of the page's words. Nothing is fetched; scripts,
styles, forms and frames are dropped. Beside it stand the page's own words on who publishes it, on when, on its licence
and on what it wants robots and miners to leave alone (Robots Exclusion, RFC 9309 and its meta and header forms; TDM
Reservation Protocol, W3C community group 2024; `rel=license`, RFC 4946). Names of authors are not taken up; a publisher
is, where the page says that it is an organisation. Bounded in bytes, elements, depth and calls.
"""

import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import lxml.etree
import lxml.html
import orjson
import trafilatura

from simurg.collection.feeds.encoding import characters_of
from simurg.collection.files.told import Told, Work
from simurg.collection.plain_text import plain_text
from simurg.collection.published import moment_in
from simurg.collection.work import at_most
from simurg.ontology.errors import SourceError

MOST_BYTES = 4 << 20
MOST_TAGS = 25_000
MOST_DEPTH = 150
MOST_ATTRIBUTES = 1_000
MOST_CALLS = 1_900_000
MOST_LINKED = 1 << 17
"""Characters of one block of JSON-LD that is read."""
MOST_FACTS = 12

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s{0,5}=\s{0,5}[\"']?([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)
_PAGE = re.compile(
    r"<(?:!doctype\s|(?:html|head|body|title|meta|article|section|main|div|p|span|h[1-6]|table|ul|ol|a|br|b|i)\b)",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[A-Za-z](?:[^>=]|=\s{0,9}\"[^\"]*\"|=\s{0,9}'[^']*'|=)*+")
_VALUE = re.compile(r"=\s{0,9}(?:\"[^\"]*\"|'[^']*')")
_PARTS = re.compile(r"[\s/]+|=")
_CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127, 0xFFFE, 0xFFFF])
_ORGANISATION = re.compile(r"Organi[sz]ation|NewsMedia|Corporation|Government", re.IGNORECASE)
_CREATIVE = re.compile(r"(?:^|/)creativecommons\.org/", re.IGNORECASE)
_META = {
    "title": ("og:title", "twitter:title", "dc.title"),
    "modified": ("article:modified_time", "og:updated_time", "last-modified", "dcterms.modified", "dc.date.modified"),
    "published": ("article:published_time", "datepublished", "date", "dc.date", "dcterms.created", "dc.date.issued"),
    "publisher": ("og:site_name", "dc.publisher", "dcterms.publisher", "application-name"),
}
_QUIET = ("trafilatura", "htmldate", "courlan", "justext")


def told_by_html(content: bytes, headers: Mapping[str, str], location: str = "", work: Work | None = None) -> Told:
    """One page of text. SourceError for what is no HTML, holds no words, or is beyond the bounds."""
    most = 1.0 if work is None else work.left
    if len(content) > MOST_BYTES * most:
        raise SourceError(f"The page has more than {int(MOST_BYTES * most):,} bytes.")
    declared = _CHARSET.search(content[:4_096])
    told = characters_of(content, headers, declared[1].decode("ascii") if declared else None)
    text = told.text.translate(_CONTROLS)
    if not _PAGE.search(text):
        raise SourceError("It is no HTML.")
    tags = text.count("<")
    if tags > MOST_TAGS * most:
        raise SourceError(f"The page has more than {int(MOST_TAGS * most):,} tags.")
    if work is not None:
        work.use(max(tags / MOST_TAGS, len(content) / MOST_BYTES))
    if any(_heaped(found[0]) for found in _TAG.finditer(text)):
        raise SourceError(f"An element of the page has more than {MOST_ATTRIBUTES:,} attributes.")
    with at_most(int(MOST_CALLS * most)), _silent():
        tree = _tree(text)
        meta = _metas(tree)
        linked = _linked(tree)
        body = _words(text, tree)
    if not body:
        raise SourceError("The page holds no words.")
    title = _first(meta, "title") or _title(tree)
    moments = (
        _moment(value) for value in (
            linked.get("dateModified"), _first(meta, "modified"), linked.get("datePublished"), _first(meta, "published")
        )
    )  # fmt: skip
    return Told(
        (body,), title=plain_text(title or "", 500) or None, published=next((one for one in moments if one), None),
        language=_language(tree, headers), url=_address(tree, meta, location),
        facts=tuple(dict.fromkeys(_facts(tree, meta, linked, headers)))[:MOST_FACTS],
    )  # fmt: skip


def _heaped(tag: str) -> bool:
    """Whether a tag may have more attributes than libxml2, quadratic in them, is given."""
    return len(tag) > 2 * MOST_ATTRIBUTES and len(_PARTS.findall(_VALUE.sub("= ", tag))) > 2 * MOST_ATTRIBUTES


@contextmanager
def _silent() -> Iterator[None]:
    """What the library logs quotes the page."""
    levels = [(logger := logging.getLogger(name), logger.level) for name in _QUIET]
    for logger, _ in levels:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in levels:
            logger.setLevel(level)


def _tree(text: str) -> lxml.html.HtmlElement:
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        tree = lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (lxml.etree.LxmlError, ValueError, AssertionError, TypeError) as error:
        raise SourceError(f"It is no HTML that can be read ({type(error).__name__}).") from None
    depth = 0
    for event, _ in lxml.etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MOST_DEPTH:
            raise SourceError(f"Its elements stand more than {MOST_DEPTH} deep.")
    return tree


def _words(text: str, tree: lxml.html.HtmlElement) -> str:
    """The main text, else every word of the page."""
    try:
        found = trafilatura.bare_extraction(
            tree, fast=True, include_comments=False, include_tables=True, include_images=False, include_links=False,
            with_metadata=False,
        )  # fmt: skip
    except (ValueError, TypeError, AttributeError, LookupError, lxml.etree.LxmlError):
        found = None
    main = (getattr(found, "text", None) or "").strip()
    return main or plain_text(text)


def _metas(tree: lxml.html.HtmlElement) -> dict[str, str]:
    """The first content of each meta element, by name or property in lower case."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
        value = (element.get("content") or "").strip()
        if name and value:
            found.setdefault(name.strip().lower()[:100], value[:2_000])
    return found


def _linked(tree: lxml.html.HtmlElement) -> Mapping[str, Any]:
    """The first object of the page's JSON-LD that has a date or a publisher."""
    for element in tree.iter("script"):
        text = element.text or ""
        if (element.get("type") or "").strip().lower() != "application/ld+json" or len(text) > MOST_LINKED:
            continue
        try:
            value = orjson.loads(text)
        except orjson.JSONDecodeError:
            continue
        graph = value.get("@graph", [value]) if isinstance(value, dict) else value
        for one in graph[:50] if isinstance(graph, list) else ():
            if isinstance(one, dict) and one.keys() & {"datePublished", "dateModified", "publisher"}:
                return one
    return {}


def _first(meta: Mapping[str, str], what: str) -> str | None:
    return next((meta[name] for name in _META[what] if meta.get(name)), None)


def _title(tree: lxml.html.HtmlElement) -> str | None:
    element = next(tree.iter("title"), None)
    return element.text if element is not None else None


def _moment(value: object) -> datetime | None:
    moment = moment_in(value)
    return None if moment is None else moment.astimezone(UTC)


def _language(tree: lxml.html.HtmlElement, headers: Mapping[str, str]) -> str | None:
    told = (tree.get("lang") or headers.get("content-language") or "").split(",")[0].strip().replace("_", "-")
    return told if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}", told) else None


def _address(tree: lxml.html.HtmlElement, meta: Mapping[str, str], location: str) -> str | None:
    """The page's own word on its address, if it is of the host that it came from; else where it came from."""
    told = [link.get("href") for link in tree.iter("link") if "canonical" in (link.get("rel") or "").lower().split()]
    for one in [*told[:1], meta.get("og:url")]:
        address = _joined(location, one)
        if address and (not location or _host(address) == _host(location)):
            return address
    return location or None


def _joined(base: str, link: str | None) -> str:
    try:
        address = urljoin(base, (link or "").strip())
        return address.partition("#")[0][:2_000] if link and urlsplit(address).scheme in ("http", "https") else ""
    except ValueError:
        return ""


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _facts(
    tree: lxml.html.HtmlElement, meta: Mapping[str, str], linked: Mapping[str, Any], headers: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    publisher = linked.get("publisher")
    if isinstance(publisher, dict) and _ORGANISATION.search(str(publisher.get("@type") or "")[:200]):
        name = publisher.get("name")
        if isinstance(name, str) and name.strip():
            yield "reported_by", plain_text(name, 200)
    elif name := _first(meta, "publisher"):
        yield "reported_by", plain_text(name, 200)
    for name in ("robots", "tdm-reservation", "tdm-policy"):
        if name in meta:
            yield ("robots_notice" if name == "robots" else name.replace("-", "_")), meta[name][:500]
    if "x-robots-tag" in headers:
        yield "robots_notice", headers["x-robots-tag"][:500]
    for name in ("tdm-reservation", "tdm-policy"):
        if name in headers:
            yield name.replace("-", "_"), headers[name][:500]
    for element in tree.iter("a", "link"):
        href = (element.get("href") or "").strip()
        if "license" in (element.get("rel") or "").lower().split() or _CREATIVE.search(href[:200]):
            yield "licence", href[:500]
            break
    for name in ("dc.rights", "dcterms.license", "copyright"):
        if name in meta:
            yield "rights", meta[name][:500]
            break
