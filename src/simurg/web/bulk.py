"""An answer in the form that was asked for: JSON, or its rows as CSV or an Arrow stream for those who may export.

Cells of CSV that a spreadsheet would take for a formula begin with an apostrophe: collected text is never executed.
"""

import csv
import io
from collections.abc import Callable, Hashable, Sequence
from typing import Any

import orjson
import pyarrow as pa
from fastapi.responses import Response

from simurg.app.workbench.look import Look, Told
from simurg.web.asking import Ask
from simurg.web.problems import forbidden

ARROW = "application/vnd.apache.arrow.stream"
CSV = "text/csv"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def listed(ask: Ask, key: Hashable, make: Callable[[Look], Told], *, rows: str | None = None) -> Response:
    """`make` is asked once for each `key`, picture and moment. `rows` names the list that CSV and Arrow carry."""
    accept = ask.request.headers.get("accept", "")
    kind = next((one for one in (ARROW, CSV) if one in accept), None) if rows else None
    if kind is None:
        found = ask.house.reading.answer(ask.reader.picture, ask.as_of, key, make)
        return ask.whole(found.body, "application/json", seen=found.seen, tag=found.tag)
    if not ask.reader.may("export"):
        raise forbidden("Your roles do not allow files to be taken along.")
    found = ask.house.reading.answer(ask.reader.picture, ask.as_of, key, make)
    table = orjson.loads(found.body)[rows]
    body = as_csv(table) if kind == CSV else as_arrow(table)
    return ask.whole(body, kind, seen=found.seen, name=f"{rows}.{'csv' if kind == CSV else 'arrows'}")


def as_csv(rows: Sequence[dict[str, Any]]) -> bytes:
    """RFC 4180, UTF-8, the columns of the first row; what is not plain as JSON."""
    sink = io.StringIO()
    if rows:
        flat = [_flat(row) for row in rows]
        writer = csv.DictWriter(sink, list(flat[0]), lineterminator="\r\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows({name: _cell(value) for name, value in row.items()} for row in flat)
    return sink.getvalue().encode("utf-8", "replace")


def as_arrow(rows: Sequence[dict[str, Any]]) -> bytes:
    """One record batch stream; what is not plain as JSON text."""
    table = pa.Table.from_pylist([_flat(row) for row in rows])
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue().to_pybytes())


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    """`deaths: {best: 3}` becomes `deaths_best: 3`; lists become JSON."""
    flat: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, dict):
            flat |= {f"{name}_{inner}": _plain(one) for inner, one in value.items()}
        else:
            flat[name] = _plain(value)
    return flat


def _plain(value: Any) -> Any:
    return orjson.dumps(value).decode() if isinstance(value, dict | list) else value


def _cell(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
