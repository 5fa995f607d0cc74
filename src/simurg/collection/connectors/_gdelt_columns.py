"""GDELT's cells as the ledger's columns: one block of lines in, tables of reports and events out. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from simurg.collection.connector import Raw, Reject
from simurg.collection.delimited import Block, Flags, Grid, grid_of, lines, numbers, text_column, unreadable
from simurg.collection.names import Names, digests, digests_of, mapped, uuids
from simurg.ledger.schema import MOMENT
from simurg.ontology.fips import FIPS_TO_ISO3
from simurg.ontology.ids import digest_of
from simurg.ontology.plover import plover_of
from simurg.ontology.times import EARLIEST

WIDTH = 61
VERSION = "1"
_MOST_SINGLE_REJECTS = 100  # of one cause in one block; more come together in one Reject
_DAY = timedelta(days=1)
_DAY_US = 86_400_000_000
_ID, _DAY_OF, _ACTOR_CODE, _ACTOR, _RECIPIENT_CODE, _RECIPIENT = 0, 1, 5, 6, 15, 16
_CODE, _ROOT, _GOLDSTEIN, _MENTIONS = 26, 28, 30, 31
_PRECISION, _PLACE, _COUNTRY, _LATITUDE, _LONGITUDE, _ADDED, _URL = 51, 52, 53, 56, 57, 59, 60
_PRECISIONS = {"0": "unknown", "1": "country", "2": "admin1", "3": "place", "4": "place", "5": "admin1"}


@dataclass(frozen=True, slots=True)
class Document:
    """What is the same for all blocks of one document. Salts are 16 bytes as two numbers."""

    raw: Raw
    delimiter: bytes
    name_moment: datetime | None
    event_key: bytes  # 8 bytes, followed by the 64-bit GLOBALEVENTID
    event_id: Names
    report_key: Names
    report_id: Names


@dataclass(frozen=True, slots=True)
class Part:
    """One block's rows, before reports of earlier blocks are left out; no tables if no row was good."""

    tables: dict[str, pa.Table]
    report_names: Names
    rejects: tuple[Reject, ...]


def document_of(raw: Raw, name: str, head: bytes) -> Document:
    """Settings of one document from its source, its name and its first bytes."""
    sample = head[: 1 << 16]
    delimiter = b"\t" if sample.count(b"\t") >= sample.count(b";") else b";"
    moment = moment_of(name.replace("\\", "/").rsplit("/", 1)[-1][:14]) or moment_of(raw.name[:14])
    source = raw.source
    once = (source.name, VERSION, str(source.marking), str(moment) if delimiter == b";" else "")

    def salt(*parts: str) -> Names:
        return np.frombuffer(digest_of("gdelt", *parts), np.uint64)

    return Document(
        raw,
        delimiter,
        moment,
        digest_of("gdelt", "events", "key", source.name)[:8],
        salt("events", "id", *once),
        salt("reports", "key", source.name),
        salt("reports", "id", *once),
    )


def part_of(document: Document, block: Block) -> Part:
    """The rows of one block; a row that is wrong in any way is rejected and the others stay."""
    grid, others = grid_of(block.data, document.delimiter, WIDTH)
    rejects = list(_rejected(block, others, f"The line has not {WIDTH} cells."))
    if len(grid.starts) and grid.starts[0] == 0 and block.data[:13].upper() == b"GLOBALEVENTID":
        grid = grid.only(np.arange(len(grid.starts)) > 0)
    if unreadable(block.data):
        texts = np.array([not unreadable(line) for line in lines(block.data, grid)], np.bool_)
        rejects += _rejected(block, grid.only(~texts), "The line has NUL bytes or is not UTF-8.")
        grid = grid.only(texts)
    columns, wrong = _columns(document, block, grid)
    rejects += _rejected(block, grid.only(wrong), "A number or date in the line is impossible or missing.")
    if wrong.any():
        grid, columns = grid.only(~wrong), {name: column.filter(pa.array(~wrong)) for name, column in columns.items()}
    if not len(grid.starts):
        return Part({}, np.empty(0, np.uint64), tuple(rejects))
    reports, ids, which = _reports(document, columns.pop("url"), columns.pop("added"))
    events = _events(document, block, grid, columns)
    events = events.append_column("report_id", uuids(ids[which]))
    return Part({"reports": reports, "events": events}, ids[:, 0].copy(), tuple(rejects))


