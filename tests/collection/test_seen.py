import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simurg.collection.seen import Seen


@given(st.lists(st.sets(st.integers(0, 200)).map(sorted)))
def test_a_name_is_new_exactly_once(batches):
    seen, met = Seen(), set()
    for batch in batches:
        fresh = seen.new(np.array(batch, np.uint64))
        assert fresh.tolist() == [name not in met for name in batch]
        met.update(batch)
