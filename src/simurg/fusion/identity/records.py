"""From claims about one subject to the mapping that `entities.compare` takes.

Which predicate means which property stands in `properties.yaml`, in snake or camel case; predicates that it does not
know are kept under `others` and give no evidence. Better graded and surer claims come first. A name told with little
confidence becomes a weak alias, one that no longer holds a previous name; other doubtful claims go to `others` too.
Pure: the same rows in any order give the same record. A record is made for comparing, not for showing.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml

DOUBTFUL = 0.4
"""Confidence below which a claim is doubtful; so is what a source graded E tells. F cannot be judged: no doubt."""
UNTOLD = "Thing"
"""The schema of a record that no claim says the kind of: it may be one with anything."""
_NAMES = frozenset({"name", "alias"})
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[\s\-]+")
_ORDER = "ABCDFE"


@dataclass(frozen=True, slots=True)
class Properties:
    """Predicate in snake case to property; kind of thing in snake case to schema."""

    version: int
    of: Mapping[str, str]
    schemas: Mapping[str, str]
    schema_predicates: frozenset[str]


@lru_cache(maxsize=1)
def packaged_properties() -> Properties:
    """The packaged vocabulary of predicates."""
    text = (resources.files("simurg.fusion.identity") / "properties.yaml").read_text(encoding="utf-8")
    raw = yaml.safe_load(text)
    of = {predicate: name for name, known in raw["properties"].items() for predicate in (*known, snake(name))}
    schemas = {kind: schema for schema, kinds in raw["schemas"].items() for kind in (*kinds, snake(schema))}
    return Properties(int(raw["version"]), of, schemas, frozenset(raw["schema_predicates"]))


@lru_cache(maxsize=4096)
def snake(predicate: str) -> str:
    """birthDate, Birth-Date and birth date are birth_date."""
    return re.sub("_+", "_", _CAMEL.sub("_", predicate.strip())).strip("_").lower()


def property_of(predicate: str) -> str | None:
    """The property that a predicate means; None where it is unknown and gives no evidence."""
    return packaged_properties().of.get(snake(predicate))


def is_compared(predicate: str) -> bool:
    """Whether claims of this predicate can be evidence of who is who at all."""
    known = packaged_properties()
    return snake(predicate) in known.of or snake(predicate) in known.schema_predicates


def record_of(rows: Iterable[Mapping[str, Any]], names: Iterable[str] = ()) -> dict[str, Any]:
    """{"schema", "properties": property to texts, "others": predicate to texts} from claims about one subject.

    Rows have `predicate` and `object`, and may have `confidence` (0 to 1), `reliability` (A to F) and `valid_to`.
    `names` are names known otherwise (a subject that is a name itself). Rows without predicate or object are left out.
    """
    known = packaged_properties()
    told = sorted((row for row in rows if row.get("predicate") and row.get("object")), key=_best_first)
    properties: dict[str, dict[str, None]] = {"name": dict.fromkeys(names)}
    others: dict[str, dict[str, None]] = {}
    schemas: dict[str, None] = {}
    for row in told:
        predicate, text = snake(str(row["predicate"])), str(row["object"])
        schema = known.schemas.get(snake(text)) if predicate in known.schema_predicates else None
        if schema:
            schemas[schema] = None
        elif prop := _property(known.of.get(predicate), row):
            properties.setdefault(prop, {})[text] = None
        else:
            others.setdefault(str(row["predicate"]), {})[text] = None
    return {
        "schema": _one(list(schemas)),
        "properties": {prop: list(texts) for prop, texts in properties.items() if texts},
        "others": {predicate: list(texts) for predicate, texts in others.items()},
    }


def _property(prop: str | None, row: Mapping[str, Any]) -> str | None:
    """As what a claim counts: doubtful names are weak, names of the past former ones, other doubtful claims nothing."""
    if prop is None:
        return None
    if _doubtful(row):
        return "weakAlias" if prop in _NAMES or prop == "weakAlias" else None
    return "previousName" if prop in _NAMES and row.get("valid_to") is not None else prop


def _doubtful(row: Mapping[str, Any]) -> bool:
    confidence = row.get("confidence")
    return (confidence is not None and float(confidence) < DOUBTFUL) or row.get("reliability") == "E"


def _best_first(row: Mapping[str, Any]) -> tuple[int, float, str, str]:
    grade = row.get("reliability") or "F"
    confidence = row.get("confidence")
    place = _ORDER.find(grade) if grade in _ORDER else _ORDER.index("F")
    return place, -(0.5 if confidence is None else float(confidence)), str(row["predicate"]), str(row["object"])


def _one(schemas: list[str]) -> str:
    """The kind that was told; LegalEntity where persons and organisations contradict, Thing for worse or nothing."""
    if len(schemas) == 1:
        return schemas[0]
    if not schemas:
        return UNTOLD
    bodies = {"Organization", "Company", "PublicBody", "LegalEntity"}
    if set(schemas) <= bodies:
        return next(schema for schema in schemas if schema != "LegalEntity")
    return "LegalEntity" if set(schemas) <= bodies | {"Person"} else UNTOLD
