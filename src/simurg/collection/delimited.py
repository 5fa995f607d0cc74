"""Lines of delimited text of any size, in blocks: where each cell starts and ends, as numbers.

For formats whose cells hold no quoted delimiters (GDELT). A block is cut at a line's end, so memory does not
grow with the document; a line longer than `MOST_LINE` is given back whole as Rejects. `grid_of` finds the
cells of all lines of the right width at once, and `text_column` copies one column out of the block. All of
it works on bytes; `unreadable` says whether they are text at all.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from simurg.collection.connector import Reject

MOST_LINE = 64 << 10
"""Bytes of a line; nothing honest in a table of events is longer."""
DENSE = 1 << 19
"""Bytes of a block that consists mostly of delimiters (a document made to cost memory)."""
_LF, _CR, _SEMICOLON = 10, 13, 59

Places = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Block:
    """Whole lines, the last one ending in a line feed; `start` is its offset in the document."""

    data: bytes
    start: int


@dataclass(frozen=True, slots=True)
class Grid:
    """`starts[row]`: where a line starts in its block; `ends[row, column]`: where a cell ends."""

    starts: Places
    ends: Places

    def only(self, rows: Flags) -> "Grid":
        """Those rows, in order."""
        return self if bool(rows.all()) else Grid(self.starts[rows], self.ends[rows])


def blocks(stream: BinaryIO, size: int) -> Iterator[Block | Reject]:
    """The stream cut into blocks of about `size` bytes; lines that are too long come as Rejects in between."""
    rest, start = b"", 0
    while chunk := stream.read(size):
        data = rest + chunk
        cut = data.rfind(b"\n") + 1
        rest = data[cut:]
        if cut:
            yield from _portions(data[:cut], start)
            start += cut
        if len(rest) > MOST_LINE:
            for piece, ended in _to_line_end(rest, stream, size):
                rest = piece if ended else b""
                if not ended:
                    yield Reject(f"The line is longer than {MOST_LINE:,} bytes.", piece, f"byte {start:,}")
                    start += len(piece)
    if rest:
        yield from _portions(rest if rest.endswith(b"\n") else rest + b"\n", start)


def _to_line_end(head: bytes, stream: BinaryIO, size: int) -> Iterator[tuple[bytes, bool]]:
    """Pieces of the rest of a line (False), then what stands after its end (True) unless the stream ends."""
    yield head, False
    while chunk := stream.read(size):
        cut = chunk.find(b"\n") + 1
        yield chunk[: cut or None], False
        if cut:
            yield chunk[cut:], True
            return


def _portions(data: bytes, start: int) -> Iterator[Block]:
    """One block, or small ones where delimiters are so dense that their places would outweigh the text."""
    octets = np.frombuffer(data, np.uint8)
    delimiters = np.count_nonzero(octets <= _LF) + np.count_nonzero(octets == _SEMICOLON)
    step = DENSE if 3 * delimiters > len(data) else len(data)
    while data:
        cut = data.find(b"\n", min(step, len(data)) - 1) + 1
        yield Block(data[:cut], start)
        data, start = data[cut:], start + cut


def grid_of(data: bytes, delimiter: bytes, width: int) -> tuple[Grid, Grid]:
    """The lines of `width` cells, and the others as a grid of one column (whole lines). Blank lines are left out."""
    octets = np.frombuffer(data, np.uint8)
    is_end = octets == _LF
    ends = np.flatnonzero(is_end)
    marks = np.flatnonzero(np.logical_or(is_end, octets == delimiter[0], out=is_end))
    last = np.searchsorted(marks, ends)
    first = np.concatenate(([0], last[:-1] + 1))
    starts = np.concatenate(([0], ends[:-1] + 1))
    stops = ends - ((octets[ends - 1] == _CR) & (ends > starts))
    good = (last - first + 1 == width) & (stops - starts <= MOST_LINE)
    cells = marks.reshape(-1, width) if bool(good.all()) else marks[first[good][:, None] + np.arange(width)]
    cells[:, -1] = stops[good]
    other = ~good & (stops > starts)
    return Grid(starts[good], cells), Grid(starts[other], stops[other][:, None])


def lines(data: bytes, grid: Grid) -> list[bytes]:
    """Each row's bytes without its line end."""
    pairs = zip(grid.starts.tolist(), grid.ends[:, -1].tolist(), strict=True)
    return [data[start:end] for start, end in pairs]


def text_column(data: bytes, grid: Grid, column: int) -> pa.StringArray:
    """The cells of one column, copied; an empty cell is null. The bytes must be UTF-8."""
    ends = grid.ends[:, column]
    starts = grid.ends[:, column - 1] + 1 if column else grid.starts
    edges = np.zeros(2 * len(ends) + 1, np.int32)
    edges[:-1:2], edges[1::2] = starts, ends
    edges[-1] = edges[-2] if len(ends) else 0
    spread = pa.Array.from_buffers(pa.string(), 2 * len(ends), [None, pa.py_buffer(edges), pa.py_buffer(data)])
    packed = spread.take(pa.array(np.arange(0, 2 * len(ends), 2, dtype=np.int32)))
    filled = np.packbits(ends > starts, bitorder="little")
    return pa.Array.from_buffers(pa.string(), len(packed), [pa.py_buffer(filled), *packed.buffers()[1:]])


def numbers(column: pa.StringArray, kind: pa.DataType, low: float, high: float) -> tuple[pa.Array, Flags]:
    """The column as numbers, and which cells are none or outside low..high (they come as null)."""
    wide = pa.int64() if pa.types.is_integer(kind) else pa.float64()
    try:
        made = column.cast(wide)
    except pa.ArrowInvalid:
        plain = pc.match_substring_regex(column, _WHOLE if pa.types.is_integer(kind) else _REAL)
        made = pc.if_else(plain, column, pa.scalar(None, pa.string())).cast(wide)
    inside = pc.and_(pc.greater_equal(made, pa.scalar(low, wide)), pc.less_equal(made, pa.scalar(high, wide)))
    wrong = pc.and_(column.is_valid(), pc.invert(pc.fill_null(inside, False)))
    flags = wrong.to_numpy(zero_copy_only=False)
    return (pc.if_else(wrong, pa.scalar(None, wide), made) if flags.any() else made).cast(kind), flags


_WHOLE = r"^-?\d{1,17}$"
_REAL = r"^-?\d{1,17}(\.\d{0,30})?([eE][-+]?\d{1,2})?$"


def unreadable(data: bytes) -> str:
    """Why these bytes are no text, or nothing."""
    if b"\x00" in data:
        return "has NUL bytes"
    if data.isascii():
        return ""
    edges = pa.py_buffer(np.array([0, len(data)], np.int64))
    try:
        pa.Array.from_buffers(pa.large_string(), 1, [None, edges, pa.py_buffer(data)]).validate(full=True)
    except pa.ArrowInvalid:
        return "is not UTF-8"
    return ""
