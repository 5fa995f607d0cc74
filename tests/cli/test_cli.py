"""The command line: what it prints, where, and its exit codes."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import Result
from typer.testing import CliRunner

import simurg.cli.analysis
import simurg.cli.commands
import simurg.cli.upkeep  # noqa: F401
from simurg.cli.run import app
from simurg.cli.terminal import safe

FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour Post</title>
<item><guid>1</guid><title>Ferry \x1b leaves</title><description>Calm.</description>
<pubDate>Mon, 19 Oct 2020 08:00:00 GMT</pubDate></item></channel></rss>""".replace("\x1b", "&#x202E;")
COMMANDS = (
    "init", "require", "collect", "brief", "show", "recall", "status", "maintain", "backup", "restore", "verify",
    "worker", "demo", "surges",
)  # fmt: skip


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "ws"
    monkeypatch.setenv("SIMURG_WORKSPACE", str(made))
    assert run("init").exit_code == 0
    (made / "inbox").mkdir()
    (made / "inbox" / "1.xml").write_text(FEED)
    source = {"name": "post", "connector": "rss", "address": "inbox/*.xml", "least_rows": 1}
    (made / "sources.yaml").write_text(yaml.safe_dump([source]))
    return made


def told(*words: str, code: int = 0) -> Any:
    result = run(*words, "--json")
    assert result.exit_code == code, result.output
    return json.loads(result.stdout)


def test_help_names_every_command() -> None:
    text = run("--help").stdout
    assert all(f"  {name} " in text for name in COMMANDS)


def test_every_command_has_help() -> None:
    for name in COMMANDS:
        assert run(name, "--help").exit_code == 0


def test_a_workspace_from_nothing_to_a_brief(folder: Path) -> None:
    collected = told("collect")
    assert (collected["new_rows"] > 0, collected["errors"]) == (True, [])
    asked = told("require", "ferries", "--question", "Do ferries leave?", "--topic", "ferry", "--priority", "2")
    assert asked["requirements"][0]["name"] == "ferries"
    brief = told("brief", "--since", "2019-12-01")
    assert Path(brief["html"]).read_text().startswith("<!")
    assert Path(brief["pdf"]).read_bytes().startswith(b"%PDF")
    assert told("brief", "--again", brief["id"])["identical"] is True
    (report,) = [one for one in told("show", brief["id"])["rests_on"] if one["table"] == "reports"]
    assert told("recall", report["id"][:10], "--why", "Withdrawn")["products"][0]["id"] == brief["id"]
    assert told("show", brief["id"])["stands"] is False
    assert told("status")["sources"][0]["name"] == "post"
    assert told("maintain")["deleted"] == 0
    assert told("backup", str(folder.parent / "copy"))["files"] > 3
    assert told("restore", str(folder.parent / "copy"), str(folder.parent / "third"))["files"] > 3
    assert told("-w", str(folder.parent / "third"), "verify") == {"ok": True, "problems": []}


def test_people_get_lines_without_control_characters(folder: Path) -> None:
    run("collect")
    run("require", "ferries", "--question", "Do ferries leave?")
    outputs = [run(*words).stdout for words in (["brief"], ["status"], ["require"], ["collect"], ["maintain"])]
    assert "morning brief" not in outputs[0]
    assert "post" in outputs[1]
    assert "ferries" in outputs[2]
    brief = told("brief", "--since", "2019-12-01")
    (report,) = [one for one in told("show", brief["id"])["rests_on"] if one["table"] == "reports"]
    traced = run("show", report["id"]).stdout
    assert "Ferry \ufffd leaves" in traced
    assert "It stands." in traced
    assert "stale" in run("recall", report["id"], "--why", "No").stdout
    assert "STALE" in run("show", brief["id"]).stdout
    assert "taken back" in run("recall", report["id"], "--why", "Yes", "--undo").stdout
    assert "byte-identical" in run("brief", "--again", brief["id"]).stdout


def test_safe_text_cannot_steer_a_terminal() -> None:
    assert safe("a\x1b[31mb\x9b\u202ec\r\nd\te") == "a\ufffd[31mb\ufffd\ufffdc\nd e"
    assert safe("Zürich, Кремль, 北京") == "Zürich, Кремль, 北京"


