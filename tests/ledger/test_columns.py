"""Ids travel between engines as 16 bytes and come back as they were, in lists and slices too."""

from uuid import UUID

import pyarrow as pa
import pytest

from simurg.ledger.columns import uuid_column, uuid_lists, with_ids, with_plain_ids

ONE, TWO, THREE = (UUID(int=number) for number in (1, 2, 3))
ROWS = pa.table(
    {
        "id": uuid_column([ONE, None, THREE]),
        "basis": uuid_lists([[ONE, TWO], None, [THREE]]),
        "keys": pa.array([[1], None, []], pa.list_(pa.int64())),
        "words": ["a", "b", None],
    }
)


@pytest.mark.parametrize("rows", [ROWS, ROWS.slice(1), ROWS.slice(1, 1), ROWS.slice(2), ROWS.slice(0, 0)])
def test_there_and_back(rows: pa.Table) -> None:
    plain = with_plain_ids(rows)
    assert plain.schema.types == [pa.binary(16), pa.list_(pa.binary(16)), pa.list_(pa.int64()), pa.string()]
    loose = plain.set_column(0, "id", plain["id"].cast(pa.binary()))
    loose = loose.set_column(1, "basis", plain["basis"].cast(pa.list_(pa.field("element", pa.binary()))))
    for form in (rows, plain, loose):
        assert with_ids(form).equals(rows)
