import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.foresight.links.ranks import Scored, figures, ranks

ACTORS = 12


def test_ties_have_the_mean_rank():
    scored = Scored(np.zeros(4, int), np.arange(4), np.ones(4, np.float32), np.array([False, True, True, True]))
    assert ranks(scored, np.array([0]), np.array([0]), ACTORS).tolist() == [2.5]


def test_other_true_answers_of_the_query_do_not_stand_in_the_way():
    scored = Scored(np.zeros(3, int), np.arange(3), np.array([9, 5, 1], np.float32), np.array([False, True, False]))
    assert ranks(scored, np.array([0, 0]), np.array([0, 2]), ACTORS).tolist() == [1.0, 2.0]


def test_an_answer_that_is_no_candidate_shares_the_ranks_of_all_others():
    scored = Scored(np.zeros(2, int), np.array([1, 2]), np.array([2, 1], np.float32), np.array([True, True]))
    assert ranks(scored, np.array([0]), np.array([7]), ACTORS).tolist() == [1 + 2 + 9 / 2]


@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, ACTORS - 1), st.integers(0, 3), st.booleans()), max_size=20)
)
def test_ranks_are_what_sorting_everybody_gives(cells):
    table = {(q, c): (s, right) for q, c, s, right in cells}
    keys = sorted(table)
    scored = Scored(
        np.array([q for q, _ in keys], int),
        np.array([c for _, c in keys], int),
        np.array([table[key][0] for key in keys], np.float32),
        np.array([not table[key][1] for key in keys], bool),
    )
    asked = [(q, c) for q in range(3) for c in range(ACTORS) if table.get((q, c), (0, True))[1]]
    asked = [key for key in asked if key in table or (key[1] % 5 == 0)]
    if not asked:
        return
    found = ranks(scored, np.array([q for q, _ in asked]), np.array([c for _, c in asked]), ACTORS)
    for (query, answer), rank in zip(asked, found, strict=True):

        def worth(one, query=query):
            return table.get((query, one), (-1, False))[0]

        others = [c for c in range(ACTORS) if (query, c) not in asked]
        above = sum(worth(c) > worth(answer) for c in others)
        level = sum(worth(c) == worth(answer) for c in others)
        assert rank == 1 + above + level / 2


def test_figures():
    told = figures(np.array([1.0, 2.0, 4.0, 20.0]), "x_")
    assert told["x_mrr"] == pytest.approx((1 + 0.5 + 0.25 + 0.05) / 4)
    assert (told["x_hits1"], told["x_hits3"], told["x_hits10"]) == (0.25, 0.5, 0.75)
