"""`simurg forecast`, `score` and `backtest` on a workspace: pages, JSON, and what is said when they cannot answer."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from tests.app.test_forecast import MODEL, MONTHS, Room
from typer.testing import CliRunner

import simurg.cli.forecast  # noqa: F401
from simurg.cli.run import app


@pytest.fixture
def room(tmp_path: Path) -> Room:
    made = Room(tmp_path / "ws")
    made.tell(range(MONTHS))
    return made


def run(room: Room, *words: str) -> Result:
    return CliRunner().invoke(app, ["-w", str(room.workspace.folder), *words])


def test_a_replayed_forecast_on_the_page_and_as_json(room: Room) -> None:
    page = run(room, "forecast", "--model", MODEL, "--as-of", "2023-01-15").output
    assert "REPLAYED (nothing is stored)" in page
    assert "Record: none yet" in page
    assert page.index("≥ 1,000") < page.index("Lebanon")
    found = json.loads(run(room, "forecast", "--model", MODEL, "--ahead", "2", "--json").stdout)
    assert len(found["places"]) == 8
    assert [one["month"] for one in found["places"][0]["months"]] == ["2023-01", "2023-02"]


def test_one_country_is_shown_by_month(room: Room) -> None:
    page = run(room, "forecast", "--model", MODEL, "--country", "ARM", "--as-of", "2023-01-15").output
    assert page.count("Armenia") == 2
    assert "2023-06" in page
    assert "Georgia" not in page


def test_issued_then_scored_with_the_revision_beside_it(room: Room) -> None:
    room.issue()
    room.later(1)
    room.tell([MONTHS])
    room.later(1)
    room.tell([], {("GEO", MONTHS): 900.0}, late=35)
    page = run(room, "score", "--revisions", "--as-of", "2023-03-20").output
    assert "first told" in page
    assert "as told now" in page
    assert "replayed on the view of each forecast" in page
    assert "Truths that changed" in page
    assert "900" in page
    late = run(room, "forecast", "--issue", "--model", MODEL)
    assert late.exit_code
    assert "nothing is issued" in late.output
    assert "Collect newer figures" in late.output


def test_data_that_end_long_ago_are_called_old_before_anything_else(room: Room) -> None:
    page = run(room, "forecast", "--model", MODEL, "--country", "ARM", "--ahead", "2").output
    assert page.startswith("OLD DATA: the last month known is 2022-12, ")
    assert "ask --as-of 2023-01-01" in " ".join(page.split())
    assert page.index("2023-01 to 2023-02 are OVER") < page.index("Armenia")
    assert "2023-02 OVER" in page
    fresh = run(room, "forecast", "--model", MODEL, "--as-of", "2023-01-15").output
    assert "It speaks of 2023-01 to 2023-06." in fresh
    assert "OLD" not in fresh
    assert "OVER" not in fresh


def test_what_could_be_known_when_it_was_issued_is_said_and_not_scored(room: Room) -> None:
    room.later(36)
    room.issue_what_is_over()
    room.tell([MONTHS])
    words = "Not scored: 8 forecasts issued when the outcome could already be known"
    page = run(room, "score", "--as-of", f"{room.now:%Y-%m-%dT%H:%M:%SZ}").output
    assert words in page
    assert "CRPS" not in page
    assert words in run(room, "forecast", "--model", MODEL).output


def test_the_pit_of_few_forecasts_is_not_told(room: Room) -> None:
    room.issue()
    room.later(1)
    room.tell([MONTHS])
    assert "under 20 cases" in run(room, "score").output


def test_a_backtest_on_the_page(room: Room) -> None:
    result = run(room, "backtest", "--from", "2022-01", "--to", "2022-06", "--model", MODEL, "--horizons", "1,2")
    assert result.exit_code == 0, result.output
    assert "REPLAYED" in result.output
    assert "2 months ahead" in result.output


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("forecast", "--model", "oracle"), "Use one of"),
        (("forecast", "--series", "locusts"), "Name one with --series: state_based_deaths"),
        (("forecast", "--issue", "--as-of", "2022-01-01"), "issued for now"),
        (("score", "--horizon", "0"), "at least 1"),
        (("backtest", "--from", "2022-01", "--to", "2022-02", "--horizons", "a,b"), "are no months"),
        (("backtest", "--from", "yesterday", "--to", "2022-02"), "not a date"),
    ],
)
def test_what_cannot_be_answered_says_what_to_do(room: Room, words: tuple[str, ...], told: str) -> None:
    result = run(room, *words)
    assert result.exit_code == 1
    assert told in result.output
