"""A model's answer as it came, in bounds: JSON of the asked shape, and a count of all that was not.

Lenient on form (a Markdown fence around the object, words before or after it, a missing list), strict on meaning: a
value of the wrong kind, an unknown field, an item that is no object is dropped and counted. Nothing of it is run,
formatted or looked up.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from simurg.extraction.model.schema import CLAIM, EVENT, MOST_CLAIMS, MOST_EVENTS

MOST_BYTES = 1 << 19
MOST_FIELD = 2_000
"""Characters of one value."""
Item = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """`events` and `claims` with their known text fields only. `dropped`: why, how often. `unusable`: why nothing of
    it can be read."""

    events: tuple[Item, ...] = ()
    claims: tuple[Item, ...] = ()
    dropped: Mapping[str, int] = field(default_factory=dict)
    unusable: str = ""


def answer_of(content: str) -> Answer:
    """Never raises: what cannot be read is `unusable`."""
    if len(content) > MOST_BYTES:
        return Answer(unusable=f"the answer has more than {MOST_BYTES:,} characters")
    try:
        value = orjson.loads(_object_in(content))
    except (orjson.JSONDecodeError, UnicodeError):
        return Answer(unusable="the answer is not JSON, or breaks off")
    if not isinstance(value, dict) or not ("events" in value or "claims" in value):
        return Answer(unusable="the answer is not an object with events and claims")
    dropped: Counter[str] = Counter()
    dropped["fields that were not asked for"] += len(set(value) - {"events", "claims"})
    events = _items(value.get("events"), EVENT, MOST_EVENTS, dropped)
    claims = _items(value.get("claims"), CLAIM, MOST_CLAIMS, dropped)
    return Answer(events, claims, +dropped)


def _object_in(content: str) -> str:
    """From the first brace to the last: what a chatty model wraps around its answer is left out."""
    start, end = content.find("{"), content.rfind("}")
    return content[start : end + 1] if 0 <= start < end else content


def _items(value: object, known: tuple[str, ...], most: int, dropped: Counter[str]) -> tuple[Item, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        dropped["lists that are none"] += 1
        return ()
    found = []
    for one in value[:most]:
        if isinstance(one, dict):
            found.append(_item(one, known, dropped))
        else:
            dropped["items that are no objects"] += 1
    dropped["items beyond the bound"] += max(len(value) - most, 0)
    return tuple(found)


def _item(values: Mapping[str, Any], known: tuple[str, ...], dropped: Counter[str]) -> Item:
    found: dict[str, str] = {}
    for name, value in values.items():
        if name not in known:
            dropped["fields that were not asked for"] += 1
        elif isinstance(value, bool) or (value is not None and not isinstance(value, str | int | float)):
            dropped["values that are no text"] += 1
        elif value is not None and (text := str(value).strip()):
            if len(text) <= MOST_FIELD:
                found[name] = text
            else:
                dropped["values that are too long"] += 1
    return found
