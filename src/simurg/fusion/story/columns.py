"""Arrow columns as numpy values: 16-byte names and moments."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

UNKNOWN_MOMENT = 0


def fixed(table: pa.Table, name: str) -> npt.NDArray[np.void]:
    """A column of UUIDs (or 16-byte values) without nulls, as 16-byte values."""
    column = table[name].combine_chunks()
    column = column.chunk(0) if isinstance(column, pa.ChunkedArray) else column
    storage = column.storage if isinstance(column, pa.ExtensionArray) else column
    if not len(storage):
        return np.zeros(0, "V16")
    given = np.frombuffer(storage.cast(pa.binary(16)).buffers()[1], np.uint8)
    begin = storage.offset * 16
    return given[begin : begin + 16 * len(storage)].copy().view("V16")


def uuids(values: npt.NDArray[np.void] | Sequence[bytes]) -> pa.Array:
    """16-byte values as a column of UUIDs."""
    return pa.ExtensionArray.from_storage(pa.uuid(), pa.array([bytes(one) for one in values], pa.binary(16)))


def moments(table: pa.Table, name: str) -> npt.NDArray[np.int64]:
    """A column of moments as microseconds; UNKNOWN_MOMENT where there is none."""
    column = table[name].combine_chunks().cast(pa.timestamp("us", tz="UTC")).cast(pa.int64())
    return np.asarray(column.fill_null(UNKNOWN_MOMENT).to_numpy(zero_copy_only=False), np.int64)
