"""Reading from the command line: collect with readers, see what they read, what a model cost, how well they read."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.app.model.scripted import Scripted, serving
from typer.testing import CliRunner

from simurg.app.bootstrap import reading as beside
from simurg.app.workspace import open_workspace
from simurg.cli.run import app
from simurg.ledger.ledger import operator_view

FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Post</title>
<item><guid>1</guid><title>Shelling</title><pubDate>Thu, 05 Mar 2026 08:00:00 GMT</pubDate>
<description>Russia shelled the Ukrainian port of Odesa on Monday, killing at least 12 people.</description></item>
</channel></rss>"""
QUOTE = "Russia shelled the Ukrainian port of Odesa on Monday"


@pytest.fixture(autouse=True, scope="module")
def _commands() -> None:
    """Each module registers its commands when it is imported."""
    from simurg.cli import commands, reading  # noqa: F401


def run(*arguments: str, code: int = 0) -> Any:
    done = CliRunner().invoke(app, ["--json", *arguments])
    assert done.exit_code == code, done.output
    return json.loads(done.stdout) if code == 0 else done.output


def workspace(folder: Path, address: str, readers: str = "[coder, model]") -> Path:
    run("init", str(folder))
    (folder / "in").mkdir()
    (folder / "in" / "1.xml").write_text(FEED)
    (folder / "sources.yaml").write_text(f"- {{name: wire, connector: rss, address: in/*.xml, read: {readers}}}")
    settings = folder / "simurg.yaml"
    host = address.removeprefix("http://").removesuffix("/v1")
    model = {"address": address, "name": "small-1", "price": {"read": 1, "written": 1}}
    more = yaml.safe_dump({"outbound": {"model": [host]}, "model": model})
    settings.write_text(f"{settings.read_text()}\n{more}")
    return folder


def told(report: str, turn: int) -> dict[str, Any]:
    event = {"type": "ASSAULT", "actor": "Russia", "recipient": "Ukrainian", "factuality": "asserted", "quote": QUOTE}
    return {"events": [event], "claims": []}


def test_a_collection_ends_with_reading_and_show_has_both_readings(tmp_path: Path) -> None:
    with serving(Scripted(told)) as script:
        here = ["-w", str(workspace(tmp_path / "ws", script.address))]
        done = run(*here, "collect")
        assert done["warnings"] == []
        assert [(one["reader"], one["reports"]) for one in done["read"]["read"]] == [("coder", 1), ("model:small-1", 1)]
        assert run(*here, "read", "--source", "wire")["read"][0]["reports"] == 0
        assert len(script.asked) == 1
        account = run(*here, "model")
    assert account["model"]["most"] == "OPEN//TLP:CLEAR"
    assert [(line["what"], line["count"]) for line in account["used"]] == [("read", 1)]
    assert account["used"][0]["cost"] == pytest.approx(0.0011)
    with beside(open_workspace(tmp_path / "ws")) as ledger:
        (number,) = (one.hex for one in operator_view(ledger).read("reports")["id"].to_pylist())
    shown = run(*here, "show", number[:12])
    assert {one["reader"] for one in shown["readings"]} == {"coder", "model:small-1"}
    told_by = next(one for one in shown["readings"] if one["reader"] == "model:small-1")
    assert told_by["found"][0]["words"] == QUOTE
    text = CliRunner().invoke(app, [*here, "show", number[:12]]).output
    assert f"ASSAULT: Russia → Ukraine: “{QUOTE}”" in text
    assert "small-1" in CliRunner().invoke(app, [*here, "model"]).output


def test_without_the_endpoint_the_collection_stands_and_says_what_was_left(tmp_path: Path) -> None:
    with serving(Scripted(status=[500] * 50)) as script:
        here = ["-w", str(workspace(tmp_path / "ws", script.address, "[model]"))]
        done = run(*here, "collect")
    assert done["warnings"] == ["wire: model:small-1 left 1 reports for the next run"]
    assert done["new_rows"] == 1


HUMAN = """---
pseudonym: HERON
report: "14"
date: 2026-03-05
reliability: B
credibility: 2
marking: {level: restricted, tlp: amber}
title: Shelling at the port
protected: [Ilya Varga]
---
Russia shelled the Ukrainian port of Odesa on Monday, killing at least 12 people. Ilya Varga met French officials.
France praised Ilya Varga.
"""


