"""Likelihood words: every probability has one, edges fall to the upper term, nothing is certain."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.ontology.errors import CallerError
from simurg.ontology.likelihood import LIKELIHOODS, likelihood_of, percent


@pytest.mark.parametrize(
    ("probability", "term"),
    [
        (0.0, "almost no chance"),
        (0.05, "very unlikely"),
        (0.12, "very unlikely"),
        (0.3, "unlikely"),
        (0.5, "roughly even chance"),
        (0.75, "likely"),
        (0.9, "very likely"),
        (1.0, "almost certain"),
    ],
)
def test_terms_of_icd_203(probability: float, term: str) -> None:
    assert likelihood_of(probability).term == term


def test_the_terms_touch_without_gap_or_overlap() -> None:
    assert all(lower.most == upper.least for lower, upper in pairwise(LIKELIHOODS))
    assert LIKELIHOODS[2].range_in_words() == "20–45 %"


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_greater_probability_never_has_a_lesser_word(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert LIKELIHOODS.index(likelihood_of(low)) <= LIKELIHOODS.index(likelihood_of(high))


@given(st.floats(0, 1))
def test_nothing_is_certain(probability: float) -> None:
    assert percent(probability) not in ("0 %", "100 %")


@pytest.mark.parametrize("wrong", [-0.1, 1.1, float("nan")])
def test_what_is_no_probability_is_refused(wrong: float) -> None:
    with pytest.raises(CallerError):
        percent(wrong)
