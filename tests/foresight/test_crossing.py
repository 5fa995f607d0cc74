"""Chances of reaching a threshold are shares of samples."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.foresight.crossing import THRESHOLDS, chance_of_reaching
from simurg.ontology.errors import CallerError


def test_a_chance_is_the_share_of_samples_at_or_above() -> None:
    samples = np.array([[0.0, 1.0, 25.0, 24.0, 1_000.0, 99.0, 100.0, 0.0, 0.0, 0.0]])
    assert chance_of_reaching(samples).tolist() == [[0.6, 0.4, 0.2, 0.1]]
    assert THRESHOLDS == (1, 25, 100, 1_000)


@given(st.lists(st.integers(0, 5_000).map(float), min_size=1, max_size=50))
def test_a_higher_threshold_is_never_likelier(values: list[float]) -> None:
    chances = chance_of_reaching(np.array([values]), (1, 2, 30, 700))[0]
    assert (np.diff(chances) <= 0).all()
    assert ((chances >= 0) & (chances <= 1)).all()


def test_the_unknown_has_no_chance_and_nonsense_is_refused() -> None:
    assert np.isnan(chance_of_reaching(np.full((2, 3, 10), np.nan))).all()
    with pytest.raises(CallerError):
        chance_of_reaching(np.zeros((2, 0)))
    with pytest.raises(CallerError):
        chance_of_reaching(np.zeros((2, 5)), (np.nan,))
