"""Names that mean harm or came to harm, and records that are none: always the same, made here, of nobody.

`hostile_records(schema)` gives one record a case; `BROKEN` are values that stand where a record should. Nothing here
judges; the matchers' conformance suite does (testing.matchers).
"""

from collections.abc import Mapping
from typing import Any

from simurg.fusion.matcher import Record

LONG = 10_000

NAMES: Mapping[str, str] = {
    "an empty name": "",
    "blanks": " \t\u00a0\u3000\n",
    "one letter": "a",
    "one letter of Cyrillic": "ж",
    "one letter of Han": "李",
    "signs only": "-- '’ . , () /",
    "a number": "44",
    "10,000 letters": "abcdefghij" * (LONG // 10),
    "10,000 times one letter": "a" * LONG,
    "10,000 letters in words": "abc " * (LONG // 4),
    "10,000 initials": "a." * (LONG // 2),
    "10,000 combining marks": "a" + "\u0301" * LONG,
    "10,000 digits": "9" * LONG,
    "mixed directions": "Orla \u05d0\u05d5\u05e8\u05dc\u05d4 Brenn \u0628\u0631\u0646",
    "overridden directions": "\u202eannerB\u202c \u2066alrO\u2069\u200f",
    "emoji": "🙂🚢",
    "joined emoji": "👩\u200d🚀 Orla 🏳\ufe0f\u200d🌈",
    "look-alike letters": "\u041erl\u0430 Br\u0435nn",  # Cyrillic O, a and e
    "wide letters": "Ｏｒｌａ　Ｂｒｅｎｎ",
    "no width": "Or\u200bla\u200d Br\ufeffenn",
    "control characters": "Orla\x00\x1b[31m\x7f Brenn",
    "half a surrogate pair": "Orla \ud800 Brenn",
    "markup": "<b>Orla</b> &amp; {{Brenn}} %s '; --",
}
BROKEN: tuple[Any, ...] = (
    {},
    {"schema": None, "properties": {}},
    {"schema": 7, "properties": {"name": ["Orla Brenn"]}},
    {"schema": "Person", "properties": ["Orla Brenn"]},
    {"schema": "Person", "properties": None},
)


def hostile_records(schema: str) -> dict[str, Record]:
    """By the name of the case."""
    records: dict[str, Record] = {
        case: {"schema": schema, "properties": {"name": [text]}} for case, text in NAMES.items()
    }
    lists: Mapping[str, Any] = {
        "no property": {},
        "no value": {"name": [], "alias": None},
        "a thousand names": {"name": [f"Orla Brenn {number}" for number in range(1_000)]},
        "values that are no text": {"name": [None, 7, ["Orla"], {"a": 1}, b"Orla", "Orla Brenn"], "birthDate": 1970},
        "impossible dates": {"name": ["Orla Brenn"], "birthDate": ["0000-99-99", "-1", "9" * 400, ""]},
        "identifiers without end": {"name": ["Orla Brenn"], "imoNumber": ["9" * LONG], "registrationNumber": ["", "-"]},
    }
    return records | {case: {"schema": schema, "properties": properties} for case, properties in lists.items()}
