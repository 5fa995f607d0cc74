"""CSV, Parquet and XLSX as one thing: batches of named columns of text, with each row's own bytes at hand.

Everything becomes text (dates as ISO 8601, whole numbers without a point), null where a cell is empty, and a
mapping decides what it means. Bounds: CSV lines and records as in collection.records; Parquet is read by
batches; XLSX is refused if it unpacks to more than `MOST_UNPACKED`, and read to `MOST_ROWS` rows a sheet.
SourceError where nothing more can be read.
"""

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zipfile import BadZipFile, ZipFile

import openpyxl
import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from simurg.collection.connector import Raw, Reject
from simurg.collection.records import Record, records
from simurg.collection.rows import MOST_TEXT
from simurg.collection.unzip import unzipped
from simurg.ontology.errors import SourceError

BATCH = 50_000
MOST_ROWS = 1_048_576  # Excel's own limit
MOST_UNPACKED = 100 << 20
MOST_RATIO = 100  # of unpacked to packed bytes
MOST_COLUMNS = 2_000
DOCUMENT = "@document"
"""The column that holds the document's name, in every row."""


@dataclass(frozen=True, slots=True)
class Batch:
    """`columns` are texts of one length; `content(row)` and `where(row)` lead back to what was read."""

    columns: dict[str, pa.Array]
    length: int
    sheet: str  # of a workbook, else empty
    content: Callable[[int], bytes]
    where: Callable[[int], str]


def batches(raw: Raw) -> Iterator[Batch | Reject]:
    """The document by what its first bytes say that it is: Parquet, a workbook, a zip of CSV, or CSV."""
    with raw.open() as stream:
        head = stream.read(4)
    if head == b"PAR1":
        yield from _parquet(raw)
    elif head == b"PK\x03\x04" and _is_workbook(raw):
        yield from _workbook(raw)
    else:
        yield from _csv(raw)


def _csv(raw: Raw) -> Iterator[Batch | Reject]:
    for _, stream in unzipped(raw, (".csv", ".tsv", ".txt")):
        names: tuple[str, ...] = ()
        first = False
        kept: list[Record] = []
        for item in records(stream):
            if isinstance(item, Reject):
                yield item
            elif not names:
                names, first = _names(item.cells), True
            elif first and _is_tags(item.cells):
                first = False
            else:
                first = False
                kept.append(item)
                if len(kept) >= BATCH:
                    yield _of_records(names, kept)
                    kept = []
        if kept:
            yield _of_records(names, kept)


def _is_tags(cells: Sequence[str]) -> bool:
    """Whether the row under the header is one of HXL hashtags (hxlstandard.org, 1.1), which says nothing itself."""
    told = [cell.strip() for cell in cells if cell.strip()]
    return bool(told) and all(cell.startswith("#") and cell[1:2].isalpha() for cell in told)


def _of_records(names: Sequence[str], kept: list[Record]) -> Batch:
    columns = {
        name: pa.array([record.cells[place].strip() or None for record in kept], pa.string())
        for place, name in enumerate(names)
    }
    return Batch(columns, len(kept), "", lambda row: kept[row].content, lambda row: f"line {kept[row].line:,}")


def _parquet(raw: Raw) -> Iterator[Batch]:
    try:
        with raw.open() as stream:
            file = pq.ParquetFile(
                stream, thrift_string_size_limit=10 << 20, thrift_container_size_limit=1 << 20, pre_buffer=False
            )
            names = _names(file.schema_arrow.names)
            start = 0
            for batch in file.iter_batches(BATCH, use_threads=False):
                batch.validate(full=True)
                columns = {name: _text_of(column) for name, column in zip(names, batch.columns, strict=True)}
                yield _of_columns(columns, range(start + 1, start + len(batch) + 1))
                start += len(batch)
    except (pa.ArrowException, OSError, ValueError, TypeError, NotImplementedError) as error:
        raise SourceError(f"The Parquet file cannot be read ({type(error).__name__}).") from error


