import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simurg.foresight.links.combination import fitted, log_shares, places


def test_planted_weights_are_found():
    random = np.random.default_rng(3)
    terms = random.normal(size=(4_000 * 6, 3)).astype(np.float32)
    query = np.repeat(np.arange(4_000), 6)
    true = np.array([1.5, -0.7, 0.0])
    score = (terms @ true).reshape(-1, 6) + random.gumbel(size=(4_000, 6))
    answer = np.zeros((4_000, 6), bool)
    answer[np.arange(4_000), score.argmax(axis=1)] = True
    np.testing.assert_allclose(fitted(terms, answer.ravel(), query), true, atol=0.08)


def test_queries_without_an_answer_teach_nothing():
    terms, query = np.ones((4, 2), np.float32), np.array([0, 0, 1, 1])
    assert fitted(terms, np.zeros(4, bool), query).tolist() == [0.0, 0.0]


@given(st.lists(st.lists(st.floats(-30, 30, width=32), min_size=1, max_size=5), min_size=1, max_size=4))
def test_shares_of_a_query_sum_to_one_and_keep_the_order(lists):
    query = np.repeat(np.arange(len(lists)), [len(each) for each in lists])
    score = np.array([value for each in lists for value in each], np.float32)
    shares = log_shares(score, query)
    np.testing.assert_allclose(np.bincount(query, np.exp(shares)), 1, rtol=1e-4)
    place = places(score, query)
    for number in range(len(lists)):
        mine = query == number
        assert sorted(place[mine]) == list(range(mine.sum()))
        assert np.all(np.diff(score[mine][np.argsort(place[mine])]) <= 0)
