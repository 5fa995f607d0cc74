"""GDELT 2.0 events: one report for each source address, one event for each row.

The format (GDELT Event Codebook 2.0, 2015): 61 columns split by tabs, no header, plain or in a zip. A copy
that a spreadsheet re-delimited with `;` is read too: its header is skipped, columns go by position, the leading
zeros of CAMEO codes are put back from the root code, and a DATEADDED of `2.02E+13` is taken from a file name
that starts with the moment (`20190121220000`), as GDELT names its files.

A row is rejected, alone, if its width, text, numbers or dates are impossible, if it happened more than a
day after it was added, or was added more than a day after it was fetched. A place's country is ISO 3166-1
alpha-3 where `ontology.fips` knows the FIPS code, else the FIPS code itself. A report's moment is the earliest
DATEADDED of its address in the first block that names it. Titles and bodies are not in this format. Of the
actors' many codes the whole CAMEO code is kept; there is no `mode` and no `domain`.

`fetch` follows the updates of every 15 minutes (see _gdelt_updates); each zip is kept as it was published.
"""

from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from typing import Any, BinaryIO

import pyarrow as pa

from simurg.collection.connector import Connector, Raw, Reject, Rows
from simurg.collection.connectors._gdelt_columns import VERSION, Document, Part, document_of, part_of
from simurg.collection.connectors._gdelt_updates import updates
from simurg.collection.delimited import Block, blocks
from simurg.collection.fetching.plan import Plan
from simurg.collection.rejects import whole
from simurg.collection.seen import Seen
from simurg.collection.source import Source
from simurg.collection.unzip import unzipped
from simurg.ontology.errors import SourceError

CONNECTOR = Connector(name="gdelt", title="GDELT 2.0 events", formats=("csv", "tsv", "txt", "zip"), version=VERSION)

BLOCK = 16 << 20
_MARK = b"\xef\xbb\xbf"


def fetch(source: Source, cursor: Mapping[str, Any], now: datetime) -> Plan:
    """The event files since the last one; the address is that of `lastupdate.txt`."""
    return updates("export", source, cursor, now)


def parse(raw: Raw) -> Iterator[Rows | Reject]:
    """Rows of reports and events for each block of about 16 MB; blocks are mapped in two threads, in order."""
    found = False
    seen = Seen()
    try:
        for name, stream in unzipped(raw, (".csv", ".tsv", ".txt")):
            for item in _member(raw, name, stream, seen):
                found = True
                yield item
    except SourceError as error:
        yield from whole(raw, error.what)
        return
    if not found:
        yield from whole(raw, "There is not one row in it.")


def _member(raw: Raw, name: str, stream: BinaryIO, seen: Seen) -> Iterator[Rows | Reject]:
    """One file of the document. Two blocks are mapped while a third is being written by whoever reads this."""
    document: Document | None = None
    waiting: list[Future[Part] | Reject] = []
    with ThreadPoolExecutor(2, "gdelt") as threads:
        for piece in blocks(stream, BLOCK):
            if isinstance(piece, Reject):
                waiting.append(piece)
            else:
                if document is None:
                    document = document_of(raw, name, piece.data)
                    piece = _unmarked(piece)
                waiting.append(threads.submit(part_of, document, piece))
            if len(waiting) > 2:
                yield from _told(waiting.pop(0), seen)
        while waiting:
            yield from _told(waiting.pop(0), seen)


def _unmarked(block: Block) -> Block:
    """Without a byte order mark."""
    return Block(block.data[len(_MARK) :], len(_MARK)) if block.data.startswith(_MARK) else block


def _told(ready: Future[Part] | Reject, seen: Seen) -> Iterator[Rows | Reject]:
    """A block's rows with the reports that no earlier block has given, then its rejects."""
    if isinstance(ready, Reject):
        yield ready
        return
    part = ready.result()
    if part.tables:
        fresh = seen.new(part.report_names)
        reports = part.tables["reports"]
        yield Rows({**part.tables, "reports": reports if fresh.all() else reports.filter(pa.array(fresh))})
    yield from part.rejects
