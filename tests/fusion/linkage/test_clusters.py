"""Average linkage: what joins, and what the order of the pairs may not change."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simurg.fusion.linkage.clusters import HIGHEST, Pairs, average_linkage

ROWS = 9


def columns(pairs: dict[tuple[int, int], float]) -> Pairs:
    ends = np.array(list(pairs), np.int64).reshape(-1, 2)
    return ends[:, 0], ends[:, 1], np.array(list(pairs.values()), np.float64)


def found(pairs: dict[tuple[int, int], float], **more: object) -> list[int]:
    return average_linkage(columns(pairs), list(more.pop("sources", [0] * ROWS)), -6.0, -2.0, **more).tolist()


weights = st.dictionaries(
    st.tuples(st.integers(0, ROWS - 2), st.integers(1, ROWS - 1)).filter(lambda pair: pair[0] < pair[1]),
    st.floats(-10, 30, allow_nan=False),
)


def test_one_strong_link_does_not_join_groups_that_disagree() -> None:
    groups = {(0, 1): 9.0, (0, 2): 9.0, (1, 2): 9.0, (3, 4): 9.0, (3, 5): 9.0, (4, 5): 9.0}
    assert found(groups | {(2, 3): 9.0}) == [0, 0, 0, 3, 3, 3, 6, 7, 8]


def test_a_poor_row_joins_a_group_that_speaks_for_it() -> None:
    group = {(0, 1): 9.0, (0, 2): 9.0, (1, 2): 9.0}
    assert found(group | {(0, 3): 1.0, (1, 3): 0.0})[3] == 0
    assert found(group | {(0, 3): 1.0})[3] == 3


def test_rows_of_one_source_stay_apart() -> None:
    sources = [0, 0, 1, 1, 2, 2, 3, 3, 4]
    assert found({(0, 2): 9.0, (1, 2): 8.0}, sources=sources, apart=True)[:3] == [0, 1, 0]
    assert found({(0, 2): 9.0, (1, 2): 8.0, (0, 1): 9.0}, sources=sources)[:3] == [0, 0, 0]


@given(weights, st.randoms())
def test_the_order_of_pairs_plays_no_part(pairs: dict[tuple[int, int], float], draw) -> None:
    turned = list(pairs.items())
    draw.shuffle(turned)
    assert found(pairs) == found(dict(turned))


@given(weights)
def test_a_cluster_is_split_nowhere_that_its_pairs_all_speak_against(pairs: dict[tuple[int, int], float]) -> None:
    """The mean over all pairs of a cluster is above the line, for every cluster that was made."""
    labels = found(pairs)
    for cluster in set(labels):
        members = [row for row in range(ROWS) if labels[row] == cluster]
        inside = [(a, b) for a in members for b in members if a < b]
        if inside:
            mean = sum(min(pairs.get(pair, -6.0), HIGHEST) for pair in inside) / len(inside)
            assert mean > -2.0 - 1e-9


@given(weights)
def test_each_row_is_named_after_the_lowest_of_its_cluster(pairs: dict[tuple[int, int], float]) -> None:
    labels = found(pairs)
    assert all(labels[label] == label <= row for row, label in enumerate(labels))