def test_errors_say_what_and_what_next_and_tell_by_their_code(folder: Path, tmp_path: Path) -> None:
    missing = run("-w", str(tmp_path / "none"), "status")
    assert missing.exit_code == 1
    assert "no workspace" in missing.stderr
    assert "Run `simurg" in missing.stderr
    assert missing.stdout == ""
    assert run("collect", "nobody").exit_code == 1
    assert run("show", "zz").exit_code == 1
    assert run("show", "abcdef").exit_code == 1
    assert run("recall", "post").exit_code == 2
    assert run("dance").exit_code == 2
    (folder / "simurg.yaml").write_text("pictures: 1")
    broken = run("status")
    assert broken.exit_code == 3
    assert "`pictures` must name at least one" in broken.stderr


def test_a_source_that_fails_is_told_and_the_code_is_one(folder: Path) -> None:
    sources = yaml.safe_load((folder / "sources.yaml").read_text())
    far = {"name": "far", "connector": "rss"}
    (folder / "sources.yaml").write_text(yaml.safe_dump([far, *sources]))
    result = run("collect")
    assert result.exit_code == 1
    assert "ERROR  Source far has no address" in result.stderr
    assert "post" in result.stdout


def test_volumes_outside_their_range_are_a_warning_only(folder: Path) -> None:
    sources = yaml.safe_load((folder / "sources.yaml").read_text())
    (folder / "sources.yaml").write_text(yaml.safe_dump([{**sources[0], "least_rows": 50}]))
    result = run("collect")
    assert result.exit_code == 0
    assert "WARNING  post: " in result.stderr
    assert "fewer than the 50" in result.stderr


def test_damage_is_told_with_code_three(folder: Path) -> None:
    run("collect")
    payload = next(path for path in (folder / "payloads").glob("??/*"))
    payload.write_text("altered")
    result = run("verify")
    assert result.exit_code == 3
    assert "was altered" in result.stderr
    payload.unlink()
    assert "is missing" in run("verify").stderr


def test_a_source_that_left_the_settings_is_named(folder: Path) -> None:
    run("collect")
    (folder / "sources.yaml").write_text("sources: []")
    assert told("status")["not_in_sources"] == ["post"]
    assert "not in sources.yaml: post" in run("status").stdout


def test_common_options_stand_anywhere_and_debug_lets_errors_through(folder: Path) -> None:
    assert json.loads(run("status", "-w", str(folder), "--json").stdout)["sources"]
    assert json.loads(run(f"--workspace={folder}", "--json", "status").stdout)["sources"]
    result = run("show", "zz", "--debug")
    assert type(result.exception).__name__ == "CallerError"


