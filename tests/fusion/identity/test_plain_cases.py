"""Plain cases of two list entries (plain_cases.yaml): each falls on the side on which an analyst would put it."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from simurg.fusion.identity.entities import compare

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "plain_cases.yaml").read_text(encoding="utf-8"))


def same(case: dict[str, Any]) -> bool:
    one, two = ({"schema": case["schema"], "properties": case[side]} for side in ("left", "right"))
    return compare(one, two).probability >= 0.5


@pytest.mark.parametrize("case", CASES, ids=[f"{case['schema']}: {case['case']}" for case in CASES])
def test_a_plain_case_falls_on_the_side_that_an_analyst_would_say(case: dict[str, Any]) -> None:
    assert (same(case) == case["same"]) is not case.get("hard", False)


def test_few_cases_are_still_wrong() -> None:
    assert len(CASES) >= 120
    assert sum(case.get("hard", False) for case in CASES) <= 3
