"""The page on questions: its example can be published, its figures are those of the bench."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from bench._forecastbench import Case, _without_blanks, acled_cases
from bench.questions import own_history, pooling, predictions

from simurg.foresight.questions.question import question_of, questions_of
from simurg.foresight.questions.rule import _KEYS, AGGREGATES

PAGE = (Path(__file__).parents[3] / "docs" / "questions.md").read_text(encoding="utf-8")


def test_the_example_can_be_published() -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.S)
    asked = [question_of(one, None) for one in questions_of(example)]
    assert [one.prior for one in asked] == [None, 0.3]
    assert asked[0].rule.meets(100.0)


def test_every_entry_of_a_rule_is_told() -> None:
    assert [word for word in (*_KEYS, *AGGREGATES) if word not in PAGE] == []


def case(number: int, average: float | None, happened: float = 0.0) -> Case:
    due, resolved = date(2026, 1, 1 + number), date(2026, 1, 11 + number)
    return Case(f"q{number}", due, resolved, happened, bool(number % 3), "'Riots'", f"place {number % 4}", average)


def test_an_average_of_nought_is_unknown_only_where_a_whole_date_has_none() -> None:
    told = _without_blanks([case(1, 0.0), case(1, 0.5), case(2, 0.0)])
    assert [one.average for one in told] == [0.0, 0.5, None]


def test_no_prediction_knows_what_was_not_over_when_it_was_due() -> None:
    cases = [case(number, None if number % 5 == 0 else number / 2, float(number % 2)) for number in range(20)]
    told = {one.id: rest for one, *rest in predictions(cases)}
    assert len(told) == 9
    for changed in range(20):
        before = cases[changed]
        other = [*cases[:changed], replace(before, happened=1 - before.happened), *cases[changed + 1 :]]
        moved = {one.id for one, *rest in predictions(other) if rest != told[one.id]}
        after = {one.id for one in cases if one.due > before.resolved}
        assert moved <= after
        assert moved or not after


@pytest.mark.data
def test_the_figures_of_the_page_are_those_of_the_bench(data: Path) -> None:
    folder = data / "forecast"
    told: dict[str, Any] = pooling(folder / "metaculus_pro_binary_q1_2025.parquet")
    files = [folder / f"forecastbench_{name}.parquet" for name in ("resolved", "questions")]
    told |= own_history(acled_cases(*files))
    assert told["acled_brier_skill"] > 0
    assert told["acled_brier_skill_interval"][0] > 0
    names = ("single_brier", "mean_brier", "median_brier", "pooled_brier", "acled_brier", "acled_base_brier")
    assert [name for name in names if f"{told[name]:.4f}"[1:] not in PAGE] == []
    assert f"{told['acled_brier_skill']:+.3f}".replace("0.", ".") in PAGE
