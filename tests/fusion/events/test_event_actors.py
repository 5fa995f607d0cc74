"""Who a row's actor is: codes in one word, as streams write them, and apart, as readers do."""

import pytest

from simurg.fusion.events.actors import actor_of


@pytest.mark.parametrize(
    ("together", "apart"), [("RUSGOV", "RUS GOV"), ("NGAREB", "NGA REB"), ("SYRMIL", "SYR MIL"), ("TURCVL", "TUR CVL")]
)
def test_a_code_means_the_same_in_one_word_and_apart(together: str, apart: str) -> None:
    assert actor_of("somebody", together) == actor_of("somebody", apart)


def test_an_organisation_behind_its_role_is_somebody_and_a_bare_role_is_not() -> None:
    assert actor_of("NATO", "IGO NATO").identified
    assert actor_of("NATO", "IGO NATO").coded != actor_of("African Union", "IGO AU").coded
    assert not actor_of("police", "COP").identified
