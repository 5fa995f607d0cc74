"""What docs/matchers.md shows runs, and the matcher that it shows keeps the contract."""

import re
import types
from pathlib import Path

import pytest

from simurg.fusion import registry
from simurg.fusion.matcher import Matcher
from simurg.testing.matchers import check_matcher

TEXT = (Path(__file__).parents[3] / "docs" / "matchers.md").read_text("utf-8")
USED, WRITTEN = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)


def test_every_matcher_stands_in_the_table() -> None:
    shown = re.findall(r"^\| `(\w+)` \| (.+?) \|", TEXT, re.MULTILINE)
    assert sorted(shown) == [(name, registry.find(name).MATCHER.question) for name in registry.names()]


def test_the_example_of_use_runs(capsys: pytest.CaptureFixture[str]) -> None:
    exec(USED, {})
    first, *parts = capsys.readouterr().out.splitlines()
    assert float(first) > 0.9
    assert len(parts) > 1


def test_the_matcher_that_is_shown_keeps_the_contract() -> None:
    module = types.ModuleType("registers")
    exec(WRITTEN, module.__dict__)
    assert isinstance(module.MATCHER, Matcher)
    one = {"schema": "Company", "properties": {"registrationNumber": ["77-1"], "name": ["Halden"]}}
    two = {"schema": "Company", "properties": {"registrationNumber": ["77-1", "5"], "name": ["Vik"]}}
    three = {"schema": "Company", "properties": {"registrationNumber": ["8"]}}
    check_matcher(module, [(one, two)], [(one, three)])  # type: ignore[arg-type]
