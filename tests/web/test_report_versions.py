"""An edited article from the inbox to the page and the terminal: one report, its versions, and what changed in each."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.web.rooms import client_of
from typer.testing import CliRunner

import simurg.cli.commands  # noqa: F401
from simurg.app.bootstrap import reading
from simurg.app.workspace import open_workspace
from simurg.cli.run import app

FEED = """<rss version="2.0"><channel><item><guid>1</guid><title>{title}</title><description>{body}</description>
<pubDate>{date}</pubDate></item></channel></rss>"""
EDITIONS = [
    ("Clash at the crossing", "Two people died. The road is open.", "Mon, 19 Oct 2020 08:00:00 GMT"),
    ("Clash at the crossing", "Two people died. The road is open.", "Mon, 19 Oct 2020 20:00:00 GMT"),
    ("Clash at the crossing: three dead", "Three people died. The road is open.", "Tue, 20 Oct 2020 08:00:00 GMT"),
]
READER = {"X-Reader": "public"}


def told(*words: str) -> Any:
    result = CliRunner().invoke(app, [*words, "--json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "ws"
    monkeypatch.setenv("SIMURG_WORKSPACE", str(made))
    assert CliRunner().invoke(app, ["init"]).exit_code == 0
    (made / "inbox").mkdir()
    (made / "sources.yaml").write_text(yaml.safe_dump([{"name": "post", "connector": "rss", "address": "inbox/*.xml"}]))
    for number, (title, body, date) in enumerate(EDITIONS):
        (made / "inbox" / f"{number}.xml").write_text(FEED.format(title=title, body=body, date=date))
        told("collect")
    return made


def report_of(folder: Path) -> str:
    workspace = open_workspace(folder)
    with reading(workspace) as ledger:
        [number] = ledger.as_of(scope=workspace.scope(None)).read("reports", ("id",))["id"].to_pylist()
    return str(number.hex)


def test_an_edited_article_is_one_report_of_two_versions_with_the_difference(folder: Path) -> None:
    number = report_of(folder)
    with client_of(folder) as client:
        answer = client.get(f"/api/reports/{number}/versions", headers=READER)
        assert answer.status_code == 200, answer.text
        found = answer.json()
        before = client.get(
            f"/api/reports/{found['versions'][0]['id']}/versions", headers=READER,
            params={"as_of": "2020-10-19T23:00:00Z"},
        ).json()  # fmt: skip
    assert found["count"] == 2
    first, second = found["versions"]
    assert (first["known_at"], second["known_at"]) == ("2020-10-19T08:00:00Z", "2020-10-20T08:00:00Z")
    assert (first["stands"], second["stands"], first["change"]) == (False, True, [])
    assert second["change"] == [
        {"kind": "removed", "text": "Two"}, {"kind": "added", "text": "Three"},
        {"kind": "same", "text": " people died. The road is open."},
    ]  # fmt: skip
    assert [piece["text"] for piece in second["title_change"] if piece["kind"] == "added"] == [": three dead"]
    assert [one["id"] for one in before["versions"]] == [first["id"]]


def test_the_terminal_tells_the_same(folder: Path) -> None:
    number = report_of(folder)
    text = CliRunner().invoke(app, ["show", number, "--versions"]).stdout
    assert "2 versions of report" in text
    assert "[-Two-]{+Three+} people died." in text
    assert told("show", number, "--versions")["count"] == 2


def test_what_is_no_report_has_no_versions(folder: Path) -> None:
    report_of(folder)
    for number in ("abcdef", "zz"):
        assert CliRunner().invoke(app, ["show", number, "--versions"]).exit_code == 1
    with client_of(folder) as client:
        assert client.get("/api/reports/abcdef/versions", headers=READER).status_code == 404
