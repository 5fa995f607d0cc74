"""What models say of a question, and when they say nothing."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.foresight.questions.machines import forecast_of, of_samples, own_history
from simurg.foresight.questions.outcome import BaseRate
from simurg.foresight.questions.rule import Rule, rule_of

RULE: dict[str, Any] = {
    "table": "measurements", "where": {"series": "deaths", "country": "YEM"}, "aggregate": "sum", "compare": ">= 5",
    "from": "2026-12-01", "to": "2027-01-01",
}  # fmt: skip


def rule(**change: Any) -> Rule:
    return rule_of({**RULE, **change})


def past(*numbers: float) -> BaseRate:
    return BaseRate(0.5, 0, len(numbers), 0, numbers)


@given(st.lists(st.integers(0, 60), min_size=12, max_size=40), st.integers(0, 80))
def test_yes_and_no_are_the_two_halves(numbers: list[int], bound: int) -> None:
    told = past(*map(float, numbers))
    above, below = (own_history(rule(compare=f"{sign} {bound}"), told) for sign in (">", "<="))
    assert above is not None
    assert below is not None
    assert above + below == pytest.approx(1.0)
    reached = own_history(rule(compare=f">= {bound + 1}"), told)
    assert reached == pytest.approx(above)  # of whole numbers


def test_only_the_last_twelve_periods_speak() -> None:
    recent = [float(number % 7) for number in range(12)]
    assert own_history(rule(), past(*recent)) == own_history(rule(), past(*[500.0] * 30, *recent))


def test_the_chance_is_near_how_often_it_was() -> None:
    rng = np.random.default_rng(1)
    said, happened = [], []
    for _ in range(400):
        numbers = rng.negative_binomial(1.5, 1.5 / (1.5 + 8), 37).astype(float)
        said.append(own_history(rule(compare="> 10"), past(*numbers[:36].tolist())))
        happened.append(numbers[36] > 10)
    assert np.mean(said) == pytest.approx(np.mean(happened), abs=0.04)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (rule(), past(*[1.0] * 11)),
        (rule(), past(*[1.0] * 11, -1.0)),
        (rule(aggregate="max"), past(*[1.0] * 20)),
        (rule(compare=None), past(*[1.0] * 20)),
    ],
)
def test_own_history_says_nothing_rather_than_stretch(asked: Rule, told: BaseRate) -> None:
    assert own_history(asked, told) is None


def test_nobody_is_quite_sure() -> None:
    assert (own_history(rule(compare=">= 0"), past(*[1.0] * 20)) or 0) <= 0.99
    assert 0 < (of_samples(rule(), [0.0] * 98) or 0) == 0.01
    assert of_samples(rule(), [1.0, 6.0, 7.0]) == pytest.approx(3 / 5)
    assert (of_samples(rule(), []), of_samples(rule(compare=None), [1.0])) == (None, None)


def test_only_a_forecast_of_the_very_thing_speaks() -> None:
    found = forecast_of(rule())
    assert found is not None
    assert (found["series"], found["place"], found["target_from"]) == ("deaths", "Yemen", rule().period.start)
    assert forecast_of(rule(where={"series": "deaths", "country": ["YEM", "SYR"]})) is None
    assert forecast_of(rule(where={"series": "deaths", "country": "YEM", "source": "ucdp"})) is None
    assert forecast_of(rule(of="high")) is None
    assert forecast_of(replace(rule(), table="events")) is None
