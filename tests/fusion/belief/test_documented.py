"""The example of docs/belief.md runs and says what its comments say."""

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[3] / "docs" / "belief.md"


def test_the_example_runs_and_believes_what_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    found = re.search(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    names: dict[str, object] = {}
    exec(compile(found[1], str(PAGE), "exec"), names)
    first, without = capsys.readouterr().out.splitlines()
    assert "'value': 'Sandby'" in first
    for part in ("'for': ['radio']", "'vaguer': ['paper']", "'against': ['blog']"):
        assert part in first
    assert without.count("'source'") == 4