def _of_columns(columns: dict[str, pa.Array], numbers: Sequence[int], sheet: str = "") -> Batch:
    """Rows that have no bytes of their own; `numbers` are their places in the table, counted from 1."""

    def content(row: int) -> bytes:
        return orjson.dumps({name: column[row].as_py() for name, column in columns.items()})

    return Batch(columns, len(numbers), sheet, content, lambda row: f"{sheet} row {numbers[row]:,}".strip())


def _text_of(column: pa.Array) -> pa.Array:
    """Any plain column as text; what has no plain text (lists, structures) is null."""
    if isinstance(column, pa.DictionaryArray):
        return _text_of(column.dictionary).take(column.indices)
    if pa.types.is_timestamp(column.type) and column.type.unit == "ns":
        column = column.cast(pa.timestamp("us", column.type.tz), safe=False)
    if pa.types.is_nested(column.type):
        return pa.nulls(len(column), pa.string())
    text = column.cast(pa.string())
    if pa.types.is_timestamp(column.type):
        text = pc.replace_substring_regex(text, r" 00:00:00(\.0+)?Z?$", "")
    elif pa.types.is_floating(column.type):
        text = pc.replace_substring_regex(text, r"\.0$", "")
    bounded = pc.utf8_slice_codeunits(pc.replace_substring(text, "\x00", ""), 0, MOST_TEXT)
    return pc.if_else(pc.equal(bounded, ""), pa.scalar(None, pa.string()), bounded)


def _is_workbook(raw: Raw) -> bool:
    try:
        with raw.open() as stream, ZipFile(stream) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except (BadZipFile, OSError, ValueError, NotImplementedError):
        return False


def _workbook(raw: Raw) -> Iterator[Batch]:
    content = raw.read()
    _check_unpacked(content)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets:
            yield from _sheet(sheet.title, sheet.iter_rows(values_only=True, max_row=MOST_ROWS))
    except SourceError:
        raise
    except Exception as error:  # openpyxl raises whatever the broken XML makes of it
        raise SourceError(f"The workbook cannot be read ({type(error).__name__}).") from error


def _check_unpacked(content: bytes) -> None:
    with ZipFile(io.BytesIO(content)) as archive:
        size = sum(member.file_size for member in archive.infolist())
    if size > min(MOST_UNPACKED, max(len(content), 1 << 14) * MOST_RATIO):
        raise SourceError(f"The workbook unpacks to {size:,} bytes, a zip bomb or too large. Not opened.")


def _sheet(title: str, rows: Iterator[tuple[object, ...]]) -> Iterator[Batch]:
    names = _names([_cell(value) or "" for value in next(rows, ())])
    kept: list[list[str | None]] = []
    numbers: list[int] = []
    for number, row in enumerate(rows, 2):
        cells = [_cell(value) for value in row[: len(names)]]
        if any(cells):
            kept.append(cells + [None] * (len(names) - len(cells)))
            numbers.append(number)
        if len(kept) >= BATCH:
            yield _of_columns(_turned(names, kept), numbers, title)
            kept, numbers = [], []
    if kept:
        yield _of_columns(_turned(names, kept), numbers, title)


def _turned(names: Sequence[str], rows: list[list[str | None]]) -> dict[str, pa.Array]:
    return {name: pa.array([row[place] for row in rows], pa.string()) for place, name in enumerate(names)}


def _cell(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, datetime | date):
        return value.isoformat().removesuffix("T00:00:00")
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = str(value)[:MOST_TEXT].replace("\x00", "")
    return text.encode("utf-8", "replace").decode("utf-8").strip() or None


def _names(header: Sequence[str]) -> tuple[str, ...]:
    """Column names; a second one of the same name, and one without a name, get their number."""
    if len(header) > MOST_COLUMNS:
        raise SourceError(f"The table has {len(header):,} columns; {MOST_COLUMNS:,} is the most.")
    names: list[str] = []
    for number, given in enumerate(header, 1):
        name = given.strip()
        names.append(name if name and name not in names else f"{name or 'column'} {number}")
    return tuple(names)
