"""Lines of a stream that are split by tabs, one at a time, for formats whose rows are long (GDELT's knowledge graph).

A line above `most` bytes comes whole as Rejects, in pieces; so does one that is no UTF-8 text, has NUL bytes or another
number of cells. `Rejected` bundles what is wrong for one reason, so that a million bad lines cost a few Rejects.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from simurg.collection.connector import Reject

MOST_LINE = 4 << 20
_PIECE = 8 << 20
_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Line:
    """A row: its cells, its bytes without the line end, and where they start in the stream."""

    cells: list[str]
    content: bytes
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.content)


def tabbed(stream: BinaryIO, width: int, most: int = MOST_LINE) -> Iterator[Line | Reject]:
    """Each row of `width` cells; what is none, as a Reject. Blank lines are left out."""
    start = 0
    while content := stream.readline(most + 1):
        if len(content) > most and not content.endswith(b"\n"):
            for piece in _long(content, stream):
                yield Reject(f"The line is longer than {most:,} bytes.", piece, f"byte {start:,}")
                start += len(piece)
            continue
        mark = len(_MARK) if start == 0 and content.startswith(_MARK) else 0
        bare = content[mark:].rstrip(b"\r\n")
        if bare.strip():
            yield _line(bare, start + mark, width)
        start += len(content)


def _long(head: bytes, stream: BinaryIO) -> Iterator[bytes]:
    yield head
    while piece := stream.readline(_PIECE):
        yield piece
        if piece.endswith(b"\n"):
            return


def _line(content: bytes, start: int, width: int) -> Line | Reject:
    where = f"byte {start:,}"
    if b"\x00" in content:
        return Reject("The line has NUL bytes.", content, where)
    if content.count(b"\t") + 1 != width:
        return Reject(f"The line has not {width} cells.", content, where)
    try:
        return Line(content.decode("utf-8").split("\t"), content, start)
    except UnicodeDecodeError:
        return Reject("The line is not UTF-8.", content, where)


class Rejected:
    """Gathers Rejects: the first `single` of a cause one by one, the others of it together."""

    def __init__(self, single: int = 100) -> None:
        self._single = single
        self._counts: dict[str, int] = {}
        self._rest: dict[str, list[bytes]] = {}
        self._held = 0

    @property
    def any(self) -> bool:
        return bool(self._counts)

    def add(self, reject: Reject) -> Iterator[Reject]:
        """The Reject itself, or nothing yet."""
        count = self._counts[reject.cause] = self._counts.get(reject.cause, 0) + 1
        if count <= self._single:
            yield reject
            return
        rest = self._rest.setdefault(reject.cause, [])
        rest.append(reject.content)
        self._held += len(reject.content)
        if self._held > _PIECE:
            yield from self.left()

    def left(self) -> Iterator[Reject]:
        """What was held back."""
        self._held = 0
        for cause in list(self._rest):
            yield from self._of(cause)

    def _of(self, cause: str) -> Iterator[Reject]:
        rest = self._rest.pop(cause, [])
        if rest:
            yield Reject(cause, b"\n".join(rest), f"{len(rest):,} more lines")
