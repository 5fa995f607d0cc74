"""feedparser's two readers with what it gets wrong put right, by overriding only what its classes offer.

- An identifier is compared letter by letter (RFC 4287, 4.2.6): it keeps its case, and one that is a bare word is a
  name and no address.
- Of several links the one to the entry itself is `link`, also where the address stands between the tags.
- HTML within a feed is completed by an `xml:base` or by the host only: what it is relative to beyond that no RSS
  version says, and the feed's own address is a guess that makes links to nowhere.
- A date, or an element, that the library stumbles over costs itself and not the entries after it.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from feedparser.api import LooseFeedParser, StrictFeedParser
from feedparser.html import _BaseHTMLProcessor as HtmlRewriter
from feedparser.urls import RelativeURIResolver, make_safe_absolute_uri

MOST_MARKUP = 100_000
"""Characters of one text above which its links stay as they are."""

_TEXTS = ("title", "subtitle", "summary", "rights", "info")


class _Mended:
    """What both readers share; stands before them in the order of inheritance."""

    elementstack: list[Any]
    guidislink: Any
    stumbles: int = 0

    def unknown_starttag(self, tag: str, attrs: list[tuple[str, str]]) -> None:
        try:
            super().unknown_starttag(tag, attrs)  # type: ignore[misc]
        except (ValueError, TypeError, LookupError, ArithmeticError):
            self.stumbles += 1

    def unknown_endtag(self, tag: str) -> None:
        try:
            super().unknown_endtag(tag)  # type: ignore[misc]
        except (ValueError, TypeError, LookupError, ArithmeticError):
            self.stumbles += 1

    def pop(self, element: str, strip_whitespace: int = 1) -> Any:
        if element == "id" and self.elementstack and self.elementstack[-1][0] == "id":
            return self._pop_identifier(strip_whitespace)
        return super().pop(element, strip_whitespace)  # type: ignore[misc]

    def _pop_identifier(self, strip_whitespace: int) -> Any:
        """As it stands, unless it is a path from the root of a host."""
        pieces = self.elementstack[-1][2]
        text = "".join(piece.decode("utf-8", "replace") if isinstance(piece, bytes) else piece for piece in pieces)
        linked = self.guidislink
        self.guidislink = linked and text.strip().startswith("/")
        try:
            return super().pop("id", strip_whitespace)  # type: ignore[misc]
        finally:
            self.guidislink = linked

    def _end_link(self) -> None:
        """A link that is not to the entry itself does not take the place of one that is."""
        context: dict[str, Any] = self._get_context()  # type: ignore[attr-defined]
        earlier = dict.get(context, "link")
        super()._end_link()  # type: ignore[misc]
        links = dict.get(context, "links") or [{}]
        if dict.get(links[-1], "rel", "alternate") != "alternate":
            context.pop("link", None)
            if earlier is not None:
                context["link"] = earlier


class Strict(_Mended, StrictFeedParser):  # type: ignore[misc]
    """Well-formed documents, driven by SAX."""


class Loose(_Mended, LooseFeedParser):  # type: ignore[misc]
    """Any others; quadratic at worst, so for small ones only."""


class _Links(RelativeURIResolver):  # type: ignore[misc]
    """Completes links in HTML: all by a stated base, else those from the host's root."""

    def __init__(self, base: str, stated: bool, kind: str) -> None:
        super().__init__(base, "utf-8", kind)
        self._stated = stated

    def resolve_uri(self, uri: str) -> str:
        given = uri.strip()
        if self._stated or given.startswith("/"):
            return str(make_safe_absolute_uri(self.baseuri, given))
        return given if not urlsplit(given).scheme else str(make_safe_absolute_uri(self.baseuri, given))


def complete_links(context: dict[str, Any], location: str, html: frozenset[str]) -> None:
    """Complete the links in the HTML texts of a feed or an entry."""
    for name in _TEXTS:
        detail = dict.get(context, f"{name}_detail")
        if isinstance(detail, Mapping) and (mended := _completed(detail, location, html)) is not None:
            if dict.get(context, name) == detail["value"]:
                context[name] = mended
            context[f"{name}_detail"]["value"] = mended
    for part in dict.get(context, "content") or ():
        if (mended := _completed(part, location, html)) is not None:
            if dict.get(context, "summary") == part["value"]:
                context["summary"] = mended
            part["value"] = mended


def _completed(detail: Mapping[str, Any], location: str, html: frozenset[str]) -> str | None:
    value, kind = detail.get("value"), str(detail.get("type") or "text/html")
    if not isinstance(value, str) or kind not in html or not ("<" in value or "&" in value) or len(value) > MOST_MARKUP:
        return None
    base = str(detail.get("base") or "")
    rewriter: HtmlRewriter = _Links(base, base != location, kind)
    rewriter.feed(value)
    return str(rewriter.output())
