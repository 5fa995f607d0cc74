"""A JSON document's list of records as batches of a table, for mappings: the columns that are asked for, as text.

A column is a path into a record, its steps joined by dots (`properties.mag`, `geometry.coordinates.0`). Numbers stand
as JSON writes them, true and false as those words; what is null, empty or no plain value is an empty cell. A record
that is no object is rejected alone; a damaged document gives its whole records before the damage
(collection.json_text).
"""

from collections.abc import Iterator, Mapping, Sequence

import pyarrow as pa

from simurg.collection.connector import Raw, Reject
from simurg.collection.json_text import dumped, hopeless, load, load_with_list
from simurg.collection.rows import MOST_TEXT
from simurg.collection.tabular import DOCUMENT, Batch
from simurg.ontology.errors import SourceError

BATCH = 10_000


def json_batches(raw: Raw, records: str, columns: Sequence[str]) -> Iterator[Batch | Reject]:
    """`records` is the path of the list, '' for a document that is the list. A column that no record has is left out,
    so that it is told as missing. SourceError where nothing can be read."""
    found, left = _found(raw, records)
    kept: list[tuple[int, Mapping[str, object]]] = []
    rejects = 0
    for number, record in enumerate(found, 1):
        if isinstance(record, Mapping):
            kept.append((number, record))
            continue
        rejects += 1
        yield Reject("The record is no JSON object.", dumped(record), f"record {number:,}")
        if hopeless(rejects, number) and found[number:]:
            yield Reject("So many cannot be read that the rest was not tried.", dumped(found[number:]))
            break
    present = [name for name in columns if name != DOCUMENT and any(_has(record, name) for _, record in kept)]
    for start in range(0, len(kept), BATCH):
        yield _batch(kept[start : start + BATCH], present)
    if left:
        yield Reject("The document is damaged here; what stands before was read.", left, "the end of the document")


def _found(raw: Raw, records: str) -> tuple[list[object], bytes]:
    whole, left = load_with_list(raw, records) if records and "." not in records else (load(raw), b"")
    value = _at(whole, records) if records else whole
    if not isinstance(value, list):
        where = f"no list at {records[:60]}" if records else "no list"
        raise SourceError(f"The document holds {where}; it may be an error message of its service.")
    return value, left


def _batch(kept: list[tuple[int, Mapping[str, object]]], present: list[str]) -> Batch:
    columns = {name: pa.array([_text(_at(record, name)) for _, record in kept], pa.string()) for name in present}
    return Batch(columns, len(kept), "", lambda row: dumped(kept[row][1]), lambda row: f"record {kept[row][0]:,}")


def _at(value: object, path: str) -> object:
    """What stands at a path; None where nothing does."""
    for step in path.split("."):
        if isinstance(value, Mapping):
            value = value.get(step)
        elif isinstance(value, list) and step.isascii() and step.isdigit() and int(step[:6]) < len(value):
            value = value[int(step[:6])]
        else:
            return None
    return value


def _has(record: Mapping[str, object], path: str) -> bool:
    """Whether the record has the column, if only as null; of lists any place is there."""
    head, _, last = path.rpartition(".")
    inner = _at(record, head) if head else record
    return isinstance(inner, list) or (isinstance(inner, Mapping) and last in inner)


def _text(value: object) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str | int | float):
        return None
    text = str(value)[:MOST_TEXT].replace("\x00", "").strip()
    return text.encode("utf-8", "replace").decode("utf-8") or None
