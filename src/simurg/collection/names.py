"""Names and distinct values by the column: what ontology.ids does for one row, for blocks of many thousand."""

from collections.abc import Callable
from hashlib import sha256
from time import sleep

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from simurg.ledger.schema import UUID

Names = npt.NDArray[np.uint64]
"""One name in a row of two numbers: 16 bytes."""
_SHIFT = 1_000


def digests(data: bytes, starts: list[int], ends: list[int]) -> Names:
    """16 bytes of SHA-256 of each stretch of `data`.

    Hashing short texts holds the interpreter's lock, so it is let go after every `_SHIFT` of them: else
    another thread would wait for it after each of its own column operations.
    """
    parts: list[bytes] = []
    for first in range(0, len(starts), _SHIFT):
        pairs = zip(starts[first : first + _SHIFT], ends[first : first + _SHIFT], strict=True)
        parts.append(b"".join([sha256(data[start:end]).digest() for start, end in pairs]))
        sleep(0)
    return np.ascontiguousarray(np.frombuffer(b"".join(parts), np.uint64).reshape(-1, 4)[:, :2])


def digests_of(column: pa.StringArray) -> Names:
    """16 bytes of SHA-256 of each text; the column has no nulls."""
    _, edges, text = column.buffers()
    places = np.frombuffer(edges, np.int32)[column.offset : column.offset + len(column) + 1].tolist()
    return digests(text.to_pybytes() if text else b"", places[:-1], places[1:])


def uuids(names: Names) -> pa.Array:
    """The names as a column of ids."""
    flat = pa.py_buffer(np.ascontiguousarray(names))
    return pa.ExtensionArray.from_storage(UUID, pa.Array.from_buffers(pa.binary(16), len(names), [None, flat]))


def mapped(column: pa.Array, change: Callable[..., object], kind: pa.DataType) -> pa.Array:
    """`change` on each distinct value, spread over the column; null stays null."""
    encoded = column if isinstance(column, pa.DictionaryArray) else column.dictionary_encode()
    changed = pa.array([change(value) for value in encoded.dictionary.to_pylist()], kind)
    return changed.take(encoded.indices)
