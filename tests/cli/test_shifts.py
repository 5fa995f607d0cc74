"""`simurg shifts` and `simurg spillover` on an exercise workspace: pages, JSON, and what is said when they cannot."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

import simurg.cli.commands
import simurg.cli.shifts  # noqa: F401
from simurg.cli.run import app
from simurg.exercise.parts.foresight import ForesightPart, relations, write_foresight
from simurg.exercise.parts.foresight.chart import chart
from simurg.exercise.parts.foresight.settings import day_of

PART = ForesightPart(seed=5, difficulty="easy", pairs=6)


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("shifts") / "ws"
    write_foresight(made, PART)
    answer = run("--workspace", str(made), "collect")
    assert answer.exit_code == 0, answer.output
    return made


@pytest.fixture(autouse=True)
def _there(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIMURG_WORKSPACE", str(folder))


@pytest.mark.slow
def test_a_planted_shift_is_told_with_its_date() -> None:
    told = relations(PART)
    wanted = next(one for one in told.shifts if one.kind == "turns_hostile")
    one, other = told.pairs.names()[wanted.pair]
    moment = f"{day_of(wanted.day + 40)}T06:00:00Z"
    answer = json.loads(run("shifts", "--as-of", moment, "--pair", f"{other} - {one}", "--json").stdout)
    [shift] = answer["shifts"]
    assert shift["alarm"]
    assert shift["verdict"] == "more hostile"
    assert abs((date.fromisoformat(shift["since"]) - day_of(wanted.day)).days) <= 14
    assert shift["since_low"] <= shift["since"] <= shift["since_high"]
    assert sum(shift["regimes"].values()) == pytest.approx(1.0)
    assert shift["events"]
    page = run("shifts", "--pair", f"{one} – {other}", "--as-of", moment).stdout
    for words in ("Regime: ", "Another relation in the last 60 days told of: ", "80 %: ", "conflict ×", "Events: "):
        assert words in page


def test_the_list_of_pairs() -> None:
    page = run("shifts", "--top", "3").stdout
    assert "regime now" in page
    assert "among 6 pairs" in page


def test_long_after_the_last_event_old_data_is_said_and_no_silence_is_made_of_it() -> None:
    """The world's events end years before the day on which these tests run, and on which `now` is."""
    now = json.loads(run("shifts", "--json").stdout)
    last = now["last_told"]
    then = json.loads(run("shifts", "--as-of", f"{date.fromisoformat(last) + timedelta(days=9)}", "--json").stdout)
    assert then["old_data"] is None
    assert then["last_told"] == last
    assert now["shifts"] == then["shifts"]
    assert all(one["since"] <= last for one in now["shifts"])
    assert now["old_data"]["last_told"] == last
    page = run("shifts").stdout
    assert page.startswith(f"OLD DATA: the last day told of is {last}, ")
    assert "ask --as-of" in page
    assert f"days to {last}, the last day told of" in page
    one = now["shifts"][0]["pair"]
    assert run("shifts", "--pair", one).stdout.startswith("OLD DATA")


def test_what_cannot_be_answered_is_said() -> None:
    assert "is no pair" in run("shifts", "--pair", "Nowhere").output
    assert "is not watched" in run("shifts", "--pair", "Nowhere – Elsewhere").output
    assert "has not come" in run("shifts", "--as-of", "2300-01-01").output
    assert "--top is at least 1" in run("shifts", "--top", "0").output
    assert "8 years" in run("spillover", "--as-of", "2005-06-01").output
    assert "Nothing is known of Atlantis" in run("spillover", "--country", "Atlantis").output


def test_before_any_event_nothing_is_called_calm() -> None:
    assert "no calm" in run("shifts", "--as-of", "2001-01-01").stdout


@pytest.mark.slow
def test_spillover_is_told_with_its_interval_and_for_one_country() -> None:
    pairs = relations(PART).pairs
    near = chart().borders[pairs.one, pairs.other]
    country = chart().names[int(pairs.one[near][0])]
    answer = json.loads(run("spillover", "--country", country, "--json").stdout)
    start = answer["start"]
    assert start["low"] < start["factor"] < start["high"]
    assert start["low"] > 1 or start["small"]
    assert answer["country"]["neighbours"]
    page = run("spillover", "--country", country).stdout
    for words in ("A war starts beside a war: ×", "Out of sample, knowing it ", f"{country}: "):
        assert words in page