def test_a_human_source_report_is_read_by_the_coder_with_its_own_grade_and_never_sent(tmp_path: Path) -> None:
    with serving(Scripted(told)) as script:
        folder = workspace(tmp_path / "ws", script.address)
        (folder / "desk").mkdir()
        (folder / "desk" / "14.md").write_text(HUMAN)
        more = (
            "- {name: desk, connector: human, address: desk/*.md, read: [coder, model], marking: {level: restricted}}"
        )
        (folder / "sources.yaml").write_text(more)
        run("-w", str(folder), "collect")
        assert script.asked == []
    with beside(open_workspace(folder)) as ledger:
        view = operator_view(ledger)
        rows = {table: view.read(table).to_pylist() for table in ("reports", "readings", "events", "claims")}
    assert [(one["reliability"], one["credibility"]) for one in rows["reports"]] == [("B", 2)]
    assert {one["marking"] for table in rows for one in rows[table]} == {"RESTRICTED//TLP:AMBER"}
    assert "Varga" not in str([rows[table] for table in ("readings", "events", "claims")])
    assert [(one["actor"], one["event_type"], one["recipient"]) for one in rows["events"]] == [
        ("Russia", "ASSAULT", "Ukraine")
    ]
    refused = {one["reader"]: one["refused"] for one in rows["readings"]}
    assert refused == {"coder": None, "model:small-1": "reports of human sources are not sent to this model"}


GOLD = """text\ttype\tactor\trecipient\tlanguage
Russia shelled Ukraine on Monday.\tASSAULT\tRussia\tUkraine\ten
It rained.\tNONE
"""


def test_readers_are_measured_in_the_terminal_as_json_as_a_page_and_as_figures(tmp_path: Path) -> None:
    gold = tmp_path / "gold.tsv"
    gold.write_text(GOLD + "<script>alert(1)</script> met =1+1.\tCONSULT\n")
    page, figures = tmp_path / "gold.html", tmp_path / "gold.csv"
    found = run("evaluate", "extraction", "--gold", str(gold), "--html", str(page), "--csv", str(figures))
    assert (found["texts"], found["events"]) == (3, 2)
    assert found["readers"]["coder"]["micro"]["gold"] == 2
    assert "<script" not in page.read_text()
    assert "default-src 'none'" in page.read_text()
    assert figures.read_text().splitlines()[0].startswith("reader,of,name,gold,told,right,precision")
    text = CliRunner().invoke(app, ["evaluate", "extraction", "--gold", str(gold)]).output
    assert "macro F1" in text


def test_a_model_is_measured_only_where_it_is_asked_for(tmp_path: Path) -> None:
    gold = tmp_path / "gold.tsv"
    gold.write_text(GOLD)
    with serving(Scripted(lambda report, turn: {"events": [
        {"type": "ASSAULT", "actor": "Russia", "recipient": "Ukraine", "factuality": "asserted",
         "quote": "Russia shelled Ukraine"}] if "Russia" in report else []})) as script:  # fmt: skip
        here = ["-w", str(workspace(tmp_path / "ws", script.address))]
        run(*here, "evaluate", "extraction", "--gold", str(gold))
        assert script.asked == []
        found = run(*here, "evaluate", "extraction", "--gold", str(gold), "--reader", "model")
    assert found["readers"]["model"]["macro_f1"] == 1.0
    assert found["readers"]["model"]["with_actors"]["right"] == 1


def test_what_cannot_be_measured_says_why(tmp_path: Path) -> None:
    assert "cannot be read" in run("evaluate", "extraction", "--gold", str(tmp_path / "gone.tsv"), code=1)
    (tmp_path / "gold.tsv").write_bytes(b"\xff\xfe\xff")
    assert "is not UTF-8" in run("evaluate", "extraction", "--gold", str(tmp_path / "gold.tsv"), code=1)
    (tmp_path / "gold.tsv").write_text(GOLD)
    named = ["evaluate", "extraction", "--gold", str(tmp_path / "gold.tsv")]
    assert "no reader 'oracle'" in run(*named, "--reader", "oracle", code=1)
    assert "cannot be written" in run(*named, "--csv", str(tmp_path / "no" / "x.csv"), code=3)
