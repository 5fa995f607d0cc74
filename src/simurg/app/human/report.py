"""A report with its origin, taken apart: who said it (to be sealed) and what was said (to be collected).

`of_file` reads an offline file, the Markdown that the `human` connector reads plus `origin:` in its front matter:

    origin: {name: …, contact: …, address: …, how: …, note: …}      # or the name alone

`markdown` writes what was said in the connector's own form, without origin, and proves it: the connector reads it, and
no part of the origin stands in it. Pure. No message repeats a word of what was handed in.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import yaml

from simurg.app.reading import parts_of
from simurg.collection.connector import raw_of
from simurg.collection.connectors import human
from simurg.collection.connectors._human_front import KEYS, ORIGIN, Value, split, values_of
from simurg.collection.source import Source
from simurg.ontology.errors import CallerError, SourceError
from simurg.ontology.markings import Marking, marking_of

ORIGIN_KEYS = ("name", "contact", "address", "how", "note")
_MOST = {"name": 200, "contact": 500, "address": 500, "how": 500, "note": 4_000}
_TELLING = {"name": 3, "contact": 5, "address": 8, "how": 20, "note": 20}
"""Letters and digits from which on a part of the origin may not stand in the report."""
_LONG = 8
_WORD = re.compile(r"\w+")
_UNPRINTED = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Intake:
    """`values` is the front matter without origin; `origin` None: the pseudonym is known already."""

    values: Mapping[str, Value]
    body: str
    origin: Mapping[str, str] | None

    @property
    def pseudonym(self) -> str:
        return str(self.values.get("pseudonym", "")).strip()

    @property
    def number(self) -> str:
        return str(self.values.get("report", "")).strip()

    @property
    def marking(self) -> Marking:
        """The report's own; CallerError for one that is not known."""
        own = self.values.get("marking")
        if own is not None and not isinstance(own, dict):
            raise CallerError("The marking is not a mapping such as {level: restricted, tlp: amber}.")
        try:
            return marking_of(own)
        except CallerError:
            raise CallerError("The marking is not known.", hint="See docs/human-sources.md.") from None

    def __repr__(self) -> str:
        return "Intake(…)"  # nothing of it in a traceback


def of_file(content: bytes, source: Source, at: datetime) -> Intake:
    """An offline file, taken apart; SourceError names the key that is wrong, never its value."""
    text = human.text_of(raw_of(content, source, "the file", at))
    front, body = split(text)
    if front is None:
        raise SourceError("The file has no front matter between two lines of ---.")
    values = values_of(front)
    origin = values.pop(ORIGIN, None)
    if any(key not in KEYS for key in values):
        raise SourceError(
            "The front matter has a key that is not listed.", hint=f"Keys: {', '.join(KEYS)}; and {ORIGIN}."
        )
    return Intake(values, body, None if origin is None else _origin(origin))


def of_form(form: Mapping[str, Any]) -> Intake:
    """From a form's checked fields: those of the front matter, `body`, and `origin`."""
    values = {key: _plain(form[key]) for key in KEYS if form.get(key) not in (None, [], {})}
    origin = {key: value for key, value in (form.get("origin") or {}).items() if value is not None}
    return Intake(values, str(form["body"]), _origin(origin) if origin else None)


def markdown(intake: Intake, source: Source, at: datetime) -> bytes:
    """The report without its origin. CallerError where the connector would not read it, or it names its origin."""
    if any(_UNPRINTED.search(text) for text in _texts(dict(intake.values))):
        raise CallerError("The head of the report has control characters.", hint="Write it as plain text.")
    front = yaml.safe_dump({key: intake.values[key] for key in KEYS if key in intake.values}, allow_unicode=True,
                           sort_keys=False, width=1_000_000)  # fmt: skip
    text = f"---\n{front}---\n{intake.body.strip()}\n"
    if intake.origin is not None and names(text, intake.origin):
        raise CallerError(
            "The text or the head of the report names its origin; nothing of it was kept.",
            hint="Write the pseudonym instead; details that give the person away belong to the origin.",
        )
    content = text.encode("utf-8", "surrogatepass")
    spoiled = [one for part in parts_of(human.parse, raw_of(content, source, "report.md", at)) for one in part.spoiled]
    if spoiled:
        raise CallerError(f"The report cannot be taken: {spoiled[0].cause}", hint="Nothing of it was kept.")
    return content


def names(text: str, origin: Mapping[str, str]) -> bool:
    """Whether a part of the origin stands in the text, whatever its letters' case, accents and signs between."""
    words = _words(text)
    squeezed = "".join(words)
    return any(_stands(_words(value), words, squeezed, _TELLING[key]) for key, value in origin.items())


def _stands(part: Sequence[str], words: Sequence[str], squeezed: str, least: int) -> bool:
    whole = "".join(part)
    if len(whole) < least:
        return False
    if len(whole) >= _LONG and whole in squeezed:
        return True
    orders = {tuple(part), tuple(reversed(part))}
    return any(tuple(words[place : place + len(part)]) in orders for place in range(len(words) - len(part) + 1))


def _words(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(sign for sign in folded if not unicodedata.combining(sign))
    return _WORD.findall(plain.replace("_", " "))


def _origin(value: Value | Mapping[str, Any]) -> dict[str, str]:
    parts = {"name": value} if isinstance(value, str) else value
    if not isinstance(parts, Mapping) or not parts.get("name") or any(key not in ORIGIN_KEYS for key in parts):
        raise SourceError("Its origin needs a name, and may have contact, address, how and note.")
    told: dict[str, str] = {}
    for key, text in parts.items():
        if not isinstance(text, str) or not text.strip() or len(text) > _MOST[key]:
            raise SourceError(f"The {key} of its origin is not one short text.")
        told[key] = text.strip()
    return told


def _texts(value: Value) -> Iterator[str]:
    """Every text of the front matter, keys too."""
    if isinstance(value, str):
        yield value
    for one in value.items() if isinstance(value, dict) else ():
        yield one[0]
        yield from _texts(one[1])
    for item in value if isinstance(value, list) else ():
        yield from _texts(item)


def _plain(value: Any) -> Value:
    """Texts, lists and mappings of texts, as the connector takes them."""
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items() if one not in (None, [], {})}
    return [_plain(one) for one in value] if isinstance(value, list) else str(value)
