"""`simurg question`: what is printed, with and without --json, and how refusals read."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import Result
from typer.testing import CliRunner

import simurg.cli.commands
import simurg.cli.question  # noqa: F401
from simurg.cli.run import app

SOON = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
LATER = (datetime.now(UTC) + timedelta(days=60)).date().isoformat()
QUESTIONS = f"""
questions:
- name: clashes
  title: "Will there be a clash at Sandby?"
  rule:
    {{table: events, where: {{place: Sandby}}, needs: {{source: wire}}, aggregate: exists, from: {SOON}, to: {LATER}}}
  prior: 0.2
- name: how-many
  title: "How many clashes at Sandby?"
  rule: {{table: events, where: {{place: Sandby}}, needs: {{source: wire}}, from: {SOON}, to: {LATER}}}
"""


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["question", *words])


def told(*words: str) -> Any:
    result = run(*words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SIMURG_WORKSPACE", str(tmp_path / "ws"))
    assert CliRunner().invoke(app, ["init"]).exit_code == 0
    (tmp_path / "q.yaml").write_text(QUESTIONS)
    return tmp_path


def test_a_question_from_publishing_to_the_leaderboard(folder: Path) -> None:
    published = told("publish", str(folder / "q.yaml"))
    assert [one["asks_for"] for one in published["questions"]] == ["yes or no", "number"]
    told("answer", "clashes", ".3", "--why", "calm", "--by", "ann")
    assert told("answer", "clashes", ".5", "--why", "less calm", "--by", "bob")["pool"]["probability"] == 0.4
    told("answer", "how-many", "--quantiles", "0.1:0,0.5:1,0.9:4", "--why", "few", "--by", "ann")
    listed = run("list").stdout
    assert "clashes" in listed
    assert "40.0%" in listed
    shown = run("show", "clashes").stdout
    assert all(
        words in shown for words in ("calm", "less calm", "ann", "bob", "20.0% (stated)", "there is a row of events")
    )
    assert told("withdraw", "clashes", "--by", "bob")["pool"]["probability"] == pytest.approx(0.3)
    assert told("resolve")["changed"] == []
    board = run("leaderboard", "--svg", str(folder / "r.svg"))
    assert "2 questions: 0 resolved, 0 void" in board.stdout
    ElementTree.fromstring((folder / "r.svg").read_text())


def test_prices_come_from_a_file(folder: Path) -> None:
    told("publish", str(folder / "q.yaml"))
    (folder / "p.csv").write_text("at,probability\n2020-01-01,0.4\n")
    early = run("answer", "clashes", "--file", str(folder / "p.csv"), "--by", "market", "--author", "crowd")
    assert (early.exit_code, "Price 1 is of 2020-01-01" in early.output) == (1, True)
    (folder / "p.csv").write_text("when,chance\n2020-01-01,0.4\n")
    broken = run("answer", "clashes", "--file", str(folder / "p.csv"), "--by", "market", "--author", "crowd")
    assert (broken.exit_code, "Columns: at, probability" in broken.output) == (1, True)
    now = datetime.now(UTC).isoformat()
    (folder / "p.csv").write_text(f"at,probability\n{now},0.4\n")
    assert (
        told("answer", "clashes", "--file", str(folder / "p.csv"), "--by", "market", "--author", "crowd")["answers"]
        == 1
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("answer", "nothing", ".3", "--why", "x"), "No question in your view"),
        (("answer", "clashes", "1.3", "--why", "x"), "not a probability"),
        (("answer", "clashes", ".3"), "needs a reason"),
        (("answer", "clashes", "--quantiles", "3", "--why", "x"), "quantiles are not understood"),
        (("publish", "nowhere.yaml"), "cannot be read"),
        (("publish", "--name", "q", "--title", "t", "--rule", "{}"), "`table` cannot be"),
        (("publish",), "needs a name"),
        (("show", "nothing"), "No question in your view"),
        (("show", "clashes", "--as-of", "2999-01-01"), "not come yet"),
        (("show", "clashes", "--reader", "nobody"), "no reader"),
    ],
)
def test_a_refusal_says_what_and_what_next(folder: Path, words: tuple[str, ...], said: str) -> None:
    told("publish", str(folder / "q.yaml"))
    result = run(*words)
    assert (result.exit_code, said in result.output) == (1, True), result.output
    assert "Traceback" not in result.output


def test_another_picture_sees_nothing_of_it(folder: Path) -> None:
    told("publish", str(folder / "q.yaml"), "--reader", "staff")
    assert told("list", "--reader", "public")["questions"] == []
    assert run("show", "clashes", "--reader", "public").exit_code == 1


def test_what_cannot_be_written_or_read_is_the_operators_or_the_callers(folder: Path) -> None:
    told("publish", str(folder / "q.yaml"))
    board = run("leaderboard", "--svg", str(folder / "nowhere" / "r.svg"))
    assert (board.exit_code, "cannot be written" in board.output) == (3, True)
    (folder / "large.yaml").write_text("#" * (1 << 20) + "\n")
    large = run("publish", str(folder / "large.yaml"))
    assert (large.exit_code, "too large" in large.output) == (1, True)


def test_every_command_has_help() -> None:
    for name in ("publish", "answer", "withdraw", "void", "resolve", "models", "list", "show", "leaderboard"):
        assert run(name, "--help").exit_code == 0


def test_an_answer_opens_by_its_digits_and_names_its_question(folder: Path) -> None:
    told("publish", str(folder / "q.yaml"))
    told("answer", "clashes", ".3", "--why", "calm", "--by", "ann")
    shown = told("show", "clashes")
    number = shown["answers"][0]["id"]
    page = CliRunner().invoke(app, ["show", number[:12]])
    assert (page.exit_code, "question: clashes (`simurg question show clashes`)" in page.stdout) == (0, True)
    printed = [run("show", "clashes").stdout, page.stdout]
    assert not any(hexes[:12] in text for hexes in (shown["key"], shown["now"]["vintage"]) for text in printed)
