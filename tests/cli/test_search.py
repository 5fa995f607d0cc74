"""`simurg search`: what is printed, in which order, and that hostile text stays text."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import Result
from typer.testing import CliRunner

import simurg.cli.commands
import simurg.cli.search  # noqa: F401
from simurg.cli.run import app

FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour Post</title>
<item><guid>1</guid><title>Ferry &#x202E;fire &#171;now&#187; [2J</title>
<description>The port of Vessa is calm.</description>
<pubDate>Mon, 19 Oct 2020 08:00:00 GMT</pubDate></item>
<item><guid>2</guid><title>Заявила Марина Волкова</title><description>Порт закрыт.</description>
<pubDate>Tue, 20 Oct 2020 08:00:00 GMT</pubDate></item></channel></rss>"""


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "ws"
    monkeypatch.setenv("SIMURG_WORKSPACE", str(made))
    assert run("init").exit_code == 0
    (made / "inbox").mkdir()
    (made / "inbox" / "1.xml").write_text(FEED)
    source = {"name": "post", "connector": "rss", "address": "inbox/*.xml", "least_rows": 1, "grade": "B2"}
    (made / "sources.yaml").write_text(yaml.safe_dump([source]))
    assert run("collect").exit_code == 0
    return made


def told(*words: str) -> Any:
    result = run("search", *words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_a_search_as_a_person_reads_it(folder: Path) -> None:
    text = run("search", "vessa", "port").stdout
    assert "Reports (1)" in text
    assert "The «port» of «Vessa» is calm." in text
    assert "post  B2  2020-10-19 08:00" in text


def test_hostile_text_stays_text(folder: Path) -> None:
    text = run("search", "ferry").stdout
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "«Ferry»" in text
    assert "‹now›" in text  # marks of ours are never the text's


def test_the_number_leads_to_the_trace(folder: Path) -> None:
    (reports, *_) = told("volkova")["found"]
    (hit,) = reports["groups"][0]["hits"]
    assert hit["title"]["text"] == "Заявила Марина Волкова"
    assert "Марина Волкова" in run("show", hit["id"][:12]).stdout


def test_words_with_a_minus_are_words(folder: Path) -> None:
    assert told("vessa", "-ferry")["found"][0]["groups"] == []
    assert told("vessa", "-storm")["found"][0]["stand"] == 1
    assert "Vessa" in run("search", "--", "vessa", "-storm").stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("!!",), "no letter or digit"),
        (("-storm",), "only what must not"),
        (("x" * 10_000,), "10,000 letters"),
        (("fire", "--reliability", "Z"), "--reliability 'Z' is not understood"),
        (("fire", "--as-of", "2999-01-01"), "has not come yet"),
        (("fire", "--from", "tomorrow"), "not a date"),
        (("fire", "--kind", "gossip"), "no kind 'gossip'"),
        (("fire", "--top", "0"), "--top is from 1"),
        (("fire", "--reader", "nobody"), "no reader 'nobody'"),
    ],
)
def test_what_cannot_be_asked_is_told(folder: Path, words: tuple[str, ...], said: str) -> None:
    result = run("search", *words)
    assert result.exit_code == 1
    assert said in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    "words", ['"', '"fire', "a:b", "[x TO y]", "fire*", "((((", "🙂 vessa", "AND OR NOT", "\\", "-"]
)
def test_signs_of_other_query_languages_do_no_harm(folder: Path, words: str) -> None:
    result = run("search", words)
    assert result.exit_code in (0, 1)
    assert "Traceback" not in result.output


def test_nothing_found_is_said(folder: Path) -> None:
    assert "Nothing as known at" in run("search", "zeppelin").stdout
    assert "Nothing as known at 2019-01-01" in run("search", "vessa", "--as-of", "2019-01-01").stdout
