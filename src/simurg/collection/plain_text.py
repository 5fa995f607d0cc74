"""HTML to the words a person reads. Linear in time, and what comes out holds no markup that was markup.

Tags, comments, scripts and styles go; block elements become line breaks; character references become
characters, once. It is not a sanitiser for showing HTML: whoever shows the text escapes it as any other text.
"""

import html
import re

_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption", "figure",
    "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p",
    "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip
_SILENT = frozenset({
    "script", "style", "template", "noscript", "iframe", "object", "svg", "math", "head",
})  # fmt: skip
_NAME = re.compile(r"/?([A-Za-z][A-Za-z0-9]*)")
_LONG_REFERENCE = re.compile(r"&#(?:[0-9]{8,}|[xX][0-9A-Fa-f]{8,});?")
_SPACES = re.compile(r"[ \t\r\f\v\u00a0]+")
_BREAKS = re.compile(r" ?\n[ \n]*")


def plain_text(markup: str, most: int = 200_000) -> str:
    """The text of a piece of HTML; at most `most` characters, from at most five times as many of markup."""
    text = "".join(_pieces(markup[: 5 * most]))
    text = _SPACES.sub(" ", text)
    return _BREAKS.sub(lambda gap: "\n\n" if gap[0].count("\n") > 1 else "\n", text).strip()[:most]


def unescaped(text: str) -> str:
    """Character references as characters; numbers beyond Unicode as U+FFFD."""
    return html.unescape(_LONG_REFERENCE.sub("\ufffd", text))


def _pieces(markup: str) -> list[str]:
    pieces: list[str] = []
    at = 0
    while (start := markup.find("<", at)) >= 0:
        pieces.append(unescaped(markup[at:start]))
        if markup.startswith("<!--", start):
            end, after = markup.find("-->", start + 4), 3
        elif markup[start + 1 : start + 2].isalpha() or markup[start + 1 : start + 2] in ("/", "!", "?"):
            end, after = markup.find(">", start), 1
        else:
            pieces.append("<")
            at = start + 1
            continue
        if end < 0:  # never closed: what follows is no markup, and is not searched again
            return [*pieces, unescaped(markup[start:].replace("<", " "))]
        at = end + after
        named = _NAME.match(markup, start + 1)
        name = named[1].lower() if named else ""
        if name in _BLOCKS:
            pieces.append("\n")
        elif name in _SILENT and markup[start + 1] != "/" and markup[end - 1] != "/":
            at = _closed(markup, name, at)
            if at < 0:
                return pieces
    return [*pieces, unescaped(markup[at:])]


def _closed(markup: str, name: str, at: int) -> int:
    """Where the text goes on after `</name>`; -1 if never."""
    closing = re.compile(rf"</{name}\b[^>]*>", re.IGNORECASE).search(markup, at)
    return closing.end() if closing else -1
