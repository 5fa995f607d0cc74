"""UCDP Georeferenced Event Dataset: one report and one event for each row, from CSV or a zip of it.

The format (UCDP GED codebook, versions 5 to 25): columns are found by their header, so that versions may
differ; a line of HXL tags is skipped. The key is UCDP's own id: a row that a later version changed replaces
the earlier one. `mode` is the type of violence, `event_type` ASSAULT, the end of the event the day after
its last day. Countries are ISO 3166-1 alpha-3 where the name is known, else UCDP's name.

UCDP does not say when it knew: with a `known_delay` the source assumes that a row could be known so long
after the event's end, with `known_at` at that moment; with neither, when it was fetched.
"""

from collections.abc import Iterator
from typing import BinaryIO

from simurg.collection.connector import Connector, Raw, Reject, Rows
from simurg.collection.connectors._ucdp_rows import add_event
from simurg.collection.records import Record, records
from simurg.collection.rejects import whole
from simurg.collection.rows import RowBuilder
from simurg.collection.unzip import unzipped
from simurg.ontology.errors import SourceError

CONNECTOR = Connector(name="ucdp_ged", title="UCDP georeferenced events", formats=("csv", "zip"), version="1")

_BATCH = 20_000
_NEEDED = ("id", "type_of_violence", "date_start", "date_end", "best")
_RENAMED = {"best_est": "best", "low_est": "low", "high_est": "high"}  # versions before 17


def parse(raw: Raw) -> Iterator[Rows | Reject]:
    """Rows in batches of 20,000; a Reject for each row with impossible dates, numbers or places."""
    builder = RowBuilder(raw)
    found = False
    try:
        for _, stream in unzipped(raw, (".csv",)):
            for item in _member(builder, raw, stream):
                found = True
                if isinstance(item, Reject):
                    yield item
                elif len(builder) >= _BATCH:
                    yield builder.take()
    except SourceError as error:
        yield from whole(raw, error.what)
    else:
        if not found:
            yield from whole(raw, "There is not one row in it.")
    if len(builder):
        yield builder.take()


def _member(builder: RowBuilder, raw: Raw, stream: BinaryIO) -> Iterator[Record | Reject]:
    names: list[str] = []
    for item in records(stream):
        if isinstance(item, Reject):
            yield item
        elif not names:
            names = [_RENAMED.get(name.strip().lower(), name.strip().lower()) for name in item.cells]
            if missing := [name for name in _NEEDED if name not in names]:
                raise SourceError(f"The header lacks {', '.join(missing)}.")
        elif not all(cell.startswith("#") for cell in item.cells if cell):
            try:
                add_event(builder, raw, dict(zip(names, item.cells, strict=True)), (item.start, item.end))
                yield item
            except SourceError as error:
                yield Reject(error.what, item.content, f"line {item.line:,}")
