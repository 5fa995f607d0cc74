"""Whether two engines gave the same rows: in any order, ids as bytes, numbers to 1e-9."""

import duckdb
import numpy as np
import pyarrow as pa

from simurg.ledger.columns import with_plain_ids

TOLERANCE = 1e-9


def assert_same_rows(one: pa.Table, other: pa.Table) -> None:
    """Of the same columns and types, row for row; of floats, the same nulls and the same numbers to TOLERANCE."""
    left, right = with_plain_ids(one), with_plain_ids(other)
    assert left.column_names == right.column_names
    assert left.num_rows == right.num_rows
    floats = [field.name for field in left.schema if pa.types.is_floating(field.type)]
    exact = [name for name in left.column_names if name not in floats]
    left, right = (_sorted(rows, [*exact, *floats]) for rows in (left, right))
    for name in exact:
        assert left.schema.field(name).type == right.schema.field(name).type, name
        assert left[name].equals(right[name]), name
    for name in floats:
        mine, theirs = (np.asarray(rows[name].cast(pa.float64()).to_numpy()) for rows in (left, right))
        assert left[name].null_count == right[name].null_count, name
        assert np.allclose(mine, theirs, rtol=TOLERANCE, atol=TOLERANCE, equal_nan=True), name


def _sorted(rows: pa.Table, columns: list[str]) -> pa.Table:
    """By the exact columns first; numbers only part rows that are alike in all else."""
    names = ", ".join(f'"{name}"' for name in columns)
    return duckdb.from_arrow(rows).query("rows", f"SELECT {names} FROM rows ORDER BY ALL").to_arrow_table()
