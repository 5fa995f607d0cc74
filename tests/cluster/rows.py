"""Whether two engines gave the same rows: in any order, ids as bytes, numbers to 1e-9."""

import math
from collections.abc import Sequence

import pyarrow as pa

from simurg.ledger.columns import with_plain_ids

TOLERANCE = 1e-9
Row = tuple[object, ...]


def assert_same_rows(one: pa.Table, other: pa.Table) -> None:
    """Of the same columns and types, row for row."""
    left, right = with_plain_ids(one), with_plain_ids(other)
    assert left.column_names == right.column_names
    assert left.num_rows == right.num_rows
    floats = [field.name for field in left.schema if pa.types.is_floating(field.type)]
    exact = [name for name in left.column_names if name not in floats]
    assert [left.schema.field(n).type for n in exact] == [right.schema.field(n).type for n in exact]
    for mine, theirs in zip(_sorted(left, exact, floats), _sorted(right, exact, floats), strict=True):
        assert mine[: len(exact)] == theirs[: len(exact)]
        assert all(_near(a, b) for a, b in zip(mine[len(exact) :], theirs[len(exact) :], strict=True)), (mine, theirs)


def _sorted(rows: pa.Table, exact: Sequence[str], floats: Sequence[str]) -> list[Row]:
    """By the exact columns first; numbers only part rows that are alike in all else."""
    columns = [rows[name].to_pylist() for name in (*exact, *floats)]
    return sorted(zip(*columns, strict=True), key=lambda row: tuple((v is not None, v) for v in row))


def _near(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
    return one == other
