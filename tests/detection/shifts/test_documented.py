"""The example of docs/shifts.md runs and says what the page lets expect."""

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[3] / "docs" / "shifts.md"


@pytest.mark.slow
def test_the_example_runs(capsys: pytest.CaptureFixture[str]) -> None:
    found = re.search(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    exec(compile(found[1], str(PAGE), "exec"), {})
    words = capsys.readouterr().out.split()
    assert words[0] == "True"
    assert words[-2] == "True"
    assert words[-1] in ("quiet", "cooperative", "mixed", "tense", "hostile")
