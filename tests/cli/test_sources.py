"""`simurg sources` and `simurg collect --follow` from the command line, against a real server."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from tests.services.faults import Fault
from tests.services.server import Service

from simurg.app.workspace import create
from simurg.collection.catalogue.card import cards

FEED = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Post</title><item><guid>1</guid>
<title>Ferry leaves</title><description>Calm sea.</description></item></channel></rss>"""


@pytest.fixture
def service() -> Iterator[Service]:
    with Service() as service:
        service.mount("/feed", lambda path, query, at: (200, {"Content-Type": "application/rss+xml"}, FEED))
        yield service


@pytest.fixture
def folder(tmp_path: Path, service: Service) -> Path:
    made = create(tmp_path / "ws").folder
    wire = {
        "name": "wire",
        "connector": "rss",
        "address": service.url("/feed"),
        "schedule": "15m",
        "licence": "CC0",
        "fresh_for": "2000d",
    }
    (made / "sources.yaml").write_text(yaml.safe_dump([wire]))
    return made


def run(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from simurg.cli import main; main()", "-w", str(folder), *args]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def test_a_collection_fetches_and_the_list_tells_it(folder: Path) -> None:
    assert "Never fetched" in run(folder, "sources").stdout
    collected = run(folder, "collect")
    assert collected.returncode == 0, collected.stderr
    told = json.loads(run(folder, "sources", "--json").stdout)["sources"]
    assert [(one["name"], one["health"]["state"], one["licence"], one["schedule"]) for one in told] == [
        ("wire", "ok", "CC0", "15 minutes")
    ]
    assert told[0]["next"] > told[0]["last_fetched"]
    page = run(folder, "sources", "wire").stdout
    assert "Health: ok." in page
    assert "unknown, not calm" in page or "no news, not calm" in page
    assert "ok" in page.splitlines()[-1]


def test_a_fault_is_an_error_of_the_collection_and_its_next_step_stands_in_the_list(
    folder: Path, service: Service
) -> None:
    service.inject("/feed", Fault("status", status=401))
    collected = run(folder, "collect")
    assert collected.returncode == 1
    assert "ERROR  Source wire was not fetched, unauthorised" in collected.stderr
    told = run(folder, "sources").stdout
    assert "Renew the key" in told
    assert "unauthorised since" in run(folder, "status").stdout


def test_what_is_not_due_is_fetched_when_it_is_named(folder: Path, service: Service) -> None:
    run(folder, "collect")
    run(folder, "collect")
    assert len(service.asked) == 1
    run(folder, "collect", "wire")
    assert len(service.asked) == 2


def test_the_catalogue_and_adding_from_it(folder: Path) -> None:
    listed = json.loads(run(folder, "sources", "--cards", "--json").stdout)["cards"]
    assert [one["name"] for one in listed] == sorted(cards())
    [card] = [one for one in listed if one["name"] == "kev"]
    assert card["licence"] in run(folder, "sources", "--cards", "kev").stdout
    added = run(folder, "sources", "--add", "kev", "firms")
    assert "Added to sources.yaml: kev, firms." in added.stdout
    assert "set its keys first: env:" in added.stdout
    assert {"kev", "firms"} <= {one["name"] for one in json.loads(run(folder, "sources", "--json").stdout)["sources"]}
    assert run(folder, "sources", "--add", "kev").returncode == 1
    assert run(folder, "sources", "--add").returncode == 1
    assert run(folder, "sources", "nobody").returncode == 1


def test_following_goes_on_until_it_is_stopped_and_then_settles(folder: Path, service: Service) -> None:
    command = [sys.executable, "-c", "from simurg.cli import main; main()", "-w", str(folder), "collect", "--follow"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        end = time.monotonic() + 60
        while not (folder / "ledger" / "reports").is_dir() and time.monotonic() < end:
            time.sleep(0.1)
        time.sleep(0.5)
        os.kill(process.pid, signal.SIGTERM)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert "wire: 1 new documents, 1 new rows; again in 14 minutes" in out or "again in 15 minutes" in out
    assert out.splitlines()[-1].endswith("settled what came in")


def test_nothing_to_follow_is_an_error(folder: Path) -> None:
    (folder / "sources.yaml").write_text("sources: []\n")
    result = run(folder, "collect", "--follow")
    assert result.returncode == 1
    assert "No source has a schedule" in result.stderr
    assert run(folder, "collect", "--follow", "--settle", "often").returncode == 1


def test_coverage_names_who_answers_and_the_gap(folder: Path) -> None:
    run(folder, "collect")
    run(folder, "require", "ferries", "--question", "Do ferries sail?", "--topic", "ferry")
    run(folder, "require", "quakes", "--question", "Does the earth move?", "--topic", "earthquakes")
    told = {one["name"]: one for one in json.loads(run(folder, "require", "--coverage", "--json").stdout)["coverage"]}
    assert [one["source"] for one in told["ferries"]["answers"]] == ["wire"]
    assert told["ferries"]["gap"] == ""
    shown = run(folder, "require", "quakes", "--coverage").stdout
    assert "GAP  No source that is set up and fresh could answer it." in shown
    assert "usgs" in shown
    assert "ferries" not in shown
    assert run(folder, "require", "nobody", "--coverage").returncode == 1
