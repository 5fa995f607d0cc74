"""What a mapping says: how the rows of some table (CSV, Parquet, XLSX) become rows of the ledger.

A mapping is YAML, shipped in `collection/mappings` or written in the source's options; docs/connectors.md
shows one. `mapping_of` checks every word of it and raises SettingsError that names the place and the choices,
so a mistake shows before any data are read. It is read as data: nothing in it is executed.

    title: what a report is called; {column} stands for the report's own value, {document} for the file's name
    records: where a JSON document has its list (data, features; "" for the document itself)
    empty: [words that stand for an empty cell, for example "-"]
    revises: true, if a group of rows (`report_by`) that changed is a new version of its report (collection.editions)
    parts: list of
      target: events | measurements | observations | claims
      sheets: [names of sheets, * for any end]      (XLSX only)
      columns: {ledger column: {from: column or [columns], as: transform or [transforms], ...} or a constant}
      key: [columns that name the thing]             known: {from, as: the moment from which it could be known}
      where: {column: [values kept]}                  report_by: [columns; one report for each of their values]
      present: [columns; a row with nothing there tells of nothing, and is left out: a missing figure is no 0]
      over: {from, as: the moment when what is told was over; the source's delay counts from it, if it states one}
      foreseen: true                                 (the periods may lie ahead)
"""

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType

import pyarrow as pa
import yaml

from simurg.collection.connector import SettingsError
from simurg.collection.transforms import TRANSFORMS
from simurg.ledger.schema import COLLECTED, CONTENT
from simurg.ontology.plover import PLOVER_TYPES

_TARGETS = tuple(name for name in COLLECTED if name != "reports")
NEEDED = {
    "events": ("occurred_from",),
    "measurements": ("series", "period_from", "value"),
    "observations": ("at", "observable"),
    "claims": ("subject", "predicate"),
}
WORDS: MappingOf[str, tuple[str, ...]] = {
    "event_type": tuple(PLOVER_TYPES),
    "place_precision": ("exact", "place", "admin2", "admin1", "country", "unknown"),
}
"""Columns that take none but these words."""
_PART = ("target", "columns", "key", "sheets", "known", "where", "report_by", "present", "over", "foreseen")
_RULE = ("from", "as", "join", "format", "lookup", "optional", "prefix", "suffix", "least", "most")


