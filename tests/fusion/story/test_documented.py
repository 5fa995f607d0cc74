"""The example of docs/story.md runs and says what the page says of it."""

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[3] / "docs" / "story.md"


def test_the_example_runs_and_tells_the_story(capsys: pytest.CaptureFixture[str]) -> None:
    found = re.search(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    exec(compile(found[1], str(PAGE), "exec"), {})
    counted, altered, traced = capsys.readouterr().out.splitlines()
    assert counted.startswith("1 ")
    assert "altered_copy" in counted
    assert "same_story" in counted
    assert altered.startswith("2 ")
    assert "left='12', right='120'" in altered
    assert traced.startswith("1 [('text', ''), ('cited', 'norvikagency')] {'text': 2,")
