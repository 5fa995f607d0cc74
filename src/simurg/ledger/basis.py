"""What a derived row rests on besides the ids it cites: the views that it was computed on.

`basis_view` is JSON, a list of {"table": name, "where": condition}. A condition gives a column a value
(equals), null, a list [low, high] (half open, either null) or {"one_of": [...]}; moments are ISO 8601 text.
A recall tests it: would the recalled rows have been in that view?
"""

import json
from collections.abc import Mapping
from datetime import datetime

import pyarrow as pa

from simurg.ledger.schema import schema_of
from simurg.ontology.errors import InternalError
from simurg.ontology.times import parse_moment, text_of


def basis_view_of(*views: tuple[str, Mapping[str, object]]) -> str:
    """JSON of (table, where) pairs; `where` as `View.read` takes it."""
    told = [{"table": table, "where": {n: _jsonable(v) for n, v in where.items()}} for table, where in views]
    return json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def views_of(basis_view: str | None) -> list[tuple[str, dict[str, object]]]:
    """The (table, where) pairs again; InternalError for a table that the ledger does not have."""
    return [(one["table"], _where(one["table"], one.get("where", {}))) for one in json.loads(basis_view or "[]")]


def _where(table: str, told: Mapping[str, object]) -> dict[str, object]:
    schema = schema_of(table)
    if not set(told) <= set(schema.names):
        raise InternalError(f"A basis names a column that {table} does not have.")
    return {name: _value(value, pa.types.is_timestamp(schema.field(name).type)) for name, value in told.items()}


def _value(told: object, is_moment: bool) -> object:
    if isinstance(told, list):
        low, high = told
        return _value(low, is_moment), _value(high, is_moment)
    if isinstance(told, dict):
        return frozenset(_value(one, is_moment) for one in told["one_of"])
    return parse_moment(told) if is_moment and isinstance(told, str) else told


def _jsonable(value: object) -> object:
    if isinstance(value, datetime):
        return text_of(value)
    if isinstance(value, tuple):
        return [_jsonable(bound) for bound in value]
    if isinstance(value, frozenset):
        return {"one_of": sorted((_jsonable(one) for one in value), key=repr)}
    return value
