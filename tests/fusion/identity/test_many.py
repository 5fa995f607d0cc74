"""Many pairs of entities at once give what they give one by one; verdicts are sure only beyond stated bounds."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simurg.fusion.identity.entities import compare, read_entity
from simurg.fusion.identity.judgements import Verdict
from simurg.fusion.identity.many import NOT_SAME_TO, SAME_FROM, compare_many, verdict_of
from simurg.ontology.errors import CallerError

_NAMES = [
    "Ada Verhoeven",
    "Ада Верхувен",
    "VERHOEVEN, Ada Maria",
    "Kees Lindqvist",
    "Norvik Shipping Ltd",
    "김광진",
    "",
]
_FACTS: dict[str, list[str]] = {
    "birthDate": ["1961", "1961-04-12", "1984-09-30"],
    "country": ["nl", "ru"],
    "innCode": ["7700000009", "7800000002"],
    "address": ["12 Quay Street, Utrecht", "3 Harbour Road, Malmo"],
    "lastName": ["Verhoeven", "Lindqvist"],
    "weakAlias": ["Heron"],
}


@st.composite
def entities(draw: st.DrawFn) -> dict[str, Any]:
    properties = {name: draw(st.lists(st.sampled_from(found), max_size=2)) for name, found in _FACTS.items()}
    properties |= {name: draw(st.lists(st.sampled_from(_NAMES), max_size=3)) for name in ("name", "alias")}
    schema = draw(st.sampled_from(["Person", "Company", "Vessel", "LegalEntity", "Thing"]))
    return {"schema": schema, "properties": properties}


@settings(max_examples=60)
@given(st.lists(entities(), min_size=1, max_size=5))
def test_the_batch_gives_what_one_pair_after_another_gives(found: list[dict[str, Any]]) -> None:
    left, right = (side.ravel() for side in np.indices((len(found), len(found))))
    batch = compare_many(found, left, right)
    alone = [compare(found[i], found[j]).probability for i, j in zip(left, right, strict=True)]
    assert batch.probabilities == pytest.approx(alone, abs=1e-9)
    assert batch.verdicts == tuple(verdict_of(chance) for chance in batch.probabilities)
    turned = compare_many(found, right, left).probabilities
    assert turned == pytest.approx(batch.probabilities, abs=1e-9)


def test_entities_may_be_read_beforehand_and_there_may_be_none() -> None:
    ada = read_entity({"schema": "Person", "name": "Ada Verhoeven"})
    assert compare_many([ada], [0], [0]).probabilities[0] > 0.5
    assert compare_many([], [], []).verdicts == ()


def test_pairs_must_fit_the_entities() -> None:
    ada = {"schema": "Person", "name": "Ada Verhoeven"}
    with pytest.raises(CallerError, match="equally many"):
        compare_many([ada], [0], [0, 0])
    for beyond in (1, -1):
        with pytest.raises(CallerError, match="beyond"):
            compare_many([ada], [0], [beyond])
    with pytest.raises(CallerError, match="no schema"):
        compare_many([{"name": "Ada"}], [0], [0])


def test_verdicts_are_sure_beyond_the_stated_bounds_only() -> None:
    assert verdict_of(SAME_FROM) is Verdict.SAME
    assert verdict_of(NOT_SAME_TO) is Verdict.NOT_SAME
    assert verdict_of(0.5) is verdict_of(SAME_FROM - 1e-9) is verdict_of(NOT_SAME_TO + 1e-9) is Verdict.UNSURE
