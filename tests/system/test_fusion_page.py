"""docs/fusion.md as it stands: every command is run in one shell, and what is printed is what the page says."""

from pathlib import Path

import pytest
from tests.system.test_walkthrough import ROOT, prints_what_it_says, steps_of, walk


@pytest.mark.slow
def test_the_page_prints_what_it_says(tmp_path: Path) -> None:
    steps = steps_of((ROOT / "docs" / "fusion.md").read_text())
    printed = walk(tmp_path, tmp_path, steps)
    assert len(steps) == len(printed) > 8
    prints_what_it_says(steps, printed)
