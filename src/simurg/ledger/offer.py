"""What a writer hands in, and how it becomes rows as they stand in the files.

An `Offer` may leave out columns: the source, marking, method and version come from the offer, content that
is not given is null. A table may carry a `marking` column (JSON, see collection.rows) where rows differ.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from simurg.ledger.labels import Labels, Mask
from simurg.ledger.schema import CONTENT, offered_schema
from simurg.ontology.errors import InternalError
from simurg.ontology.markings import Marking


@dataclass(frozen=True, slots=True)
class Offer:
    """One batch over several tables: visible whole or not at all; its id makes a second try harmless."""

    batch_id: str
    tables: Mapping[str, pa.Table]
    source_name: str | None = None
    marking: Marking = field(default_factory=Marking)
    method: str = ""
    version: str = ""

    def __post_init__(self) -> None:
        unknown = set(self.tables) - set(CONTENT)
        if unknown:
            raise InternalError(f"The ledger has no table {sorted(unknown)[0]!r}.")


def completed(offer: Offer, labels: Labels) -> dict[str, pa.Table]:
    """Every table in `offered_schema` order; dictionary-encoded text may stay so. Empty tables are left out."""
    default = labels.mask_of(offer.marking)
    spine = {"source_id": offer.source_name, "method": offer.method, "version": offer.version}
    return {
        table: _complete(table, rows, spine, _masks(rows, default, labels))
        for table, rows in offer.tables.items()
        if rows.num_rows
    }


def _complete(table: str, rows: pa.Table, spine: Mapping[str, str | None], masks: Mapping[str, pa.Array]) -> pa.Table:
    given = set(rows.column_names) - {"marking"}
    schema = offered_schema(table)
    unknown = given - set(schema.names)
    missing = {"id", "key", "known_at"} - given
    if unknown or missing:
        raise InternalError(
            f"Table {table}: {sorted(unknown or missing)[0]!r} is {'unknown' if unknown else 'missing'}."
        )
    columns = []
    for wanted in schema:
        if wanted.name in masks:
            column = masks[wanted.name]
        elif wanted.name in given:
            column = _cast(rows[wanted.name], wanted)
        elif wanted.name in spine:
            column = _repeated(spine[wanted.name], rows.num_rows)
        else:
            column = pa.nulls(rows.num_rows, wanted.type)
        if not wanted.nullable and column.null_count:
            raise InternalError(f"Table {table}: {wanted.name!r} must not be null.")
        columns.append(column)
    return pa.table(columns, names=schema.names)


def _cast(column: pa.ChunkedArray, wanted: pa.Field) -> pa.ChunkedArray:
    is_word = pa.types.is_string(wanted.type) and pa.types.is_dictionary(column.type)
    if column.type == wanted.type or (is_word and pa.types.is_string(column.type.value_type)):
        return column
    if wanted.type == pa.uuid() and column.type == pa.binary(16):
        return pa.chunked_array([pa.ExtensionArray.from_storage(pa.uuid(), c) for c in column.chunks], pa.uuid())
    return column.cast(wanted.type)


def _repeated(value: str | None, count: int) -> pa.Array:
    if value is None:
        return pa.nulls(count, pa.string())
    return pa.DictionaryArray.from_arrays(pa.repeat(pa.scalar(0, pa.int32()), count), pa.array([value]))


def _masks(rows: pa.Table, default: Mask, labels: Labels) -> dict[str, pa.Array]:
    """The four marking columns, from the `marking` column where a row has one of its own."""
    kinds = {"level": pa.int8(), "tlp": pa.int8(), "compartments": pa.int64(), "releasable": pa.int64()}
    if "marking" not in rows.column_names:
        return {n: pa.repeat(pa.scalar(getattr(default, n), kind), rows.num_rows) for n, kind in kinds.items()}
    texts = rows["marking"].combine_chunks().dictionary_encode()
    texts = texts.chunk(0) if isinstance(texts, pa.ChunkedArray) else texts
    own = [labels.mask_of(_marking(text)) for text in texts.dictionary.to_pylist()]
    chosen = pc.fill_null(texts.indices, len(own))
    options = [*own, default]
    return {n: pa.array([getattr(o, n) for o in options], kind).take(chosen) for n, kind in kinds.items()}


def marking_json(marking: Marking) -> str:
    """How a row's own marking travels in the `marking` column of an offered table."""
    releasable = None if marking.releasable_to is None else sorted(marking.releasable_to)
    return json.dumps([marking.level, marking.tlp, sorted(marking.compartments), releasable])


def _marking(text: str) -> Marking:
    level, tlp, compartments, releasable = json.loads(text)
    return Marking(level, tlp, frozenset(compartments), None if releasable is None else frozenset(releasable))


def stored(table: pa.Table, recorded_at: datetime, batch: str, supersedes: pa.Array, contested: pa.Array) -> pa.Table:
    """The columns that the ledger alone adds, after the spine's."""
    count = table.num_rows
    moment = pa.repeat(pa.scalar(recorded_at, pa.timestamp("us", tz="UTC")), count)
    added = [("recorded_at", moment), ("batch", _repeated(batch, count))]
    for name, column in [*added, ("supersedes", supersedes), ("contested", contested)]:
        table = table.append_column(name, column)
    return table