def _columns(document: Document, block: Block, grid: Grid) -> tuple[dict[str, pa.Array], Flags]:
    """The cells as the ledger's columns, and which rows hold something impossible."""

    def text(column: int) -> pa.StringArray:
        return text_column(block.data, grid, column)

    number, wrong = numbers(text(_ID), pa.int64(), 0, 1 << 62)
    intensity, not_real = numbers(text(_GOLDSTEIN), pa.float64(), -100, 100)
    mentions, not_whole = numbers(text(_MENTIONS), pa.int32(), 0, 2**31 - 1)
    latitude, not_latitude = numbers(text(_LATITUDE), pa.float64(), -90, 90)
    longitude, not_longitude = numbers(text(_LONGITUDE), pa.float64(), -180, 180)
    moments = text(_ADDED).dictionary_encode()
    added = mapped(moments, lambda cell: _added(cell, document), MOMENT)
    day = mapped(text(_DAY_OF), day_of, MOMENT)
    code = text(_CODE)
    if document.delimiter == b";":
        code = _with_zeros(code, text(_ROOT))
    possible = pc.less_equal(day.cast(pa.int64()), pc.add(added.cast(pa.int64()), _DAY_US))
    possible = pc.and_(pc.fill_null(possible, False), pc.and_(number.is_valid(), code.is_valid()))
    wrong = wrong | not_real | not_whole | not_latitude | not_longitude | ~possible.to_numpy(zero_copy_only=False)
    columns = {
        "number": number,
        "known_at": mapped(moments, lambda cell: _knowable(cell, document), MOMENT),
        "actor": text(_ACTOR),
        "actor_code": text(_ACTOR_CODE),
        "recipient": text(_RECIPIENT),
        "recipient_code": text(_RECIPIENT_CODE),
        "event_type": mapped(code, plover_of, pa.string()),
        "code": code,
        "place": text(_PLACE),
        "country": mapped(text(_COUNTRY), lambda cell: FIPS_TO_ISO3.get(cell, cell), pa.string()),
        "latitude": latitude,
        "longitude": longitude,
        "place_precision": mapped(text(_PRECISION), _PRECISIONS.get, pa.string()),
        "occurred_from": day,
        "intensity": intensity,
        "mentions": mentions,
        "url": text(_URL),
        "added": added,
    }
    return columns, wrong


def _events(document: Document, block: Block, grid: Grid, columns: dict[str, pa.Array]) -> pa.Table:
    keys = np.empty((len(grid.starts), 2), np.uint64)
    keys[:, 0] = np.frombuffer(document.event_key, np.uint64)[0]
    keys[:, 1] = columns.pop("number").to_numpy().astype(">u8").view(np.uint64)
    occurred_to = pc.add(columns["occurred_from"].cast(pa.int64()), _DAY_US).cast(MOMENT)
    return pa.table(
        {
            "id": uuids(digests(block.data, grid.starts.tolist(), grid.ends[:, -1].tolist()) ^ document.event_id),
            "key": uuids(keys),
            **columns,
            "occurred_to": occurred_to,
            "span_from": pa.array(grid.starts + block.start),
            "span_to": pa.array(grid.ends[:, -1] + block.start),
        }
    )


def _reports(document: Document, url: pa.StringArray, added: pa.Array) -> tuple[pa.Table, Names, npt.NDArray[np.int32]]:
    """One row for each distinct address, their ids, and for each event the number of its report."""
    encoded = pc.fill_null(url, "").dictionary_encode()
    which = encoded.indices.to_numpy()
    addresses = encoded.dictionary
    earliest = np.full(len(addresses), np.iinfo(np.int64).max)
    np.minimum.at(earliest, which, added.cast(pa.int64()).to_numpy())
    names = digests_of(addresses)
    ids = names ^ document.report_id
    source, many = document.raw.source, len(addresses)
    published = pa.array(earliest).cast(MOMENT)
    known = mapped(published, lambda moment: source.knowable(moment, document.raw.fetched_at), MOMENT)
    table = pa.table(
        {
            "id": uuids(ids),
            "key": uuids(names ^ document.report_key),
            "known_at": known,
            "discipline": pa.repeat(source.discipline, many),
            "url": pc.if_else(pc.equal(addresses, ""), pa.scalar(None, pa.string()), addresses),
            "published_at": published,
            "reliability": pa.repeat(source.grade.reliability, many),
            "credibility": pa.repeat(pa.scalar(source.grade.credibility, pa.int8()), many),
            "payload": pa.repeat(document.raw.sha256, many),
        }
    )
    return table, ids, which


def _rejected(block: Block, grid: Grid, cause: str) -> Iterator[Reject]:
    """Rows as Rejects; one by one if they are few, else all of the block together."""
    if 0 < len(grid.starts) <= _MOST_SINGLE_REJECTS:
        for start, line in zip(grid.starts.tolist(), lines(block.data, grid), strict=True):
            yield Reject(cause, line, f"byte {block.start + start:,}")
    elif len(grid.starts):
        first, last = int(grid.starts[0]) + block.start, int(grid.ends[-1, -1]) + block.start
        where = f"{len(grid.starts):,} lines between bytes {first:,} and {last:,}"
        yield Reject(cause, b"\n".join(lines(block.data, grid)), where)


def _with_zeros(code: pa.StringArray, root: pa.StringArray) -> pa.StringArray:
    """CAMEO roots have two digits: where a spreadsheet left one, its zero is missing in both."""
    short = pc.fill_null(pc.equal(pc.utf8_length(root), 1), False)
    return pc.if_else(short, pc.binary_join_element_wise("0", code, ""), code)


def day_of(cell: str) -> datetime | None:
    """YYYYMMDD as the first instant of the day; None for what is no day."""
    return moment_of(cell + "000000") if len(cell) == 8 else None


def moment_of(cell: str) -> datetime | None:
    """YYYYMMDDHHMMSS in UTC; None for what is no moment."""
    if len(cell) != 14 or not (cell.isascii() and cell.isdigit()):
        return None
    try:
        moment = datetime.strptime(cell, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
    return moment if moment >= EARLIEST else None


def _added(cell: str, document: Document) -> datetime | None:
    """DATEADDED, or the file's moment where a spreadsheet destroyed it; None if more than a day after the fetch."""
    moment = document.name_moment if cell.upper().startswith("2.0") and "E+13" in cell.upper() else moment_of(cell)
    return moment if moment is not None and moment - _DAY <= document.raw.fetched_at else None


def _knowable(cell: str, document: Document) -> datetime | None:
    moment = _added(cell, document)
    return None if moment is None else document.raw.source.knowable(moment, document.raw.fetched_at)
