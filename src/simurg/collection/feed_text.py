"""The text of a feed, surveyed and mended, so that the feed library meets only documents it reads in bounded time.

`surveyed` runs over the document once with expat and says where it stops being well formed; it refuses what would
cost more than its size is worth: elements deeper than MOST_DEPTH, more than MOST_TAGS, heaps of attributes or of
categories. `mended` repairs the two commonest faults (bare ampersands, undeclared prefixes). `without_people` takes
out authors, which are not collected (and which the library searches for addresses in quadratic time).
"""

import re
from xml.parsers import expat

from simurg.ontology.errors import SourceError

MOST_DEPTH = 200
MOST_TAGS = 60_000
MOST_ENTRIES = 10_000
_MOST_WORK = 2_000_000

_PEOPLE = re.compile(
    r"<((?:[\w.-]{1,40}:)?(?:author|managingEditor|webMaster|creator|contributor|owner|keywords|tags))(?=[\s>])",
    re.IGNORECASE,
)
_BARE = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9A-Fa-f]{1,6});)")
_PREFIX = re.compile(r"[<\s]([A-Za-z_][\w.-]{0,40}):[A-Za-z_]")
_DECLARES = re.compile(r"xmlns:([\w.-]{1,40})\s{0,9}=")
_ROOT = re.compile(r"<[A-Za-z_][\w.:-]*")


class _Survey:
    """Counts while expat reads."""

    def __init__(self) -> None:
        self.depth = self.tags = self.entries = self.categories = self.work = 0

    def start(self, name: str, attributes: list[str]) -> None:
        local = name.rpartition(" ")[2].lower()
        self.depth += 1
        self.tags += 1
        self.work += (len(attributes) // 2) ** 2
        if local in ("item", "entry"):
            self.entries += 1
            self.categories = 0
        elif local in ("category", "subject"):
            self.categories += 1
            self.work += self.categories
        if self.depth > MOST_DEPTH:
            raise SourceError(f"Its elements stand more than {MOST_DEPTH} deep.")
        if self.tags > MOST_TAGS or self.entries > MOST_ENTRIES or self.work > _MOST_WORK:
            raise SourceError(f"It has more than {MOST_TAGS:,} elements or {MOST_ENTRIES:,} entries, or heaps in one.")

    def end(self, _: str) -> None:
        self.depth -= 1


def surveyed(content: bytes) -> int | None:
    """None for a well-formed document (UTF-8, without DTD), else the byte where it stops being so."""
    survey = _Survey()
    reader = expat.ParserCreate("utf-8", " ")
    reader.ordered_attributes = True
    reader.StartElementHandler, reader.EndElementHandler = survey.start, survey.end
    try:
        reader.Parse(content, True)
    except expat.ExpatError:
        return max(0, reader.ErrorByteIndex)
    return None


def mended(text: str) -> str:
    """Bare ampersands outside CDATA escaped, and prefixes that nobody declared declared at the root."""
    first, *rest = text.split("<![CDATA[")
    parts = [_BARE.sub("&amp;", first)]
    for part in rest:
        inside, closing, outside = part.partition("]]>")
        parts.append("<![CDATA[" + inside + closing + _BARE.sub("&amp;", outside))
    whole = "".join(parts)
    missing = sorted(set(_PREFIX.findall(whole)) - set(_DECLARES.findall(whole)) - {"xml", "xmlns"})
    root = _ROOT.match(whole)
    if root is None or not missing or len(missing) > 100:
        return whole
    declarations = "".join(f' xmlns:{prefix}="urn:undeclared:{prefix}"' for prefix in missing)
    return whole[: root.end()] + declarations + whole[root.end() :]


def without_people(text: str) -> str:
    """The feed without its author and keyword elements."""
    parts: list[str] = []
    at = 0
    while found := _PEOPLE.search(text, at):
        closing = f"</{found[1]}>"
        end = text.find(closing, found.end())
        if end < 0:
            break
        parts.append(text[at : found.start()])
        at = end + len(closing)
    return "".join([*parts, text[at:]])


def whole_entries(text: str) -> tuple[str, str]:
    """A feed cut after its last whole entry and closed again, and what was cut off."""
    ends = [text.rfind(end) + len(end) for end in ("</item>", "</entry>") if end in text]
    if not ends:
        raise SourceError("It is damaged before its first entry ends.")
    cut = max(ends)
    root = _ROOT.match(text)
    name = root[0][1:] if root else "rss"
    channel = "</channel>" if name.lower() == "rss" else ""
    return f"{text[:cut]}{channel}</{name}>", text[cut:]
