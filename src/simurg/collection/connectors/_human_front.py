"""The front matter of a human-source report: read strictly, and searched for a named origin before all else.

Two promises. A file that names the true origin of what it tells, under any spelling of that key that we can think
of, is `Refused`, and so is one with a key that is not listed (it may carry an identity): their bytes are kept
nowhere, and no message repeats a word of them. And YAML costs nothing: no aliases, anchors or tags, no more than
MOST_FRONT characters or MOST_DEPTH levels; every plain value is text.
"""

import re
import unicodedata
from collections.abc import Iterator

import yaml

from simurg.collection.connector import Refused
from simurg.ontology.errors import SourceError

MOST_FRONT = 16_000
MOST_DEPTH = 6

ORIGIN = "origin"
"""The one key that a file for the intake may have beside KEYS (see `values_of`); no collected file may."""
KEYS = (
    "pseudonym", "report", "date", "reliability", "credibility", "marking", "title", "language", "place", "country",
    "actors", "events", "protected",
)  # fmt: skip
EVENT_KEYS = ("actor", "recipient", "type", "date", "place", "country", "deaths")
MARKING_KEYS = ("level", "tlp", "compartments", "releasable_to")

Value = str | list["Value"] | dict[str, "Value"]

_HINT = (
    "Take the person's name and every key that is not listed out of the file, and keep them elsewhere. "
    f"Keys: {', '.join(KEYS)}; in events: {', '.join(EVENT_KEYS)}."
)
_LOOKS_LIKE = str.maketrans(
    "0оοօᴏøσг\u1d26ʀᴦі\u03b9ı1l|!ɩӏɪ\u0458ɡցɢƍqпոռɴηɳŋ",
    "ooooooorrrriiiiiiiiiiigggggnnnnnnn",
)  # Cyrillic, Greek, Armenian, small capitals and digits that pass for o, r, i, g, n
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U(000[0-9A-Fa-f]{5}))")
_ORIGIN_KEY = re.compile(r"origin\w{0,20}[:=]")
_ORIGIN_LINE = re.compile(
    r"i*(?:the)?(?:true|reai|actuai|sources?|human)*origin(?:ator)?s?(?:name|of(?:the|this)?(?:source|report)?)?[:=]"
)  # after `_squeezed`: l, ! and | have become i
_KEY_LINE = re.compile(r"^[ \t]*(?:-[ \t]+)?[\"']?([^\s:#\"'\[\]{},&*!|>%@`-][^:\n]{0,200}?)[\"']?[ \t]*:(?:[ \t]|$)")
_TURNED = re.compile("[\u202a-\u202e\u2066-\u2069]")


def split(text: str) -> tuple[str | None, str]:
    """Front matter (None without a beginning or an end) and the words after it."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff \n\t").split("\n")
    if lines[0].rstrip() != "---":
        return None, text
    for number, line in enumerate(lines[1:], 1):
        if line.rstrip() in ("---", "..."):
            return "\n".join(lines[1:number]), "\n".join(lines[number + 1 :]).strip()
    return None, text


def refuse_origin(text: str) -> None:
    """Refused if the text names an origin, or hides what it names; for a whole file, well formed or not."""
    front, body = split(text)
    head = text if front is None else front
    if _TURNED.search(head):
        raise Refused("The file has characters that turn the direction of writing in its front matter.", hint=_HINT)
    if _ORIGIN_KEY.search(_squeezed(head)) or any(_ORIGIN_LINE.match(_squeezed(line)) for line in body.split("\n")):
        raise Refused("The file names the origin of a human-source report; nothing of it was kept.", hint=_HINT)


def _squeezed(text: str) -> str:
    """Letters, digits, colons and equals signs only, look-alikes folded together, escapes read."""
    read = _ESCAPE.sub(lambda found: chr(min(int(found[1] or found[2] or found[3], 16), 0x10FFFF)), text)
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", read).casefold()).translate(_LOOKS_LIKE)
    return "".join(sign for sign in folded if sign.isalnum() or sign in ":=")


def front_matter(front: str) -> dict[str, Value]:
    """The keys and values. Refused for a key that is not listed, SourceError for what cannot be read."""
    try:
        value = values_of(front)
    except SourceError:
        refuse_unlisted_lines(front)
        raise
    _refuse_unlisted(value, KEYS)
    events, marking = value.get("events"), value.get("marking")
    for event in events if isinstance(events, list) else []:
        if isinstance(event, dict):
            _refuse_unlisted(event, EVENT_KEYS)
    if isinstance(marking, dict):
        _refuse_unlisted(marking, MARKING_KEYS)
    return value


def values_of(front: str) -> dict[str, Value]:
    """The keys and values, whatever they are called; SourceError for what cannot be read."""
    value = _loaded(front)
    if not isinstance(value, dict):
        raise SourceError("Its front matter is not a list of keys with values.")
    return value


def _refuse_unlisted(value: dict[str, Value], listed: tuple[str, ...]) -> None:
    if any(key not in listed for key in value):
        raise Refused("The front matter has a key that is not listed; nothing of the file was kept.", hint=_HINT)


def refuse_unlisted_lines(front: str) -> None:
    """For front matter that is no YAML: whether any line begins like a key that is not listed."""
    listed = {*KEYS, *EVENT_KEYS, *MARKING_KEYS}
    for line in front.split("\n"):
        key = _KEY_LINE.match(line)
        if key and key[1].strip() not in listed:
            raise Refused("The front matter has a key that is not listed; nothing of the file was kept.", hint=_HINT)


def _loaded(front: str) -> Value:
    """YAML as text, lists and mappings of text."""
    if len(front) > MOST_FRONT:
        raise SourceError(f"Its front matter has more than {MOST_FRONT:,} characters.")
    try:
        events = iter(yaml.parse(front, Loader=yaml.SafeLoader))
        for event in events:
            if isinstance(event, yaml.NodeEvent):
                return _node(event, events, 1)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" (line {mark.line + 2})" if mark is not None else ""
        raise SourceError(f"Its front matter is no YAML that can be read{where}.") from None
    raise SourceError("Its front matter is empty.")


def _node(event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Value:
    """The value that begins with this event."""
    if depth > MOST_DEPTH:
        raise SourceError(f"Its front matter is nested more than {MOST_DEPTH} deep.")
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) or getattr(event, "tag", None):
        raise SourceError("Its front matter uses YAML anchors, aliases or tags; write the values out.")
    if isinstance(event, yaml.ScalarEvent):
        return str(event.value)
    if isinstance(event, yaml.SequenceStartEvent):
        items: list[Value] = []
        while not isinstance(inner := next(events), yaml.SequenceEndEvent):
            items.append(_node(inner, events, depth + 1))
        return items
    pairs: dict[str, Value] = {}
    while not isinstance(inner := next(events), yaml.MappingEndEvent):
        key = _node(inner, events, depth + 1)
        if not isinstance(key, str) or key in pairs:
            raise SourceError("Its front matter has a key twice, or one that is not a word.")
        pairs[key] = _node(next(events), events, depth + 1)
    return pairs
