import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simurg.foresight.links.lists import found_in, gathered, greatest, strongest, summed

ENTRY = st.tuples(st.integers(0, 4), st.integers(0, 9), st.sampled_from([0.0, 0.5, 1.0, 7.0, 1000.0]))


@given(st.lists(ENTRY, max_size=30), st.integers(1, 4))
def test_the_strongest_of_each_group_come_first(entries, most):
    columns = zip(*entries, strict=True) if entries else ((), (), ())
    group, entry, weight = (np.array(list(c)) for c in columns)
    starts, found = strongest(group.astype(int), entry.astype(int), weight.astype(np.float32), most, 5)
    for number in range(5):
        mine = [(-w, at, e) for at, (g, e, w) in enumerate(entries) if g == number and w > 0]
        assert found[starts[number] : starts[number + 1]].tolist() == [e for _, _, e in sorted(mine)][:most]


@given(st.lists(st.lists(st.integers(0, 9), max_size=3), min_size=1, max_size=4), st.data())
def test_gathered_joins_lists_to_keys(lists, data):
    keys = data.draw(st.lists(st.integers(0, len(lists) - 1), max_size=5))
    starts = np.cumsum([0, *map(len, lists)])
    rows, entries = gathered(
        starts, np.array([entry for each in lists for entry in each], dtype=int), np.array(keys, dtype=int)
    )
    assert list(zip(rows, entries, strict=True)) == [(n, e) for n, key in enumerate(keys) for e in lists[key]]


def test_found_in_sums_and_greatest():
    at, there = found_in(np.array([2, 5, 9]), np.array([5, 4, 10]))
    assert there.tolist() == [True, False, False]
    assert at[0] == 1
    assert found_in(np.zeros(0, int), np.array([1]))[1].tolist() == [False]
    rows, values = np.array([0, 0, 2]), np.array([1.0, 2.0, 4.0], np.float32)
    assert summed(rows, values, 3).tolist() == [3.0, 0.0, 4.0]
    assert greatest(rows, values, 3).tolist() == [2.0, 0.0, 4.0]