def test_requirements_come_from_a_file(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "requirements.yaml"
    file.write_text(yaml.safe_dump([{"name": "ports", "regions": ["DEU"]}, {"name": "grain", "priority": 1}]))
    assert [one["name"] for one in told("require", "--file", str(file))["requirements"]] == ["grain", "ports"]
    assert [one["name"] for one in told("require", "grain", "--drop")["requirements"]] == ["ports"]
    assert run("require", "--file", str(tmp_path / "none")).exit_code == 1
    for wrong in ("[", "name: x", "- question: x", "- {name: x, hope: 1}", "- {name: x, priority: high}"):
        file.write_text(wrong)
        assert run("require", "--file", str(file)).exit_code == 1, wrong
    for wrong in ("- {name: 'a b'}", "- {name: x, priority: 12}", "- {name: x, regions: 5}"):
        file.write_text(wrong)
        assert run("require", "--file", str(file)).exit_code == 1, wrong


def test_what_is_not_given_stays_as_it_was(folder: Path) -> None:
    words = ("--question", "Who fights?", "--region", "MDA,UKR,Velmark", "--topic", "deaths", "--owner", "Desk 4")
    (before,) = told("require", "mol", *words, "--priority", "2")["requirements"]
    (after,) = told("require", "mol", "--cost-of-miss", "10", "--cost-of-false-alarm", "1")["requirements"]
    assert after == {**before, "cost_of_miss": 10.0, "cost_of_false_alarm": 1.0}
    (dearer,) = told("require", "mol", "--cost-of-miss", "20")["requirements"]
    assert dearer == {**after, "cost_of_miss": 20.0}
    (cleared,) = told("require", "mol", "--region", "", "--question", "")["requirements"]
    assert cleared == {**dearer, "regions": [], "question": ""}
    file = folder / "r.yaml"
    file.write_text("- {name: mol, regions: [ROU]}")
    (whole,) = told("require", "--file", str(file))["requirements"]
    assert whole == {"name": "mol", "question": "", "regions": ["ROU"], "topics": [], "priority": 5, "owner": ""}
    (both,) = told("require", "mol", "--file", str(file), "--topic", "flood")["requirements"]
    assert both == {**whole, "topics": ["flood"]}
    assert told("require", "mol", "--drop")["requirements"] == []
    assert told("require", "mol", "--topic", "flood")["requirements"] == [{**whole, "regions": [], "topics": ["flood"]}]


def test_the_list_shows_costs_and_every_region(folder: Path) -> None:
    regions = [f"Province-{number}" for number in range(30)]
    run("require", "mol", "--region", ",".join(regions), "--cost-of-miss", "19", "--cost-of-false-alarm", "1.5")
    (one,) = told("require")["requirements"]
    assert (one["regions"], one["cost_of_miss"], one["cost_of_false_alarm"]) == (regions, 19.0, 1.5)
    printed = run("require").stdout
    assert [region for region in regions if region not in printed.replace(",", " ").split()] == []
    assert "19 : 1.5" in printed
    assert max(map(len, printed.splitlines())) < 120


def test_progress_goes_to_stderr_when_asked_for(folder: Path) -> None:
    result = run("--json", "--progress", "collect")
    assert "collecting post" in result.stderr
    assert json.loads(result.stdout)["errors"] == []


def test_surges_are_ranked_and_alarms_are_told_apart(folder: Path) -> None:
    """Four months of one event a week between two states, then ten in the last week."""
    days = [f"2020-{1 + week // 4:02d}-{1 + 7 * (week % 4):02d}" for week in range(16)] + ["2020-05-02"] * 10
    lines = ["day,one,other,n", *(f"{d},Arkania,Belmark,{n}" for n, d in enumerate(days))]
    lines += [f"{d},Ostrava,Sund,{n + 100}" for n, d in enumerate([*days[:16], "2020-05-02"])]
    (folder / "inbox" / "events.csv").write_text("\n".join(lines))
    part = {
        "target": "events", "key": ["n"], "known": {"from": "day", "as": "date"},
        "columns": {
            "actor": {"from": "one"}, "recipient": {"from": "other"}, "occurred_from": {"from": "day", "as": "date"},
        },
    }  # fmt: skip
    mapping = {"title": "events", "parts": [part]}
    source = {"name": "table", "connector": "table", "address": "inbox/*.csv", "options": {"mapping": mapping}}
    (folder / "sources.yaml").write_text(yaml.safe_dump([source]))
    assert told("collect")["new_rows"] > 40
    result = told("surges", "--as-of", "2020-05-05", "--top", "2")
    first = result["surges"][0]
    assert (first["subject"], first["observed"], first["alarm"]) == ("Arkania – Belmark", 10, True)
    assert result["alarms"] == 1
    assert "ALARM" in run("surges", "--as-of", "2020-05-05").stdout
    assert run("surges", "--kind", "person").exit_code == 1
    assert run("surges", "--top", "0").exit_code == 1


def test_no_calm_is_told_of_the_future_or_of_what_was_not_known(folder: Path) -> None:
    future = run("surges", "--as-of", "2999-01-01")
    assert future.exit_code == 1
    assert "future" in future.stderr
    empty = told("surges", "--as-of", "2020-05-05")
    assert (empty["known_events"], empty["subjects_in_window"]) == (0, 0)
    shown = run("surges", "--as-of", "2020-05-05").stdout
    assert "Nothing was known then" in shown
    assert "alarm" not in shown


def test_a_requirement_that_may_be_a_slip_is_warned_of(folder: Path) -> None:
    words = ("require", "mol", "--region", "Moldovia,UKR", "--topic", "ASAULT")
    result = run(*words)
    assert "did you mean Moldova?" in result.stderr
    assert "did you mean ASSAULT?" in result.stderr
    assert "did you mean" not in result.stdout
    (one,) = told(*words)["requirements"]
    assert one["regions"] == ["Moldovia", "UKR"]
    assert told("require", "mol", "--region", "MDA")["warnings"] == []


def test_a_brief_for_one_requirement_shows_nothing_else(folder: Path) -> None:
    run("collect")
    run("require", "mol", "--region", "MDA")
    one = told("brief", "--since", "2019-12-01", "--requirement", "mol")
    assert not any("Outside" in line for line in one["headlines"])
    assert "Outside your requirements" not in Path(one["html"]).read_text()
    assert "Outside your requirements" in Path(told("brief", "--since", "2019-12-01")["html"]).read_text()


def test_a_collection_ends_with_a_compaction_where_files_are_many(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from simurg.app.bootstrap import now
    from simurg.ledger import Ledger, upkeep

    monkeypatch.setattr(upkeep, "MOST_FILES", 2)
    sources = [{"name": f"post{n}", "connector": "rss", "address": "inbox/*.xml"} for n in range(4)]
    (folder / "sources.yaml").write_text(yaml.safe_dump(sources))
    assert told("collect")["new_rows"] == 4
    with Ledger.open_to_read(folder / "ledger", now) as ledger:
        assert [file.rows for file in ledger.catalogue.live_files("reports")] == [4]
    assert told("status")["sources"][0]["rows"] == {"reports": 1}


def test_a_file_of_requirements_that_is_no_yaml_says_what_to_do(folder: Path) -> None:
    (folder / "r.yaml").write_text("- {name: a, question: War?, regions: [X]}\n- {b: [")
    result = run("require", "--file", str(folder / "r.yaml"))
    assert result.exit_code == 1
    assert "between quotes" in result.output


def test_status_groups_what_could_not_be_read_by_cause(folder: Path) -> None:
    for number in range(30):
        (folder / "inbox" / f"bad{number}.xml").write_text(f"no feed {number}")
    told("collect")
    text = run("status").stdout
    assert "Quarantine: 30 places could not be read." in text
    assert text.count("bad") == 1


def test_whoever_collects_is_told_what_could_not_be_read_of_human_sources(folder: Path) -> None:
    (folder / "inbox" / "heron-1.md").write_text("---\npseudonym: HERON\nsource: x\n---\nWords.")
    source = {"name": "heron", "connector": "human", "address": "inbox/*.md"}
    (folder / "sources.yaml").write_text(yaml.safe_dump([source]))
    result = run("collect")
    assert "QUARANTINE  heron, heron-1.md: " in result.output
    assert told("status")["quarantine_count"] == 0
    assert told("status", "--reader", "operator")["quarantine_count"] == 1


def test_a_collection_without_sources_says_so(folder: Path) -> None:
    (folder / "sources.yaml").write_text("sources: []")
    assert "No source is named yet" in run("collect").stdout


def test_verify_finds_a_page_that_was_altered_or_is_gone(folder: Path) -> None:
    told("collect")
    page = Path(told("brief")["html"])
    assert run("verify").exit_code == 0
    page.write_text(page.read_text() + "<p>more</p>")
    assert "was altered" in run("verify").output
    assert run("verify").exit_code == 3
    page.unlink()
    assert run("verify").exit_code == 0, "the page under its hash is enough"
    for path in (folder / "products").glob("??/*"):
        path.unlink()
    assert "is missing" in run("verify").output


def test_status_can_be_asked_for_an_earlier_moment(folder: Path) -> None:
    told("collect")
    now, then = told("status"), told("status", "--as-of", "2020-10-20")
    assert now["sources"][0]["late"]
    assert not then["sources"][0]["late"]
    assert then["at"] == "2020-10-20T00:00:00Z"


def test_the_version_is_told() -> None:
    assert run("--version").stdout.startswith("simurg 0.")
