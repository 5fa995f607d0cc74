"""The figures of docs/onset.md, on the real data."""

import json
from pathlib import Path

import pytest
from bench import onset


@pytest.mark.slow
def test_the_bench_keeps_what_the_page_says(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    onset.main(["--data", str(data / "forecast"), "--seeds", "-"])
    figures = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert figures["auc"] >= 0.88
    assert figures["brier_skill"] >= 0.09
    assert figures["brier_skill_low"] > 0
    assert figures["auc"] > figures["auc_since_death"] > figures["auc_deaths_so_far"]
    assert figures["mass_killing_brier_skill"] > 0
