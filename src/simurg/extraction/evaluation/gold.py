"""Gold: texts whose events somebody wrote down, as TSV with a heading line or JSON lines.

    text <TAB> type <TAB> actor <TAB> recipient <TAB> language      one event a line; only text and type are needed
    {"text": "…", "type": "ASSAULT", "actor": "…", "recipient": "…", "language": "en"}
    {"text": "…", "language": "ar", "events": [{"type": "CONSULT"}, {"type": "AID", "actor": "…"}]}

`sentence` may stand for `text`. Lines of one text and language are one item with several events; the type NONE says
that nothing is told. A type is one of PLOVER's, in any case. What is not understood is an error that names its line.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from simurg.ontology.errors import CallerError
from simurg.ontology.plover import PLOVER_TYPES

NONE = "NONE"
MOST_BYTES, MOST_TEXT, MOST_ITEMS = 64 << 20, 20_000, 200_000
_HINT = "See docs/evaluate.md for the two forms."


@dataclass(frozen=True, slots=True)
class GoldEvent:
    type: str
    actor: str | None = None
    recipient: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A text with all its events."""

    text: str
    language: str | None
    events: tuple[GoldEvent, ...]


def gold_of(content: str) -> tuple[Item, ...]:
    """Items in the order of the file; CallerError for what is not understood."""
    text = content.removeprefix("\ufeff")
    rows = _json_rows(text) if text.lstrip().startswith("{") else _table_rows(text)
    found: dict[tuple[str, str | None], list[GoldEvent]] = {}
    for line, row in rows:
        words = _word(row, "text", line) or _word(row, "sentence", line)
        if not words:
            raise CallerError(f"Line {line:,} has no text.", hint=_HINT)
        if len(words) > MOST_TEXT:
            raise CallerError(f"Line {line:,} has a text of more than {MOST_TEXT:,} characters.", hint="Cut it.")
        events = found.setdefault((words, _word(row, "language", line) or None), [])
        events += [event for event in _events(row, line) if event.type != NONE]
        if len(found) > MOST_ITEMS:
            raise CallerError(f"The gold has more than {MOST_ITEMS:,} texts.", hint="Split it.")
    if not found:
        raise CallerError("The gold is empty.", hint=_HINT)
    return tuple(Item(words, language, tuple(events)) for (words, language), events in found.items())


def _table_rows(text: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter="\t", quoting=csv.QUOTE_NONE)
    names = [name.strip().lower() for name in next(reader, [])]
    if "type" not in names or not {"text", "sentence"} & set(names):
        raise CallerError("The first line does not name the columns `text` and `type`.", hint=_HINT)
    for line, cells in enumerate(reader, 2):
        if not any(cells):
            continue
        if len(cells) > len(names):
            raise CallerError(f"Line {line:,} has more cells than the heading.", hint=_HINT)
        yield line, dict(zip(names, cells, strict=False))


def _json_rows(text: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for line, one in enumerate(text.split("\n"), 1):
        if not one.strip():
            continue
        try:
            row = orjson.loads(one)
        except orjson.JSONDecodeError as error:
            raise CallerError(f"Line {line:,} is not JSON.", hint=_HINT) from error
        if not isinstance(row, dict):
            raise CallerError(f"Line {line:,} is not an object.", hint=_HINT)
        yield line, row


def _events(row: Mapping[str, Any], line: int) -> Iterator[GoldEvent]:
    listed = row.get("events")
    if listed is None:
        yield _event(row, line)
    elif isinstance(listed, list) and all(isinstance(one, dict) for one in listed):
        for one in listed:
            yield _event(one, line)
    else:
        raise CallerError(f"Line {line:,}: `events` is no list of objects.", hint=_HINT)


def _event(row: Mapping[str, Any], line: int) -> GoldEvent:
    kind = _word(row, "type", line).upper()
    if kind not in (*PLOVER_TYPES, NONE):
        raise CallerError(
            f"Line {line:,}: {kind[:30]!r} is no type.", hint=f"Use one of {', '.join(PLOVER_TYPES)}, {NONE}."
        )
    return GoldEvent(kind, _word(row, "actor", line) or None, _word(row, "recipient", line) or None)


def _word(row: Mapping[str, Any], name: str, line: int) -> str:
    value = row.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise CallerError(f"Line {line:,}: `{name}` is no text.", hint=_HINT)
    return value.strip()
