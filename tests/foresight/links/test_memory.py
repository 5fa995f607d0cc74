import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.foresight.links.made import links

from simurg.foresight.links.homes import homes
from simurg.foresight.links.memory import DECAY_DAYS, Asked, Memory
from simurg.ontology.errors import InternalError

WHO = st.sampled_from(("a", "b", "P_(X)", "Q_(X)"))
ROW = st.tuples(WHO, st.sampled_from("rs"), st.sampled_from(("b", "c", "P_(X)")), st.integers(0, 30))


@given(st.lists(ROW, min_size=1, max_size=25), st.lists(st.integers(0, 40), min_size=1, max_size=3))
def test_counts_are_what_decay_says(given_rows, days):
    made = links(given_rows)
    memory = Memory(made, homes(made))
    for day in sorted(days):
        memory.advance(day)
    asked = Asked(made.actor, made.relation, made.recipient)
    for family, same in (("aqb", (True, True)), ("ab", (True, False)), ("qb", (False, True))):
        found = memory.counts(family, asked)
        for row in range(len(made)):
            alike = np.zeros(len(memory.a), bool)
            for at in range(len(memory.a)):
                alike[at] = (
                    memory.b[at] == made.recipient[row]
                    and (not same[0] or memory.a[at] == made.actor[row])
                    and (not same[1] or memory.q[at] == made.relation[row])
                    and memory.t[at] < memory.day
                )
            ages = memory.day - memory.t[alike]
            expected = np.exp(-ages[:, None] / DECAY_DAYS).sum(axis=0)
            np.testing.assert_allclose(found[row], expected, rtol=1e-4, atol=1e-6)


def test_the_day_itself_is_not_remembered():
    made = links([("a", "r", "b", 3)])
    memory = Memory(made, homes(made))
    memory.advance(3)
    asked = Asked(made.actor, made.relation, made.recipient)
    assert memory.counts("aqb", asked).sum() == 0
    memory.advance(4)
    assert memory.counts("aqb", asked).sum() > 0
    assert memory.age("aqb", memory.slots("aqb", asked)).tolist() == [1.0]


def test_both_sides_are_remembered():
    made = links([("a", "r", "b", 3)])
    memory = Memory(made, homes(made))
    memory.advance(4)
    passive = Asked(made.recipient, made.relation + memory.side, made.actor)
    assert memory.counts("aqb", passive).sum() > 0
    assert memory.counts("aqb", Asked(made.recipient, made.relation, made.actor)).sum() == 0


def test_an_unknown_place_counts_for_nothing():
    made = links([("a", "r", "b", 1), ("c", "r", "b", 1)])
    memory = Memory(made, homes(made))
    memory.advance(9)
    assert memory.counts("pqb", Asked(made.actor, made.relation, made.recipient)).sum() == 0


def test_memory_does_not_go_back():
    made = links([("a", "r", "b", 3)])
    memory = Memory(made, homes(made))
    memory.advance(5)
    with pytest.raises(InternalError):
        memory.advance(4)
