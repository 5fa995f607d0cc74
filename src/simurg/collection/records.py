"""Records of quoted CSV with the bytes they were read from, for files of thousands of rows.

Follows RFC 4180 (quotes double inside quotes, a quoted cell may hold line ends) with any delimiter. A quote
that never closes costs its own line, not the rest of the file: a record is at most `MOST_RECORD` bytes, and
one of several lines that has not the header's width is read again as single lines.
"""

import csv
import io
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from simurg.collection.connector import Reject
from simurg.collection.delimited import MOST_LINE, unreadable

MOST_RECORD = 128 << 10
_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Record:
    """One row: its cells, the bytes that it stands on (with the line end), where they start, and the line's number."""

    cells: tuple[str, ...]
    content: bytes
    start: int
    line: int

    @property
    def end(self) -> int:
        return self.start + len(self.content.rstrip(b"\r\n"))


@dataclass(frozen=True, slots=True)
class _Line:
    content: bytes
    start: int
    number: int


def records(stream: BinaryIO) -> Iterator[Record | Reject]:
    """The header, then each record of its width; what is no such record as a Reject. Blank lines are left out."""
    source, pending = _lines(stream), deque[_Line | Reject]()
    header: Record | None = None
    delimiter = ","
    while True:
        line = pending.popleft() if pending else next(source, None)
        if line is None:
            return
        if isinstance(line, Reject):
            yield line
            continue
        if header is None:
            delimiter = _delimiter(line.content)
        read = _record(line, source, pending, delimiter, len(header.cells) if header else 0)
        if isinstance(read, Record) and not any(read.cells):
            continue
        if header is None and isinstance(read, Record):
            header = read
        yield read


def _lines(stream: BinaryIO) -> Iterator[_Line | Reject]:
    start, number = 0, 0
    while content := stream.readline(MOST_LINE + 1):
        number += 1
        if len(content) <= MOST_LINE or content.endswith(b"\n"):
            mark = len(_MARK) if start == 0 and content.startswith(_MARK) else 0
            yield _Line(content[mark:], start + mark, number)
        start += len(content)
        while len(content) > MOST_LINE and not content.endswith(b"\n"):
            yield Reject(f"The line is longer than {MOST_LINE:,} bytes.", content, f"line {number:,}")
            content = stream.readline(16 << 20)
            start += len(content)
            if not content or content.endswith(b"\n"):
                if content:
                    yield Reject(f"The line is longer than {MOST_LINE:,} bytes.", content, f"line {number:,}")
                break


def _record(
    line: _Line, source: Iterator[_Line | Reject], pending: deque[_Line | Reject], delimiter: str, width: int
) -> Record | Reject:
    """The record that starts with `line`; lines that were read ahead in vain go to `pending`."""
    ahead: list[_Line] = []
    content = line.content
    while content.count(b'"') % 2 and len(content) < MOST_RECORD:
        further = pending.popleft() if pending else next(source, None)
        if not isinstance(further, _Line):  # the end, or a line that is too long: the quote never closed
            if further is not None:
                pending.appendleft(further)
            break
        ahead.append(further)
        content += further.content
    read = _cells(_Line(content, line.start, line.number), delimiter, width)
    if ahead and isinstance(read, Reject):
        pending.extendleft(reversed(ahead))
        return _cells(line, delimiter, width)
    return read


def _cells(line: _Line, delimiter: str, width: int) -> Record | Reject:
    where = f"line {line.number:,}"
    if why := unreadable(line.content):
        return Reject(f"The line {why}.", line.content, where)
    try:
        text = io.StringIO(line.content.decode("utf-8"), newline="")
        rows = list(csv.reader(text, delimiter=delimiter, strict=True))
    except csv.Error:
        return Reject("The line's quotes are broken.", line.content, where)
    if not rows:
        return Record((), line.content, line.start, line.number)
    if len(rows) > 1 or (width and len(rows[0]) != width and any(rows[0])):
        return Reject(f"The line has not {width} cells.", line.content, where)
    return Record(tuple(rows[0]), line.content, line.start, line.number)


def _delimiter(header: bytes) -> str:
    """The one of , ; tab | that stands most often in the header."""
    return max(",;\t|", key=lambda mark: header.count(mark.encode()))
