"""XML of untrusted origin, made harmless before any parser sees it: decoded, without prolog, entities resolved.

Encoding: byte order mark, else the XML declaration, else UTF-8 (also where a few bytes are damaged), else
windows-1252. The prolog (declarations, comments, DOCTYPE) is dropped whole, so no parser meets a DTD. An
entity that is plain text is replaced, within `MOST_GROWTH`; a document that uses one which refers to others,
to a file or to an address is refused. Nothing is fetched. All steps are linear in the document's length.
"""

import codecs
import re
from html.entities import name2codepoint

from simurg.ontology.errors import SourceError

MOST_DOCTYPE = 1 << 16
MOST_ENTITIES = 256
MOST_GROWTH = 1 << 20
"""Characters that replaced entities may add to a document."""

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
    (b"\x00\x00\x00<", "utf-32-be"), (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00<\x00?", "utf-16-be"), (b"<\x00?\x00", "utf-16-le"), (b"\x4c\x6f\xa7\x94", "cp037"),
)  # fmt: skip
_DECLARED = re.compile(rb"\A\s{0,100}<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}[\"']([A-Za-z0-9._:-]{1,40})[\"']")
_TEXTUAL = re.compile(
    r"utf-(8|16|32)|ascii|iso(8859|2022)|cp\d|koi8|gb|big5|euc|shift_jis|mac|tis-620|hz|johab|ptcp154|kz1048"
)
_WIDER = {"gb2312": "gb18030", "iso8859-1": "cp1252", "ascii": "utf-8", "shift_jis": "cp932"}
_TOKEN = re.compile(r"<!--.*?-->|\"[^\"]*\"|'[^']*'|[\[\]<>]|[^\"'\[\]<>]+", re.DOTALL)
_ENTITY = re.compile(r"<!ENTITY\s{1,99}(%\s{1,99})?([\w.-]{1,99})\s{1,99}(?:\"([^\"]*)\"|'([^']*)')?")
_HARMLESS = re.compile(r"(?:[^&<%]|&#\d{1,7};|&#x[0-9A-Fa-f]{1,6};|&(?:amp|lt|gt|quot|apos);)*+")
_REFERENCE = re.compile(r"&([A-Za-z_][\w.-]{0,98});")
_CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])
_PREDEFINED = frozenset({"amp", "lt", "gt", "quot", "apos"})


def decoded(content: bytes) -> str:
    """The characters of a document; every document has some reading."""
    if (marked := by_mark(content)) is not None:
        return marked[0]
    declared = declared_in(content)
    for name in (textual(declared) if declared else "utf-8", "utf-8"):
        try:
            return content.decode(name or "utf-8")
        except UnicodeDecodeError:
            continue
    return content.decode("utf-8" if mostly_utf8(content) else "cp1252", "replace")


def by_mark(content: bytes) -> tuple[str, str] | None:
    """The characters and the encoding, if a byte order mark or the first character tells it."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace").removeprefix("\ufeff"), encoding
    return None


def declared_in(content: bytes) -> str:
    """The encoding in the XML declaration; '' without one."""
    declared = _DECLARED.match(content)
    return declared[1].decode("ascii") if declared else ""


def mostly_utf8(content: bytes) -> bool:
    """Whether it is UTF-8 but for a few damaged bytes."""
    hopeful = content.decode("utf-8", "replace")
    whole = len(content.decode("utf-8", "ignore")) - len(content.decode("ascii", "ignore"))
    return whole >= 10 * hopeful.count("\ufffd")


def textual(name: str) -> str:
    """The codec of that name if it is one for text (not punycode, unicode-escape, utf-7 …), else nothing."""
    try:
        known = codecs.lookup(name).name
    except LookupError:
        return ""
    return _WIDER.get(known, known) if _TEXTUAL.match(known) else ""


def harmless(content: bytes) -> str:
    """The document from its root element on: no DTD, no entities but the five of XML, no control characters.

    SourceError for what has no root element, a DOCTYPE above 64 KB, or entities that are not plain text.
    """
    return harmless_text(decoded(content))[1]


def harmless_text(text: str) -> tuple[str, str]:
    """The same of characters, after the prolog that was left out: nothing but to look at."""
    text = text.translate(_CONTROLS)
    start, entities = _prolog(text)
    body = text[start:]
    used = {name for name in _REFERENCE.findall(body) if name not in _PREDEFINED}
    if bad := sorted(name for name in used if entities.get(name, "") is None):
        raise SourceError(f"It uses {len(bad)} entities that refer to other entities, to a file or to an address.")
    values = {name: entities.get(name) or _known(name) for name in used}
    growth = sum(len(value) * body.count(f"&{name};") for name, value in values.items() if value and len(value) > 1)
    if growth > MOST_GROWTH:
        raise SourceError(f"Its entities would add more than {MOST_GROWTH:,} characters.")
    if any(values.values()):
        body = _REFERENCE.sub(lambda found: values.get(found[1]) or found[0], body)
    return text[:start], body


def _known(name: str) -> str | None:
    """HTML's named characters, which feeds use without declaring them."""
    return chr(name2codepoint[name]) if name in name2codepoint else None


def _prolog(text: str) -> tuple[int, dict[str, str | None]]:
    """Where the root element starts, and the entities declared before it (None: not harmless)."""
    at = 0
    entities: dict[str, str | None] = {}
    while True:
        at = text.find("<", at)
        if at < 0:
            raise SourceError("It holds no XML element.")
        if text.startswith("<?", at):
            end = text.find("?>", at)
        elif text.startswith("<!--", at):
            end = text.find("-->", at)
        elif text[at : at + 9].upper() == "<!DOCTYPE":
            end = _doctype_end(text, at)
            entities |= _entities(text[at:end])
        elif text.startswith("<!", at):
            end = text.find(">", at)
        elif text[at + 1 : at + 2].isascii() and (text[at + 1 : at + 2].isalpha() or text[at + 1 : at + 2] == "_"):
            return at, entities
        else:
            end = at
        if end < 0:
            raise SourceError("Its prolog never ends.")
        at = end + 1


def _doctype_end(text: str, start: int) -> int:
    """The place of the `>` that ends a DOCTYPE."""
    inside = False
    depth = 0
    at, most = start + 1, min(len(text), start + MOST_DOCTYPE)
    while at < most and (token := _TOKEN.match(text, at, most)):
        if token[0] == "[":
            inside = True
        elif token[0] == "]" and depth == 0:
            inside = False
        elif token[0] == "<":
            depth += 1
        elif token[0] == ">":
            if not inside:
                return token.start()
            depth = max(0, depth - 1)
        at = token.end()
    raise SourceError(f"Its DOCTYPE does not end within {MOST_DOCTYPE:,} characters.")


def _entities(doctype: str) -> dict[str, str | None]:
    found = [match for match in _ENTITY.finditer(doctype) if not match[1]]
    if len(found) > MOST_ENTITIES:
        raise SourceError(f"It declares {len(found):,} entities.")
    return {match[2]: _value(match[3], match[4]) for match in reversed(found)}  # the first declaration binds


def _value(double: str | None, single: str | None) -> str | None:
    value = double if double is not None else single
    return value if value is not None and len(value) <= 2_000 and _HARMLESS.fullmatch(value) else None
