"""The page's example runs, and says what it says."""

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[4] / "docs" / "exercise-world.md"


def test_the_example_of_the_foresight_part_runs(capsys: pytest.CaptureFixture[str]) -> None:
    text = PAGE.read_text(encoding="utf-8").split("## The foresight part")[1].split("\n## ")[0]
    (code,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    exec(compile(code, str(PAGE), "exec"), {})
    rows, shifts, changes = capsys.readouterr().out.splitlines()[0].split()
    assert int(rows) > 10_000
    assert int(shifts) > 3
    assert int(changes) > 30
