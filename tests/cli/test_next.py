"""`simurg next` on a workspace: the page, the JSON, and events that `simurg show` opens."""

import csv
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from click.testing import Result
from tests.foresight.links.made import rows
from typer.testing import CliRunner

import simurg.cli.commands
import simurg.cli.next  # noqa: F401
from simurg.cli.run import app

TYPES = {"consult": "CONSULT", "praise": "SUPPORT", "accuse": "ACCUSE", "threaten": "THREATEN", "reject": "REJECT"}
COLUMNS = {"actor": "who", "event_type": "what", "recipient": "whom"}


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("next") / "ws"
    assert run("-w", str(made), "init").exit_code == 0
    (made / "inbox").mkdir()
    given = [*rows(), *(("Union_(Arda)", "consult", "Union_(Brek)", 15_000 + day) for day in range(0, 90, 2))]
    with (made / "inbox" / "events.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["who", "what", "whom", "day"])
        for who, what, whom, day in given:
            writer.writerow([who, TYPES.get(what, "AID"), whom, date_of(day)])
    columns = {name: {"from": column} for name, column in COLUMNS.items()}
    columns["occurred_from"] = {"from": "day", "as": "date"}
    mapping = {
        "title": "Events of {day}",
        "parts": [
            {
                "target": "events",
                "key": ["who", "what", "whom", "day"],
                "report_by": ["day"],
                "known": {"from": "day", "as": "date"},
                "columns": columns,
            }
        ],
    }
    source = {"name": "wire", "connector": "table", "address": "inbox/events.csv", "grade": "B2"}
    source |= {"known": {"delay": "1d"}, "options": {"mapping": mapping}}
    (made / "sources.yaml").write_text(yaml.safe_dump([source]))
    collected = run("-w", str(made), "collect")
    assert collected.exit_code == 0, collected.output
    return made


def date_of(day: int) -> str:
    return f"{datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=day):%Y-%m-%d}"


END = date_of(15_091)


def test_the_page_and_the_json_say_the_same(folder: Path) -> None:
    asked = ("-w", str(folder), "next", "--actor", "Union_(Arda)", "--as-of", END, "--top", "3")
    page = run(*asked)
    assert page.exit_code == 0, page.output
    told = json.loads(run(*asked, "--json").stdout)
    first = told["expected"][0]
    assert first["recipient"] == "Union_(Brek)"
    assert f"Union_(Arda) → Union_(Brek): CONSULT, probability {first['probability']:.2f} within 7 days" in page.stdout
    assert f"cites {first['events'][0][:12]} (" in page.stdout
    assert "Checked on the 7 days before, not fitted on" in page.stdout
    assert page.stdout.count("probability") == 3


def test_a_cited_event_can_be_opened(folder: Path) -> None:
    told = json.loads(run("-w", str(folder), "next", "--actor", "Union_(Arda)", "--as-of", END, "--json").stdout)
    shown = run("-w", str(folder), "show", told["expected"][0]["events"][0][:12])
    assert shown.exit_code == 0, shown.output
    assert "Union_(Arda)" in shown.stdout


def test_one_type_and_one_recipient(folder: Path) -> None:
    page = run(
        "-w", str(folder), "next", "--actor", "Arda", "--type", "THREATEN", "--recipient", "Brek", "--as-of", END
    )
    assert page.exit_code == 0, page.output
    assert page.stdout.count("Arda → Brek: THREATEN") == 1


def test_mistakes_are_told_with_what_to_do(folder: Path) -> None:
    nobody = run("-w", str(folder), "next", "--actor", "Union_(Ardaa)", "--as-of", END)
    assert nobody.exit_code == 1
    assert "Near: Union_(Arda)" in nobody.output
    early = run("-w", str(folder), "next", "--actor", "Arda", "--as-of", date_of(15_010))
    assert early.exit_code == 1
    assert "At least 300 links" in early.output
    assert run("-w", str(folder), "next").exit_code == 2
