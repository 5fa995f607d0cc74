"""Who shares a digest: nobody is missed while the bound allows it, and the bound holds whatever the data."""

from collections import Counter
from itertools import combinations

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simurg.fusion.bulk.sharing import Digests, sharing
from simurg.ontology.errors import CallerError

ENGINE = ibis.duckdb.connect()
Listed = list[tuple[str | None, list[int | None] | None]]

names = st.sampled_from(["a", "b", "c", "d", "e", "f", None])
listed = st.lists(st.tuples(names, st.none() | st.lists(st.none() | st.integers(-3, 3), max_size=4)), max_size=12)


def found(rows: Listed, most: int) -> list[tuple[str, str, int, int]]:
    table = pa.table(
        {
            "name": pa.array([name for name, _ in rows], pa.string()),
            "digests": pa.array([digests for _, digests in rows], pa.list_(pa.int64())),
        }
    )
    pairs = ENGINE.to_pyarrow(sharing(ibis.memtable(table), Digests("name", "digests", most))).to_pylist()
    return sorted((row["left"], row["right"], row["shared"], row["rarest"]) for row in pairs)


def by_hand(rows: Listed) -> list[tuple[str, str, int, int]]:
    of: dict[str, set[int]] = {}
    for name, digests in rows:
        if name is not None:
            of.setdefault(name, set()).update(one for one in digests or () if one is not None)
    size = Counter(one for some in of.values() for one in some)
    return [
        (left, right, len(of[left] & of[right]), min(size[one] for one in of[left] & of[right]))
        for left, right in combinations(sorted(of), 2)
        if of[left] & of[right]
    ]


@settings(max_examples=30, deadline=None)
@given(listed)
def test_within_the_bound_it_is_every_pair_that_shares_a_digest(rows: Listed) -> None:
    assert found(rows, 20) == by_hand(rows)


@settings(max_examples=20, deadline=None)
@given(listed, st.integers(1, 3), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_telling_them_twice_change_nothing(rows: Listed, most: int, dice: object) -> None:
    mixed = [*rows, *rows]
    dice.shuffle(mixed)  # type: ignore[attr-defined]
    assert found(rows, most) == found(mixed, most)


def test_a_digest_that_all_share_gives_a_bounded_number_of_pairs() -> None:
    rows: Listed = [(f"n{number:04}", [0]) for number in range(2_000)]
    pairs = found(rows, 3)
    assert len(pairs) <= 2 * 3 * len(rows)
    assert {name for left, right, *_ in pairs for name in (left, right)} == {name for name, _ in rows}


def test_who_shares_something_rare_is_kept_before_the_crowd() -> None:
    rows: Listed = [(f"n{number:04}", [0, *([7] if number in (3, 1_500) else [])]) for number in range(2_000)]
    assert ("n0003", "n1500", 1, 2) in found(rows, 2)


def test_at_least_one_other_must_be_allowed() -> None:
    with pytest.raises(CallerError, match="at least one"):
        Digests("name", "digests", 0)