@dataclass(frozen=True, slots=True)
class Rule:
    """Where one ledger column comes from: `sources` joined by `joined`, then each of `steps`; or `constant`."""

    sources: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    joined: str = " "
    pattern: str = ""  # strptime format of dates
    lookup: MappingOf[str, str] | None = None
    optional: bool = False  # a table without the columns gives null
    constant: str | float | None = None
    prefix: str = ""  # put before a text
    suffix: str = ""  # and behind it
    least: float | None = None  # what is less, or more, makes the row wrong
    most: float | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One row of the table becomes one row of `target`."""

    target: str
    columns: MappingOf[str, Rule]
    key: tuple[str, ...]
    sheets: tuple[str, ...]
    known: Rule | None
    where: MappingOf[str, frozenset[str]]
    report_by: tuple[str, ...]
    present: tuple[str, ...] = ()
    over: Rule | None = None
    foreseen: bool = False


@dataclass(frozen=True, slots=True)
class TableMapping:
    title: str
    parts: tuple[Part, ...]
    records: str | None = None  # None: the document is no JSON
    empty: frozenset[str] = frozenset()
    revises: bool = False

    @property
    def sources(self) -> tuple[str, ...]:
        """Every column of the table that it names, in order."""
        rules = [rule for part in self.parts for rule in (*part.columns.values(), part.known, part.over) if rule]
        named = [name for rule in rules for name in rule.sources]
        groups = [name for part in self.parts for name in (*part.key, *part.where, *part.report_by, *part.present)]
        return tuple(dict.fromkeys([*named, *groups]))


@cache
def shipped(name: str) -> TableMapping:
    """A mapping that comes with simurg. SettingsError if there is none of that name."""
    folder = resources.files("simurg.collection") / "mappings"
    known = sorted(file.name.removesuffix(".yaml") for file in folder.iterdir() if file.name.endswith(".yaml"))
    if name not in known:
        raise SettingsError(
            f"There is no mapping {name[:60]!r}.", hint=f"Use one of: {', '.join(known)}; or write one."
        )
    return mapping_of(yaml.safe_load((folder / f"{name}.yaml").read_text("utf-8")), name)


def mapping_of(given: object, name: str = "mapping") -> TableMapping:
    """A checked mapping from parsed YAML."""
    top = _mapping(given, name, {"title", "parts", "records", "empty", "revises"})
    parts = top.get("parts")
    if not isinstance(parts, list | tuple) or not parts:
        raise SettingsError(f"{name}: parts must be a list with at least one part.")
    title = _text(top.get("title", ""), f"{name}.title")
    made = tuple(_part(part, f"{name}.parts[{number}]") for number, part in enumerate(parts))
    records = None if top.get("records") is None else _text(top["records"], f"{name}.records")
    revises = top.get("revises") is True
    if revises and (not made[0].report_by or len({part.report_by for part in made}) > 1):
        raise SettingsError(f"{name}: `revises` needs the same `report_by` in every part.")
    return TableMapping(title, made, records, frozenset(_texts(top.get("empty", []), f"{name}.empty")), revises)


def _part(given: object, at: str) -> Part:
    part = _mapping(given, at, set(_PART))
    target = _text(part.get("target"), f"{at}.target")
    if target not in _TARGETS:
        raise SettingsError(f"{at}.target: {target[:40]!r} is no table.", hint=f"Use one of: {', '.join(_TARGETS)}.")
    fields = {field.name: field for field in CONTENT[target] if not field.name.startswith("span_")}
    columns = _mapping(part.get("columns"), f"{at}.columns", set(fields))
    if missing := [name for name in NEEDED[target] if name not in columns]:
        raise SettingsError(f"{at}.columns lacks {', '.join(missing)}.")
    where = _mapping(part.get("where", {}), f"{at}.where", None)
    key = _texts(part.get("key"), f"{at}.key")
    if not key:
        raise SettingsError(f"{at}.key must name the columns that say which row is a version of which.")
    moment = pa.field("known", pa.timestamp("us", tz="UTC"))
    return Part(
        target,
        MappingProxyType({name: _rule(rule, f"{at}.columns.{name}", fields[name]) for name, rule in columns.items()}),
        key,
        _texts(part.get("sheets", []), f"{at}.sheets"),
        _rule(part["known"], f"{at}.known", moment) if "known" in part else None,
        MappingProxyType({name: frozenset(_texts(kept, f"{at}.where.{name}")) for name, kept in where.items()}),
        _texts(part.get("report_by", []), f"{at}.report_by"),
        _texts(part.get("present", []), f"{at}.present"),
        _rule(part["over"], f"{at}.over", moment) if "over" in part else None,
        part.get("foreseen") is True,
    )


def _rule(given: object, at: str, field: pa.Field) -> Rule:
    if not isinstance(given, MappingOf):
        if isinstance(given, bool) or not isinstance(given, str | int | float):
            raise SettingsError(f"{at} must be a constant, or a mapping with `from`.")
        _check_constant(given, at, field)
        return Rule(constant=given)
    rule = _mapping(given, at, set(_RULE))
    steps = _texts(rule.get("as", []), f"{at}.as")
    if wrong := [step for step in steps if step not in TRANSFORMS]:
        raise SettingsError(f"{at}.as: {wrong[0][:40]!r} is not known.", hint=f"Use one of: {', '.join(TRANSFORMS)}.")
    sources = _texts(rule.get("from"), f"{at}.from")
    if not sources:
        raise SettingsError(f"{at}.from must name a column, or a list of them.")
    if pa.types.is_timestamp(field.type) and not (steps and TRANSFORMS[steps[-1]].gives_moments):
        raise SettingsError(f"{at} needs `as: date` or another transform that gives a moment.")
    lookup = rule.get("lookup")
    table = None if lookup is None else _mapping(lookup, f"{at}.lookup", None)
    if not steps:
        for word in (table or {}).values():
            _check_word(str(word), f"{at}.lookup", field)
    return Rule(
        sources,
        steps,
        _text(rule.get("join", " "), f"{at}.join"),
        _text(rule.get("format", ""), f"{at}.format"),
        None if table is None else MappingProxyType({name: str(value) for name, value in table.items()}),
        rule.get("optional") is True,
        None,
        _text(rule.get("prefix", ""), f"{at}.prefix"),
        _text(rule.get("suffix", ""), f"{at}.suffix"),
        _bound(rule.get("least"), f"{at}.least"),
        _bound(rule.get("most"), f"{at}.most"),
    )


def _bound(given: object, at: str) -> float | None:
    if given is None:
        return None
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise SettingsError(f"{at} must be a number.")
    return float(given)


def _check_constant(given: str | float, at: str, field: pa.Field) -> None:
    if pa.types.is_timestamp(field.type):
        raise SettingsError(f"{at} is a moment and no constant.", hint="Write {from: column, as: date}.")
    if not pa.types.is_string(field.type) and isinstance(given, str):
        raise SettingsError(f"{at} must be a number, or a mapping with `from`.", hint="Write {from: column}.")
    _check_word(str(given), at, field)


def _check_word(given: str, at: str, field: pa.Field) -> None:
    if field.name in WORDS and given not in WORDS[field.name]:
        raise SettingsError(f"{at}: {given[:40]!r} is not known.", hint=f"Use one of: {', '.join(WORDS[field.name])}.")


def _mapping(given: object, at: str, allowed: set[str] | None) -> dict[str, object]:
    if not isinstance(given, MappingOf) or not all(isinstance(name, str) for name in given):
        raise SettingsError(f"{at} must be a mapping with names as keys.")
    if allowed is not None and (unknown := sorted(set(given) - allowed)):
        raise SettingsError(
            f"{at}: {unknown[0][:40]!r} is not known.", hint=f"Use one of: {', '.join(sorted(allowed))}."
        )
    return dict(given)


def _text(given: object, at: str) -> str:
    if not isinstance(given, str):
        raise SettingsError(f"{at} must be text.")
    return given


def _texts(given: object, at: str) -> tuple[str, ...]:
    items = [given] if isinstance(given, str) else given
    if not isinstance(items, list | tuple) or not all(isinstance(item, str) for item in items):
        raise SettingsError(f"{at} must be a text or a list of texts.", hint='Quote numbers, "yes" and "no".')
    return tuple(items)
