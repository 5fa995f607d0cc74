"""Any table: CSV, Parquet, XLSX or a JSON list, through a small YAML mapping (collection.mapping, docs/connectors.md).

The source's option `mapping` is the name of a mapping that comes with simurg, or a mapping written out. What
a table calls a date is its own affair: a mapping's `known` says from which moment a row could be known, and
the source's `known_delay` or `known_at` apply as everywhere. A mistake in the mapping raises SettingsError,
since it is the source's settings that are wrong; a document that does not fit it is rejected whole, as a misfit
if it lacks a column from the start. The source's option `fetch` says how it is fetched where one address is not all
of it: {plan: ckan, …} (collection.fetching.ckan) or {plan: pages, …} (collection.fetching.pages).
"""

from collections.abc import Iterator
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from simurg.collection.connector import Connector, Raw, Reject, Rows, SettingsError
from simurg.collection.fetching.by_options import fetch
from simurg.collection.json_records import json_batches
from simurg.collection.mapped import Given, LacksColumn, rows_of
from simurg.collection.mapping import TableMapping, mapping_of, shipped
from simurg.collection.rejects import whole
from simurg.collection.tabular import DOCUMENT, Batch, batches
from simurg.ontology.errors import SourceError

__all__ = ["CONNECTOR", "fetch", "parse", "parse_by"]

CONNECTOR = Connector(
    name="table", title="Tables by a mapping", formats=("csv", "tsv", "parquet", "xlsx", "zip", "json"), version="1"
)


def parse(raw: Raw) -> Iterator[Rows | Reject]:
    """Rows for each 50,000 rows and each part of the mapping."""
    yield from parse_by(raw, _mapping(raw))


def parse_by(raw: Raw, mapping: TableMapping) -> Iterator[Rows | Reject]:
    """The same with a mapping at hand, for connectors of one kind of table."""
    given = Given()
    found = False
    try:
        for batch in _batches(raw, mapping):
            for item in [batch] if isinstance(batch, Reject) else rows_of(raw, mapping, batch, given):
                found = True
                yield item
    except SourceError as error:
        misfit = isinstance(error, LacksColumn) and not found
        for item in whole(raw, error.what):
            yield replace(item, misfit=misfit)
    else:
        if not found:
            yield from whole(raw, "There is not one row in it that the mapping takes.")


def _batches(raw: Raw, mapping: TableMapping) -> Iterator[Batch | Reject]:
    """The table's batches, with the document's name and the mapping's words for empty cells seen to."""
    named = mapping.sources
    found = batches(raw) if mapping.records is None else json_batches(raw, mapping.records, named)
    for batch in found:
        if isinstance(batch, Batch) and (mapping.empty or DOCUMENT in named):
            yield _prepared(raw, mapping, batch)
        else:
            yield batch


def _prepared(raw: Raw, mapping: TableMapping, batch: Batch) -> Batch:
    columns = dict(batch.columns)
    if mapping.empty:
        words, nothing = pa.array(sorted(mapping.empty), pa.string()), pa.scalar(None, pa.string())
        for name in {*mapping.sources} & {*columns}:
            columns[name] = pc.if_else(pc.is_in(columns[name], words), nothing, columns[name])
    if DOCUMENT in mapping.sources:
        columns[DOCUMENT] = pa.repeat(raw.name[:300], batch.length)
    return replace(batch, columns=columns)


def _mapping(raw: Raw) -> TableMapping:
    option = raw.source.options.get("mapping")
    if isinstance(option, str):
        return shipped(option)
    if option is None:
        raise SettingsError(
            "The connector needs `options: {mapping: …}`.",
            hint="Name a mapping that comes along or write one out; see docs/connectors.md, table.",
        )
    return mapping_of(option)
