"""What cannot be read is kept whole, in pieces small enough that a document of any size costs little memory.

A connector that gives up on a document yields `from whole(raw, cause)`; one that gives up on a stretch of
it (a line of 100 MB) yields `from stretch(...)`. The pieces, in order, are all the bytes.
"""

from collections.abc import Iterator
from typing import BinaryIO

from simurg.collection.connector import Raw, Reject

PIECE = 16 << 20
"""Bytes of one Reject at most."""


def whole(raw: Raw, cause: str) -> Iterator[Reject]:
    """The whole document as one Reject, or several `PIECE`s of a large one; at least one, also if empty."""
    with raw.open() as stream:
        yield from stretch(stream, raw.size, cause, "the whole document")


def stretch(stream: BinaryIO, size: int, cause: str, where: str) -> Iterator[Reject]:
    """The next `size` bytes of a stream (fewer if it ends before) as Rejects."""
    if size <= PIECE:
        yield Reject(cause, stream.read(size), where)
        return
    for start in range(0, size, PIECE):
        piece = stream.read(min(PIECE, size - start))
        if not piece:
            return
        yield Reject(cause, piece, f"{where}, from byte {start:,} of {size:,}")
