"""`simurg onset` on a workspace: the page, the JSON, and what is said when it cannot answer."""

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from click.testing import Result
from tests.foresight.onset.conftest import made
from typer.testing import CliRunner

import simurg.cli.commands
import simurg.cli.onset  # noqa: F401
from simurg.cli.run import app
from simurg.ontology.countries import COUNTRIES


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def workspace(folder: Path, months: int, column: str = "ged_sb") -> None:
    deaths = made(seed=4, months=months).deaths.astype(int)
    names = [COUNTRIES[code] for code in sorted(COUNTRIES)[: len(deaths)]]
    table = pa.table(
        {
            "name": np.repeat(names, months),
            "month_id": np.tile(np.arange(121, 121 + months), len(names)),  # from January 1990
            column: deaths.ravel(),
        }
    )
    (folder / "inbox").mkdir()
    pq.write_table(table, folder / "inbox" / "months.parquet")
    source = {"name": "register", "connector": "ucdp_country_month", "address": "inbox/months.parquet", "grade": "A2"}
    source |= {"known": {"delay": "21d"}, "options": {"vintage": ""}}
    (folder / "sources.yaml").write_text(yaml.safe_dump([source]))
    assert run("collect").exit_code == 0


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made_here = tmp_path / "ws"
    monkeypatch.setenv("SIMURG_WORKSPACE", str(made_here))
    assert run("init").exit_code == 0
    return made_here


def test_the_page(folder: Path) -> None:
    workspace(folder, 240)
    answer = run("onset", "--budget", "3", "--year", "2009")
    assert answer.exit_code == 0, answer.output
    for words in (
        "Onset from 2009-01 to 2009-12, by data to 2008-10.",
        "Base rate",
        "  1. ",
        "last state-based death: ",
        "       like ",
        "left out: one_sided_deaths, non_state_deaths",
        "ranking (AUC)",
        "3 a year would have held",
        "chance told",
        "REPLAYED: later months are known, to 2009-12",
        "       what came: ",
    ):
        assert words in answer.stdout
    assert "  4. " not in answer.stdout
    assert "OLD DATA" in answer.stdout
    assert "OLD DATA" not in run("onset", "--as-of", "2009-03-01").stdout
    told = json.loads(run("onset", "--budget", "3", "--year", "2009", "--json").stdout)
    assert f"  1. {told['listed'][0]['place']}: {told['listed'][0]['probability']:.1%} (80 %: " in answer.stdout
    row = told["listed"][0]["measurements"][0]["measurement"]
    shown = run("show", row[:12])
    assert shown.exit_code == 0
    assert "state_based_deaths" in shown.stdout


def test_too_little_data_is_said_with_what_to_do(folder: Path) -> None:
    workspace(folder, 40)
    answer = run("onset")
    assert answer.exit_code == 1
    assert "Too little is known to learn from" in answer.stderr
    assert "collect deaths by country and month over many years" in answer.stderr


def test_an_empty_workspace(folder: Path) -> None:
    answer = run("onset")
    assert answer.exit_code == 1
    assert "Nothing is known of state_based_deaths" in answer.stderr
