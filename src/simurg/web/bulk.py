"""An answer in the form that was asked for: JSON, or its rows as CSV or an Arrow stream for those who may export.

Cells of CSV that a spreadsheet would take for a formula begin with an apostrophe: collected text is never executed.
"""

import csv
import io
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from typing import Any

import orjson
import pyarrow as pa
from fastapi.responses import Response

from simurg.app.workbench.look import Look, Told
from simurg.web.asking import Ask
from simurg.web.problems import forbidden
from simurg.web.shapes.problems import READ

ARROW = "application/vnd.apache.arrow.stream"
CSV = "text/csv"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


LISTED = READ | {
    200: {
        "description": "JSON; or for those who may export its rows as CSV or an Arrow stream, as Accept asks for.",
        "content": {CSV: {"schema": {"type": "string"}}, ARROW: {"schema": {"type": "string", "format": "binary"}}},
    }
}
"""What a route may answer that uses `listed` or `paged`."""


def listed(ask: Ask, key: Hashable, make: Callable[[Look], Told], *, rows: str | None = None) -> Response:
    """`make` is asked once for each `key`, picture and moment. `rows` names the list that CSV and Arrow carry."""
    kind = _file_asked(ask) if rows else None
    found = ask.house.reading.answer(ask.reader.picture, ask.as_of, key, make)
    if kind is None:
        return ask.whole(found.body, "application/json", seen=found.seen, tag=found.tag)
    return _file(ask, kind, orjson.loads(found.body)[rows], str(rows), found.seen)


def paged(ask: Ask, told: Mapping[str, Any], name: str, *, rows: str = "items", seen: Collection[str] = ()) -> Response:
    """An answer that is made already; `name` is what a file of its `rows` is called."""
    kind = _file_asked(ask)
    if kind is None:
        return ask.answer(told, seen=seen)
    return _file(ask, kind, orjson.loads(orjson.dumps(told[rows], option=orjson.OPT_UTC_Z)), name, seen)


def _file_asked(ask: Ask) -> str | None:
    """The media type of the file that is asked for; None for JSON. Problem for one who may not take files along."""
    accept = ask.request.headers.get("accept", "")
    kind = next((one for one in (ARROW, CSV) if one in accept), None)
    if kind is not None and not ask.reader.may("export"):
        raise forbidden("Your roles do not allow files to be taken along.")
    return kind


def _file(ask: Ask, kind: str, rows: Sequence[dict[str, Any]], name: str, seen: Collection[str]) -> Response:
    body = as_csv(rows) if kind == CSV else as_arrow(rows)
    return ask.whole(body, kind, seen=seen, name=f"{name}.{'csv' if kind == CSV else 'arrows'}")


def as_csv(rows: Sequence[dict[str, Any]]) -> bytes:
    """RFC 4180, UTF-8, the columns of all rows; what is not plain as JSON."""
    sink = io.StringIO()
    if rows:
        columns = _columns(rows)
        writer = csv.writer(sink, lineterminator="\r\n")
        writer.writerow(columns)
        writer.writerows([_cell(one) for one in line] for line in zip(*columns.values(), strict=True))
    return sink.getvalue().encode("utf-8", "replace")


def as_arrow(rows: Sequence[dict[str, Any]]) -> bytes:
    """One record batch stream; what is not plain as JSON text."""
    table = pa.table({name: _array(values) for name, values in _columns(rows).items()})
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue().to_pybytes())


def _columns(rows: Sequence[dict[str, Any]]) -> dict[str, list[Any]]:
    """`deaths: {best: 3}` becomes `deaths_best: 3`; lists become JSON. A part that one row lacks is None there."""
    flat = [_flat(row) for row in rows]
    names = dict.fromkeys(name for row in flat for name in row)
    split = {name for row in rows for name, value in row.items() if isinstance(value, dict)}
    return {name: [row.get(name) for row in flat] for name in names if name not in split}


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, dict):
            flat |= {f"{name}_{inner}": _plain(one) for inner, one in value.items()}
        else:
            flat[name] = _plain(value)
    return flat


def _array(values: list[Any]) -> pa.Array:
    """Of one type; what is told now as a number and now in words is all words."""
    try:
        return pa.array(values)
    except pa.ArrowException:
        return pa.array([None if one is None else str(one) for one in values], pa.string())


def _plain(value: Any) -> Any:
    return orjson.dumps(value).decode() if isinstance(value, dict | list) else value


def _cell(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
